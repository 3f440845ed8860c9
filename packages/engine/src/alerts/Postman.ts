import * as Letter from "@sluice/core/alert/Letter"
import * as DeliveryPlan from "@sluice/core/subscription/DeliveryPlan"
import { Clock, Duration, Effect, Random } from "effect"
import { AlertBook } from "../ports/AlertBook.ts"
import { LetterPost } from "../ports/AlertChannels.ts"

/** Milliseconds of the engine's clock. */
export interface Options {
  readonly pollMillis: number
  /** Longer than a try takes: what is not recorded by then is tried again. */
  readonly leaseMillis: number
  /** Tries of one channel at the same time. */
  readonly concurrency: number
}

/** For a clock that keeps real time; a faster one needs both spans longer by as much. */
export const defaults: Options = { pollMillis: 1_000, leaseMillis: 60_000, concurrency: 4 }

/** Hands over what is due for one channel, until nothing is; answers how many letters were tried. */
export const round = Effect.fn("Postman.round")(function* (channel: string, options: Options) {
  const book = yield* AlertBook
  const post = yield* LetterPost
  let tried = 0
  for (;;) {
    const letters = yield* book.claim({
      channel,
      nowMillis: yield* Clock.currentTimeMillis,
      leaseMillis: options.leaseMillis,
      limit: options.concurrency
    })
    if (letters.length === 0) return tried
    tried += letters.length
    const posted = yield* Effect.forEach(
      letters,
      (letter) =>
        Effect.gen(function* () {
          const { attempts, id } = letter
          const reply = yield* post.deliver(letter)
          const unit = yield* Random.next
          const atMillis = yield* Clock.currentTimeMillis
          return { id, attempt: attempts, ...DeliveryPlan.tried(Letter.schedule, attempts, reply, unit, atMillis) }
        }),
      { concurrency: options.concurrency }
    )
    yield* book.record(posted)
    for (const { attempt, detail, id, state } of posted) {
      if (detail === null) continue
      const said = state === "abandoned" ? "was given up" : "was not taken, and is tried again"
      yield* Effect.logWarning(`letter ${id} to alert channel ${JSON.stringify(channel)} ${said}: ${detail}`).pipe(
        Effect.annotateLogs({ channel, attempt })
      )
    }
  }
})

/**
 * Hands letters to their channels, for as long as it runs. Each channel is apart: one that is away delays no other. A letter is durable before it is
 * tried and recorded after it, so a process that dies in between repeats it under the same id.
 */
export const run = Effect.fn("Postman.run")(function* (options: Options) {
  const { names } = yield* LetterPost
  const serve = (channel: string) =>
    round(channel, options).pipe(
      Effect.catchAllCause((cause) =>
        Effect.logWarning(`alert channel ${channel} could not be served; tried again`, cause)
      ),
      Effect.andThen(Effect.sleep(Duration.millis(options.pollMillis))),
      Effect.forever
    )
  return yield* Effect.forEach(names, serve, { concurrency: "unbounded", discard: true })
})
