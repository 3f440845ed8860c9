import { Clock, Duration, Effect } from "effect"
import { CallbackLog } from "../ports/CallbackLog.ts"

/** How the forgetting of stored callbacks runs; milliseconds of its clock. */
export interface Options {
  readonly everyMillis: number
  /** Days that ended longer ago are forgotten: what can be replayed, calibrated and looked through again reaches back so far. */
  readonly keepMillis: number
}

/** Keeps the callback log in order: days made ahead, days that are over forgotten. Run it once in the whole deployment; twice does no harm. */
export const run = Effect.fn("Retention.run")(function* (options: Options) {
  const log = yield* CallbackLog
  return yield* Effect.flatMap(Clock.currentTimeMillis, (nowMillis) =>
    log.maintain({ nowMillis, keepMillis: options.keepMillis })
  ).pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("the callback log could not be maintained; tried again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever
  )
})
