import * as TimeScale from "@sluice/core/clock/TimeScale"
import { Clock, Duration, Effect, Layer } from "effect"

/**
 * A clock that runs at another speed than the machine's, for runs in which hours of pacing pass in seconds (RL-12).
 *
 * Every process that is given the same scale agrees on the time. Sleeps are shortened by the speed and rounded up to a
 * millisecond of the machine, so nothing wakes early; at speeds above about 100 the rounding is what limits precision.
 */
export const make = (scale: TimeScale.TimeScale, real: Clock.Clock = Clock.make()): Clock.Clock => {
  const unsafeCurrentTimeMillis = () => TimeScale.toVirtual(scale, real.unsafeCurrentTimeMillis())
  const unsafeCurrentTimeNanos = () => BigInt(unsafeCurrentTimeMillis()) * 1_000_000n
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis,
    unsafeCurrentTimeNanos,
    currentTimeMillis: Effect.sync(unsafeCurrentTimeMillis),
    currentTimeNanos: Effect.sync(unsafeCurrentTimeNanos),
    sleep: (duration) => real.sleep(Duration.millis(TimeScale.toRealDelay(scale, Duration.toMillis(duration))))
  }
}

/** Sets the scaled clock for everything that is built on or run in the layer's runtime. */
export const layer = (scale: TimeScale.TimeScale): Layer.Layer<never> => Layer.setClock(make(scale))
