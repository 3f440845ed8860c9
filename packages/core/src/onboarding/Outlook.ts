import type * as Journey from "../policy/Journey.ts"
import * as BusinessDays from "./BusinessDays.ts"
import * as Onboarding from "./Onboarding.ts"

/**
 * Where a business stands on its way to live, and when it will be there (SPEC ON-01).
 *
 * The expected date is a span: every step that is left takes its least or its most. A step that takes longer than its most is expected
 * today, and said to be overdue; a blocked one moves the date day by day, as if it went on today.
 */
export interface Outlook {
  readonly done: number
  readonly total: number
  /** The step that is worked on, or that comes next; null when live. */
  readonly current: Onboarding.Step | null
  /** The blocked step; null when none is. */
  readonly blocked: {
    readonly step: Onboarding.StepId
    readonly reason: string
    readonly sinceDay: BusinessDays.Day
  } | null
  /** True when the current step has taken more than its most. */
  readonly overdue: boolean
  /** When it is live: the last step's day once it is done, a span before. */
  readonly earliestDay: BusinessDays.Day
  readonly latestDay: BusinessDays.Day
}

/** The end of a step of `days` business days that can begin on `from`, as seen on `today`. */
const endOf = (
  calendar: BusinessDays.Calendar,
  progress: Onboarding.Progress,
  days: number,
  from: BusinessDays.Day,
  today: BusinessDays.Day
): BusinessDays.Day => {
  switch (progress._tag) {
    case "Done":
      return progress.day
    case "Waiting":
      return BusinessDays.after(calendar, from, days)
    case "Working": {
      const left = Math.max(0, days - progress.workedDays)
      return Math.max(BusinessDays.after(calendar, today, 0), BusinessDays.after(calendar, progress.sinceDay, left))
    }
    case "Blocked":
      return BusinessDays.after(calendar, today, Math.max(0, days - progress.workedDays))
  }
}

/**
 * The outlook as of a day: it moves from day to day, although nothing happens.
 *
 * @param today the day of the business's calendar: `BusinessDays.dayOf`.
 */
export const at = (
  policy: Journey.Onboarding,
  calendar: BusinessDays.Calendar,
  state: Onboarding.State,
  today: BusinessDays.Day
): Outlook => {
  const steps = Onboarding.steps(policy)
  const left = steps.filter(({ step }) => state[step]._tag !== "Done")
  const current = left[0] ?? null
  const progress = current === null ? null : state[current.step]
  let earliestDay = today
  let latestDay = today
  for (const { daysMax, daysMin, step } of steps) {
    earliestDay = endOf(calendar, state[step], daysMin, Math.max(earliestDay, today), today)
    latestDay = endOf(calendar, state[step], daysMax, Math.max(latestDay, today), today)
  }
  return {
    done: steps.length - left.length,
    total: steps.length,
    current,
    blocked:
      current !== null && progress?._tag === "Blocked"
        ? { step: current.step, reason: progress.reason, sinceDay: progress.sinceDay }
        : null,
    overdue:
      current !== null &&
      progress?._tag === "Working" &&
      progress.workedDays + BusinessDays.between(calendar, progress.sinceDay, today) > current.daysMax,
    earliestDay,
    latestDay
  }
}
