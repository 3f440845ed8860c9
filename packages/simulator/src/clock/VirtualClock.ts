import * as TimeScale from "@sluice/core/clock/TimeScale"
import { Effect } from "effect"

/**
 * The platform's clock: the fiber's own clock, seen through a time scale. Read without an effect, because the request
 * path runs without one.
 */
export interface VirtualClock {
  /** Virtual epoch millis. */
  readonly nowMillis: () => number
  /** Real millis until a virtual span has passed. */
  readonly realDelayMillis: (virtualMillis: number) => number
  readonly scale: TimeScale.TimeScale
}

/** Scales the clock that is in force here and now: in a test, the test's. */
export const make = (scale: TimeScale.TimeScale): Effect.Effect<VirtualClock> =>
  Effect.clockWith((clock) =>
    Effect.succeed({
      nowMillis: () => TimeScale.toVirtual(scale, clock.unsafeCurrentTimeMillis()),
      realDelayMillis: (virtualMillis) => TimeScale.toRealDelay(scale, virtualMillis),
      scale
    })
  )
