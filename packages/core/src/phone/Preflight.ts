import { Data } from "effect"
import type { Numbers } from "../policy/Numbers.ts"

/**
 * The pre-flight of a bulk list (SPEC PH-08): a uniform sample is judged first, and the failure rate of the whole list is
 * projected from it with an interval, before anything is queued.
 */

/** Whether a list is long enough to be sampled first. */
export const isDue = (policy: Numbers, rows: number): boolean => rows >= policy.preflightRowsMin

/**
 * Whether one row of a stream of unknown length is in the sample: each row by itself, with the policy's share.
 *
 * The sample's size then varies a little around the share; the projection takes the size it got.
 *
 * @param unit uniform in [0, 1), a fresh one for each row.
 */
export const isSampled = (policy: Numbers, unit: number): boolean => unit < policy.preflightShare

/**
 * The rows of a list of known length that are in the sample, ascending, counted from 0: exactly the policy's share of
 * them (rounded up), every such set as likely as any other.
 *
 * Selection sampling: row by row, with the chance that the places left in the sample leave it.
 *
 * @param unitAt uniform in [0, 1) for each row.
 */
export const sampleOf = (policy: Numbers, rows: number, unitAt: (row: number) => number): ReadonlyArray<number> => {
  const size = Math.min(rows, Math.ceil(rows * policy.preflightShare))
  const chosen: Array<number> = []
  for (let row = 0; row < rows && chosen.length < size; row++)
    if (unitAt(row) * (rows - row) < size - chosen.length) chosen.push(row)
  return chosen
}

/** What a sample says about its list. Rates are shares, 0 to 1; `low` and `high` bound the list's rate with 95 % confidence. */
export interface Projection {
  readonly rows: number
  readonly sampled: number
  readonly failed: number
  readonly rate: number
  readonly low: number
  readonly high: number
  /** The same three, as rows of the whole list. */
  readonly failures: number
  readonly failuresLow: number
  readonly failuresHigh: number
}

/** The 97.5th percentile of the normal distribution: two-sided 95 %. */
const z95 = 1.959963984540054

/**
 * Projects the failures of a sample onto its list by the Wilson score interval, which stays within 0 to 1 and honest when
 * few or no failures were seen. That the list is finite would narrow it by a twentieth at 10 %; it is left on the safe side.
 *
 * A list that was judged completely has its rate for certain. Nothing sampled says nothing: 0 to 1.
 */
export const project = (rows: number, sampled: number, failed: number): Projection => {
  const [low, high] = sampled >= rows && rows > 0 ? [failed / rows, failed / rows] : wilson(sampled, failed)
  const rate = sampled === 0 ? 0 : failed / sampled
  return {
    rows,
    sampled,
    failed,
    rate,
    low,
    high,
    failures: Math.round(rate * rows),
    failuresLow: Math.floor(low * rows),
    failuresHigh: Math.ceil(high * rows)
  }
}

const wilson = (sampled: number, failed: number): readonly [low: number, high: number] => {
  if (sampled === 0) return [0, 1]
  const share = failed / sampled
  const spread = (z95 * z95) / sampled
  const centre = share + spread / 2
  const reach = z95 * Math.sqrt((share * (1 - share)) / sampled + spread / (4 * sampled))
  const low = failed === 0 ? 0 : (centre - reach) / (1 + spread)
  const high = failed === sampled ? 1 : (centre + reach) / (1 + spread)
  return [Math.max(0, low), Math.min(1, high)]
}

/**
 * Whether to go on, for a caller who wants no more than `rateMax` of the list to fail.
 * `certain`: the whole interval lies on that side, so that a larger sample would say the same.
 */
export type Decision = Data.TaggedEnum<{
  Proceed: { readonly certain: boolean }
  Stop: { readonly certain: boolean }
}>
export const {
  /** `certain`: no rate within the interval is above the caller's most. */
  Proceed,
  /** `certain`: every rate within the interval is above it. */
  Stop
} = Data.taggedEnum<Decision>()

/** Stops when the projected rate is above `rateMax` (a share, 0 to 1). */
export const decide = ({ high, low, rate }: Projection, rateMax: number): Decision =>
  rate > rateMax ? Stop({ certain: low > rateMax }) : Proceed({ certain: high <= rateMax })
