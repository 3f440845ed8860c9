import { Clock, Duration, Effect } from "effect"
import { Directory } from "../ports/Directory.ts"
import { Drift } from "../ports/Drift.ts"
import { EarlyStatuses } from "../ports/EarlyStatuses.ts"
import { ServiceWindows } from "../ports/ServiceWindows.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Timeline } from "../ports/Timeline.ts"

/** How the forgetting runs; milliseconds of its clock. */
export interface Options {
  readonly everyMillis: number
  /** How long parked statuses are kept: longer than the platform repeats a callback, seven days (CLOUD_API 3.6). */
  readonly keepMillis: number
}

/** Who wrote within a day is answered from the number that they wrote to, whether or not the policy knows a window (RL-10). */
const heardMillis = 86_400_000

/** A second in which nothing was told for a month is over: no callback that could fall into it is repeated for longer than a week. */
const toldMillis = 30 * 86_400_000

/** What the decoders did not expect is shown for a quarter of a year: longer than between two versions of the platform. */
const driftedMillis = 90 * 86_400_000

/** Forgets one kind of thing; a store that is away is asked again at the next round. */
const forget = (
  expired: Effect.Effect<number, StoreUnavailable>,
  told: (count: number) => string
): Effect.Effect<void> =>
  expired.pipe(
    Effect.tap((count) => (count > 0 ? Effect.logInfo(told(count)) : Effect.void)),
    Effect.catchAllCause((cause) => Effect.logWarning("what is past could not be forgotten; tried again", cause)),
    Effect.asVoid
  )

/**
 * Forgets what nobody will ask for any more, so that it does not grow for ever:
 *
 * - parked statuses that no message ever claimed: a number may be used from elsewhere too, and what is not ours would stay. Their callbacks
 *   stay in the log;
 * - when people wrote last, once no window of any policy is open by it;
 * - seconds of timelines that nothing falls into any more (WH-07), and places of drift that are not seen any more (WH-09).
 *
 * Run it once in the whole deployment; twice does no harm.
 */
export const run = Effect.fn("Expiry.run")(function* (options: Options) {
  const directory = yield* Directory
  const early = yield* EarlyStatuses
  const windows = yield* ServiceWindows
  const timeline = yield* Timeline
  const drift = yield* Drift

  const round = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    yield* forget(
      early.expire(nowMillis - options.keepMillis),
      (count) => `${count} parked statuses were never claimed and are forgotten`
    )
    const senders = yield* directory.senders
    const windowMillis = Math.max(
      heardMillis,
      ...senders.map(({ policy }) => policy.templates.serviceWindowMillis ?? 0)
    )
    yield* forget(
      windows.expire(nowMillis - windowMillis),
      (count) => `${count} service windows are closed and forgotten`
    )
    yield* forget(timeline.forget(nowMillis - toldMillis), (count) => `${count} seconds of timelines are forgotten`)
    yield* forget(drift.forget(nowMillis - driftedMillis), (count) => `${count} places of drift are forgotten`)
  })
  return yield* Effect.forever(Effect.andThen(round, Effect.sleep(Duration.millis(options.everyMillis))))
})
