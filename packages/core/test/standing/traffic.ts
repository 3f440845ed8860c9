import { guide } from "@sluice/core/policy/guide"
import * as Complaints from "@sluice/core/standing/Complaints"

export const dayMillis = 86_400_000
export const { standing } = guide

/** Complaints and sends of days in a row from `fromDay` on, each at noon. */
export const traffic = (
  fromDay: number,
  days: ReadonlyArray<readonly [sent: number, complaints: number]>
): Complaints.State =>
  days.reduce((state, [sent, complaints], index) => {
    const atMillis = (fromDay + index) * dayMillis + dayMillis / 2
    return Complaints.complained(standing, Complaints.sent(standing, state, sent, atMillis), complaints, atMillis)
  }, Complaints.initial)

/** The same day `count` times. */
export const each = (
  count: number,
  sent: number,
  complaints = 0
): ReadonlyArray<readonly [sent: number, complaints: number]> =>
  Array.from({ length: count }, () => [sent, complaints] as const)
