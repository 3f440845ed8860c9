import { Schema } from "effect"

/**
 * How fast a campaign goes, from a few marks of how much had left at which time.
 *
 * Marks lie at least half a minute apart and reach back a quarter of an hour: long enough that the rests between runs (SPEC RL-08) are in
 * it, short enough that a hold shows. A pause begins anew, since what was before it says nothing about what comes.
 */
export const Marks = Schema.Array(Schema.Struct({ atMillis: Schema.Number, left: Schema.Int }))
export type Marks = typeof Marks.Type

/** Nothing to compare with: at first, and after a pause, in which nothing was to leave. */
export const none: Marks = []

const apartMillis = 30_000
const reachMillis = 900_000

/** The marks with one of now, where that is due; the same marks where it is not. */
export const note = (marks: Marks, left: number, nowMillis: number): Marks => {
  const last = marks.at(-1)
  if (last !== undefined && nowMillis - last.atMillis < apartMillis) return marks
  return [...marks.filter(({ atMillis }) => atMillis >= nowMillis - reachMillis), { atMillis: nowMillis, left }]
}

/** Messages a minute over the time that the marks reach back; null before there is a stretch to measure. */
export const perMinute = (marks: Marks, left: number, nowMillis: number): number | null => {
  const [first] = marks
  if (first === undefined || nowMillis <= first.atMillis) return null
  return ((left - first.left) * 60_000) / (nowMillis - first.atMillis)
}

/** When the rest will have left at that rate; null when nothing moves. */
export const finishMillis = (ratePerMinute: number | null, remaining: number, nowMillis: number): number | null =>
  ratePerMinute === null || ratePerMinute <= 0 ? null : Math.round(nowMillis + (remaining * 60_000) / ratePerMinute)
