import { Clock, Duration, Effect } from "effect"
import { EarlyStatuses } from "../ports/EarlyStatuses.ts"

/** How the forgetting runs; milliseconds of its clock. */
export interface Options {
  readonly everyMillis: number
  /** Longer than the platform repeats a callback: seven days (CLOUD_API 3.6). */
  readonly keepMillis: number
}

/**
 * Forgets parked statuses that no message ever claimed: a number may be used from elsewhere too, and what is not ours would be parked for
 * ever. Their callbacks stay in the log. Run it once in the whole deployment; twice does no harm.
 */
export const run = Effect.fn("Expiry.run")(function* (options: Options) {
  const early = yield* EarlyStatuses
  const round = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const forgotten = yield* early.expire(nowMillis - options.keepMillis)
    if (forgotten > 0) yield* Effect.logInfo(`${forgotten} parked statuses were never claimed and are forgotten`)
  })
  return yield* round.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("parked statuses could not be looked through", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever
  )
})
