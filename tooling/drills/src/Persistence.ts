import * as HttpClientError from "@effect/platform/HttpClientError"
import type { Client } from "@sluice/client/Client"
import type { MessageRequest } from "@sluice/client/Message"
import { Problem } from "@sluice/client/Problem"
import { Array, Data, Duration, Effect } from "effect"

/**
 * A caller that does what callers are asked to do: what was not answered, or answered with 503, it hands over again under the same idempotency
 * keys, until every row is told to be in the queue (RT-05).
 */

/** How the server answered it. */
export interface Experience {
  /** Handed over once more: all reasons together. */
  repeats: number
  /** 503 with a time to come back. */
  unavailable: number
  /** No connection, or one that broke before the answer. */
  unreachable: number
  /** Rows that the server knew by their keys already. */
  known: number
}

export const experience = (): Experience => ({ repeats: 0, unavailable: 0, unreachable: 0, known: 0 })

/** The server did not take rows that it should have taken, and did not say that it is a matter of time. */
class NotTaken extends Data.TaggedError("NotTaken")<{ readonly detail: string }> {
  override get message(): string {
    return `the server did not take a batch: ${this.detail}`
  }
}

/** Between two tries where no time was told. */
const pauseMillis = 250

type Outcome = Data.TaggedEnum<{
  Taken: { readonly ids: ReadonlyArray<string>; readonly known: number }
  Unavailable: { readonly waitMillis: number }
  Unreachable: {}
}>
const { Taken, Unavailable, Unreachable, $match } = Data.taggedEnum<Outcome>()

const refused = (problem: Problem): Effect.Effect<Outcome, NotTaken> =>
  problem.kind === "unavailable" && problem.retryAfterSeconds !== null
    ? Effect.succeed(Unavailable({ waitMillis: problem.retryAfterSeconds * 1_000 }))
    : new NotTaken({ detail: problem.message })

const once = (client: Client, requests: ReadonlyArray<MessageRequest>): Effect.Effect<Outcome, NotTaken> =>
  client.messages.sendBatch({ headers: {}, payload: requests, urlParams: { atomic: false } }).pipe(
    Effect.flatMap(({ problem, results }): Effect.Effect<Outcome, NotTaken> => {
      if (problem !== undefined) return refused(problem)
      const taken = results.flatMap((row) => (row.outcome === "refused" ? [] : [row]))
      return taken.length === requests.length
        ? Effect.succeed(
            Taken({
              ids: taken.map(({ id }) => id),
              known: taken.filter(({ outcome }) => outcome === "repeated").length
            })
          )
        : new NotTaken({ detail: `${requests.length - taken.length} of ${requests.length} rows were refused` })
    }),
    Effect.catchAll((error): Effect.Effect<Outcome, NotTaken> => {
      if (error instanceof NotTaken) return error
      if (error instanceof Problem) return refused(error)
      // A connection that ended in the middle of an answer shows as a body that cannot be read.
      return HttpClientError.isHttpClientError(error)
        ? Effect.succeed(Unreachable())
        : new NotTaken({ detail: error.message })
    })
  )

/** Hands rows over until the server has them all; answers their ids in the same order, and adds to `seen` how it went. */
export const submit = Effect.fn("Persistence.submit")(function* (
  client: Client,
  requests: ReadonlyArray<MessageRequest>,
  seen: Experience
) {
  for (;;) {
    const outcome = yield* once(client, requests)
    if (outcome._tag === "Taken") {
      seen.known += outcome.known
      return outcome.ids
    }
    seen.repeats++
    yield* $match(outcome, {
      Taken: () => Effect.void,
      Unavailable: ({ waitMillis }) => {
        seen.unavailable++
        return Effect.sleep(Duration.millis(waitMillis))
      },
      Unreachable: () => {
        seen.unreachable++
        return Effect.sleep(Duration.millis(pauseMillis))
      }
    })
  }
})

/** How messages come over a while: so many at once, and what is waited before the next. */
export interface Waves {
  readonly wave: number
  readonly waveMillis: number
}

/** Hands rows over wave by wave; answers their ids in the same order, and adds to `seen` how it went. */
export const submitInWaves = (
  client: Client,
  requests: ReadonlyArray<MessageRequest>,
  { wave, waveMillis }: Waves,
  seen: Experience
) =>
  Effect.forEach(Array.chunksOf(requests, wave), (chunk) =>
    Effect.zipLeft(submit(client, chunk, seen), Effect.sleep(Duration.millis(waveMillis)))
  ).pipe(Effect.map((ids) => ids.flat()))
