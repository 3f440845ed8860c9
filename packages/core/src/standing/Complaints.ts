import { Schema } from "effect"
import type { Standing } from "../policy/Standing.ts"

/**
 * What a sender sent and what its recipients complained about (blocked it, reported it), day by day (SPEC ST-01 to ST-03).
 *
 * Days are those of UTC, numbered from 1970-01-01: a share over a week needs no time zone, and every process agrees on them. A day that
 * a window touches counts whole, so a window covers its span and at most one day more.
 *
 * A complaint belongs to the day on which it came, not to that of the message: it cannot be known which one it was about.
 */
export const Day = Schema.Struct({ day: Schema.Int, sent: Schema.Int, complaints: Schema.Int })
export type Day = typeof Day.Type

/** Messages and complaints, day by day; as it is stored. */
export const State = Schema.Struct({
  /** The day of the first message ever; null before it. */
  firstSentDay: Schema.NullOr(Schema.Int),
  /** Ascending; days without anything are absent. */
  days: Schema.Array(Day)
})
export type State = typeof State.Type

/** A sender that never sent, and of which nobody complained. */
export const initial: State = { firstSentDay: null, days: [] }

const dayMillis = 86_400_000

/** The UTC day of a moment, counted from 1970-01-01. */
export const dayOf = (atMillis: number): number => Math.floor(atMillis / dayMillis)

/** The whole days in a span. */
export const wholeDays = (spanMillis: number): number => Math.floor(spanMillis / dayMillis)

/** The first moment of a day. */
export const startMillis = (day: number): number => day * dayMillis

/**
 * How many days are kept: twice the longest span that any rule looks back, so that a look which comes late (after an outage) still finds
 * the days of the moment that it judges. Older ones are dropped.
 */
export const keptDays = (policy: Standing): number =>
  Math.ceil(
    Math.max(policy.raiseSteadyMillis, policy.raiseComplaintMillis, policy.observationMillis, policy.firstWeekMillis) /
      dayMillis
  ) * 2

const added = (policy: Standing, state: State, sent: number, complaints: number, atMillis: number): State => {
  if (sent === 0 && complaints === 0) return state
  const day = dayOf(atMillis)
  const known = state.days.find((other) => other.day === day) ?? { day, sent: 0, complaints: 0 }
  const others = state.days.filter((other) => other.day !== day)
  const newest = Math.max(day, others.at(-1)?.day ?? day)
  const merged = [...others, { day, sent: known.sent + sent, complaints: known.complaints + complaints }]
  return {
    firstSentDay: sent === 0 ? state.firstSentDay : Math.min(day, state.firstSentDay ?? day),
    days: merged
      .filter((other) => newest - other.day < keptDays(policy) && other.sent + other.complaints > 0)
      .toSorted((a, b) => a.day - b.day)
  }
}

/** `count` messages were sent. */
export const sent = (policy: Standing, state: State, count: number, atMillis: number): State =>
  added(policy, state, count, 0, atMillis)

/** `count` recipients complained. */
export const complained = (policy: Standing, state: State, count: number, atMillis: number): State =>
  added(policy, state, 0, count, atMillis)

/**
 * So many recipients complained on this day, as whoever counts them tells: it replaces what was told of the day before, so a report may be repeated,
 * and corrected.
 */
export const reported = (policy: Standing, state: State, day: number, complaints: number): State => {
  const known = state.days.find((other) => other.day === day)?.complaints ?? 0
  return added(policy, state, 0, complaints - known, startMillis(day))
}

/** Of several senders together, as those of one business (ST-03). */
export const together = (policy: Standing, states: ReadonlyArray<State>): State =>
  states.reduce(
    (sum, { days }) =>
      days.reduce((all, { complaints, day, sent }) => added(policy, all, sent, complaints, startMillis(day)), sum),
    initial
  )

/** The days that the span before `nowMillis` touches, today included. */
export const within = (state: State, spanMillis: number, nowMillis: number): ReadonlyArray<Day> => {
  const first = dayOf(nowMillis - spanMillis)
  const last = dayOf(nowMillis)
  return state.days.filter(({ day }) => day >= first && day <= last)
}

/**
 * Complaints of a window as a share of what was sent in it, 0 to 1.
 *
 * `share` is null when neither was anything sent nor did anybody complain: then nothing is known. Complaints without sends are 1.
 */
export interface Share {
  readonly sent: number
  readonly complaints: number
  readonly share: number | null
}

/**
 * The share over the span before `nowMillis`.
 *
 * It is taken literally, for few messages too: one complaint in ten messages is 10 %. The rules that read it are there to avoid a
 * suspension, and a needless stop costs less than that.
 */
export const share = (state: State, spanMillis: number, nowMillis: number): Share => {
  let sentCount = 0
  let complaints = 0
  for (const day of within(state, spanMillis, nowMillis)) {
    sentCount += day.sent
    complaints += day.complaints
  }
  const part = sentCount === 0 ? (complaints === 0 ? null : 1) : Math.min(1, complaints / sentCount)
  return { sent: sentCount, complaints, share: part }
}

/** Messages a day over the whole days of the span that ended with yesterday: today is not over yet. */
export const dailyMessages = (state: State, spanMillis: number, nowMillis: number): number => {
  const days = Math.max(1, wholeDays(spanMillis))
  const today = dayOf(nowMillis)
  let total = 0
  for (const { day, sent: count } of state.days) if (day >= today - days && day < today) total += count
  return total / days
}
