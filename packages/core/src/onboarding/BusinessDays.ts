import { DateTime, Option } from "effect"

/**
 * Business days, in which the steps to going live are counted (SPEC ON-01).
 *
 * A day is a whole number, counted from 1970-01-01, as the business's own calendar shows it: no time of day, and nothing to convert
 * between the parties. Which days are holidays is an argument: they differ by country and change by decree.
 */
export type Day = number

/** Which days are free. */
export interface Calendar {
  /**
   * ISO weekdays without work: Monday is 1, Sunday 7. A week without any other day would never end a step: a weekend of all seven
   * counts as none.
   */
  readonly weekend: ReadonlySet<number>
  readonly holidays: ReadonlySet<Day>
}

const dayMillis = 86_400_000

const weekDays = 7

/** The ISO weekday. 1970-01-01 was a Thursday, three days after a Monday. */
const weekday = (day: Day): number => ((((day + 3) % weekDays) + weekDays) % weekDays) + 1

/** Whether no weekday is left for work. */
const isEndless = (weekend: ReadonlySet<number>): boolean => {
  for (let one = 1; one <= weekDays; one++) if (!weekend.has(one)) return false
  return true
}

/** Saturdays and Sundays, and these holidays. */
export const western = (holidays: Iterable<Day>): Calendar => ({
  weekend: new Set([6, 7]),
  holidays: new Set(holidays)
})

/** The date that clocks in `timeZone` show at `atMillis`; null for a name that is no time zone. */
export const dayOf = (timeZone: string, atMillis: number): Day | null =>
  Option.match(DateTime.makeZoned(atMillis, { timeZone }), {
    onNone: () => null,
    onSome: (zoned) => Math.floor((atMillis + DateTime.zonedOffset(zoned)) / dayMillis)
  })

/** A day as it is written, `2026-11-23`. */
export const toIso = (day: Day): string => DateTime.formatIsoDateUtc(DateTime.unsafeMake(day * dayMillis))

/** The day that is written so; null for anything but an existing date in this very form. */
export const fromIso = (text: string): Day | null => {
  const day = Option.match(DateTime.make(`${text}T00:00:00Z`), {
    onNone: () => null,
    onSome: (moment) => DateTime.toEpochMillis(moment) / dayMillis
  })
  // The 30th of February is read as a day in March by some: what does not come back as it was is no date.
  return day !== null && Number.isInteger(day) && toIso(day) === text ? day : null
}

/** Whether work is done on that day. */
export const isBusinessDay = (calendar: Calendar, day: Day): boolean =>
  (!calendar.weekend.has(weekday(day)) || isEndless(calendar.weekend)) && !calendar.holidays.has(day)

/** The `count`-th business day after `day`. None after a day is the day itself, or the next business day if it is not one. */
export const after = (calendar: Calendar, day: Day, count: number): Day => {
  let at = day
  while (!isBusinessDay(calendar, at)) at++
  // A count that begins on a free day begins as if on the business day before it: the next one is the first.
  let left = at === day ? count : count - 1
  while (left > 0) {
    at++
    if (isBusinessDay(calendar, at)) left--
  }
  return at
}

/** Business days after `from`, up to `to` and including it; none when `to` is not later. */
export const between = (calendar: Calendar, from: Day, to: Day): number => {
  let count = 0
  for (let day = from + 1; day <= to; day++) if (isBusinessDay(calendar, day)) count++
  return count
}
