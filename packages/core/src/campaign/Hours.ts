import type * as Pacing from "../policy/Pacing.ts"
import * as TopOfHour from "../routing/TopOfHour.ts"
import * as PeakHours from "../throttle/PeakHours.ts"

/**
 * The hours of the day at which a campaign may send, on the clocks of its business.
 *
 * Whoever sets hours sets whole ones, so every campaign would begin its day at the top of an hour, together with everybody else's. A day's
 * opening is therefore moved like any other bulk start (SPEC RL-11): by the campaign's own `unit`, every day alike.
 */
export type Decision =
  /** `untilMillis` is when the hours end; Infinity for a campaign without hours. */
  | { readonly _tag: "Open"; readonly untilMillis: number }
  /** `untilMillis` is when they begin again. */
  | { readonly _tag: "Closed"; readonly untilMillis: number }

const minuteMillis = 60_000
const dayMillis = 1_440 * minuteMillis

/**
 * Whether a campaign may send now, and until when that holds.
 *
 * On a day on which clocks are set, the hours may shift by as much. A name that is no time zone counts as UTC.
 *
 * @param hours null: at any time.
 * @param timeZone IANA name of the business's.
 * @param unit uniform in [0, 1), one for each campaign.
 */
export const at = (
  pacing: Pacing.Pacing,
  hours: Pacing.DaySpan | null,
  timeZone: string,
  unit: number,
  nowMillis: number
): Decision => {
  if (hours === null) return { _tag: "Open", untilMillis: Number.POSITIVE_INFINITY }
  const offsetMillis = PeakHours.offsetMillis(timeZone, nowMillis) ?? 0
  const midnightMillis = Math.floor((nowMillis + offsetMillis) / dayMillis) * dayMillis - offsetMillis
  const endMillis = midnightMillis + hours.endMinute * minuteMillis
  const opensMillis = (ofMidnight: number): number => {
    const begins = ofMidnight + hours.startMinute * minuteMillis
    const moved = TopOfHour.startMillis(pacing, timeZone, begins, unit)
    // Hours that are over before the top of the hour is would never come.
    return moved < ofMidnight + hours.endMinute * minuteMillis ? moved : begins
  }
  const today = opensMillis(midnightMillis)
  if (nowMillis < today) return { _tag: "Closed", untilMillis: today }
  return nowMillis < endMillis
    ? { _tag: "Open", untilMillis: endMillis }
    : { _tag: "Closed", untilMillis: opensMillis(midnightMillis + dayMillis) }
}
