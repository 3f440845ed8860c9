import type * as Pacing from "../policy/Pacing.ts"
import * as PeakHours from "../throttle/PeakHours.ts"

/**
 * Bulk traffic keeps away from the top of the hour, when everybody's schedules fire: the platform's load is 40 % higher there and limits
 * trip 25 % more often (SPEC RL-11).
 *
 * Hours are those of the business's clock, as its schedules are: in Kathmandu the top of the hour is at a quarter past in UTC. A name that
 * is no time zone counts as UTC.
 */

const hourMillis = 3_600_000

/** A policy that avoids more than a quarter of an hour on each side keeps at least half of every hour for starts. */
const avoidMillis = (policy: Pacing.Pacing): number => Math.min(policy.topOfHourAvoidMillis, hourMillis / 4)

/** From the nearest top of an hour to `atMillis`: negative before it, at most half an hour. */
const fromTop = (timeZone: string, atMillis: number): number => {
  const local = atMillis + (PeakHours.offsetMillis(timeZone, atMillis) ?? 0)
  const past = ((local % hourMillis) + hourMillis) % hourMillis
  return past < hourMillis / 2 ? past : past - hourMillis
}

/** Is `atMillis` nearer to the top of an hour than the policy wants? The far end is free again. */
const isNear = (policy: Pacing.Pacing, timeZone: string, atMillis: number): boolean => {
  const past = fromTop(timeZone, atMillis)
  return past >= -avoidMillis(policy) && past < avoidMillis(policy)
}

/**
 * When a bulk start that is planned for `plannedMillis` should really begin: then, or after the top of the hour that it is too near to.
 *
 * Never earlier than planned. The starts that are moved are spread over a stretch as long as the one that they left, so that they
 * do not make a peak of their own behind it; with the policy's 5 minutes a start moves by 20 at most.
 *
 * @param timeZone IANA name of the business's.
 * @param unit uniform in [0, 1), one for each start.
 */
export const startMillis = (policy: Pacing.Pacing, timeZone: string, plannedMillis: number, unit: number): number => {
  if (!isNear(policy, timeZone, plannedMillis)) return plannedMillis
  const avoid = avoidMillis(policy)
  const topMillis = plannedMillis - fromTop(timeZone, plannedMillis)
  return topMillis + avoid + Math.floor(unit * 2 * avoid)
}

/** What a moment is like for bulk traffic; the factors are 1 where nothing is known to differ. */
export interface Outlook {
  /** In the business's peak hours (RL-01). */
  readonly peakHours: boolean
  readonly topOfHour: boolean
  /** The platform's load, and how often limits trip, as multiples of the usual. */
  readonly loadFactor: number
  readonly tripFactor: number
}

/** For the planner. A policy without a sender window knows no peak hours. */
export const outlook = (policy: Pacing.Pacing, timeZone: string, atMillis: number): Outlook => {
  const topOfHour = isNear(policy, timeZone, atMillis)
  return {
    peakHours: PeakHours.covers(policy.senderWindow?.peakHours ?? [], timeZone, atMillis),
    topOfHour,
    loadFactor: topOfHour ? policy.topOfHourLoadFactor : 1,
    tripFactor: topOfHour ? policy.topOfHourTripFactor : 1
  }
}
