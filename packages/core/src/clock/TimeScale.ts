import { Schema } from "effect"

/**
 * A clock that runs at another speed than the wall's: one formula, shared by every process of a sped-up run.
 *
 * Processes that are given the same origin and speed agree on the virtual time without talking to each other, so a
 * gateway and the platform it is tried against can live through an hour in a few seconds together. With speed 1 virtual
 * time is real time, whatever the origin (RL-12).
 */
export const TimeScale = Schema.Struct({
  /** The moment, in epoch millis, at which virtual and real time are the same. */
  originMillis: Schema.Int,
  /** Virtual milliseconds that pass in one real millisecond. */
  speed: Schema.Finite.pipe(Schema.positive())
})
export type TimeScale = typeof TimeScale.Type

/**
 * The virtual time at a real one, both epoch millis; whole milliseconds, never ahead of the exact value.
 *
 * Monotonic in `realMillis`. Before the origin it runs backwards from it at the same speed.
 */
export const toVirtual = (scale: TimeScale, realMillis: number): number =>
  Math.floor(scale.originMillis + (realMillis - scale.originMillis) * scale.speed)

/**
 * How long to wait in real milliseconds for a virtual span to pass.
 *
 * Rounded up, so that a timer set by it never fires before the virtual moment has come: waking early would send early.
 */
export const toRealDelay = (scale: Pick<TimeScale, "speed">, virtualMillis: number): number =>
  Math.ceil(virtualMillis / scale.speed)
