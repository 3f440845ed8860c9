import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Clock, Duration, Effect, Option } from "effect"
import type { Field } from "./Field.ts"

/** What somebody saw who asked the server again and again, whatever happened around it. */
export interface Seen {
  answered: number
  /** 503 that says when to come back. */
  unavailable: number
  /** Anything else: a 500, a 503 without a time, no answer at all. A server that lives gives none of them. */
  readonly wrong: Array<string>
  slowestMillis: number
}

const everyMillis = 100

/** An answer that takes longer is none. */
const answerMillisMax = 15_000

/**
 * Asks the server for its newest message every tenth of a second until the scope ends: a request that needs key, store and an answer, as a
 * caller's does.
 */
export const keep = Effect.fn("Vigil.keep")(function* ({ apiKey, stack }: Field) {
  const client = yield* HttpClient.HttpClient
  const seen: Seen = { answered: 0, unavailable: 0, wrong: [], slowestMillis: 0 }
  const request = HttpClientRequest.get(`${stack.serverUrl}/v1/messages?limit=1`).pipe(
    HttpClientRequest.bearerToken(apiKey)
  )
  const ask = Effect.gen(function* () {
    const startMillis = yield* Clock.currentTimeMillis
    const answer = yield* client.execute(request).pipe(
      Effect.flatMap(({ headers, status, text }) => Effect.as(text, { status, retryAfter: headers["retry-after"] })),
      Effect.scoped,
      Effect.catchAll(({ message }) => Effect.succeed({ status: null, why: message })),
      Effect.timeoutOption(Duration.millis(answerMillisMax))
    )
    seen.slowestMillis = Math.max(seen.slowestMillis, (yield* Clock.currentTimeMillis) - startMillis)
    if (Option.isNone(answer)) seen.wrong.push(`no answer within ${answerMillisMax} ms`)
    else if (answer.value.status === null) seen.wrong.push(answer.value.why)
    else if (answer.value.status === 200) seen.answered++
    else if (answer.value.status === 503 && answer.value.retryAfter !== undefined) seen.unavailable++
    else seen.wrong.push(`status ${answer.value.status}`)
  })
  yield* Effect.forkScoped(Effect.forever(Effect.zipRight(ask, Effect.sleep(Duration.millis(everyMillis)))))
  return seen
})
