import * as Failure from "../failure/Failure.ts"
import type * as Wait from "../failure/Wait.ts"
import type * as Certainty from "../policy/Certainty.ts"

/**
 * When a message is tried again after a failure (SPEC RT-01, RT-02).
 *
 * A schedule is a value of the policy: the delay after the `n`th try is `base × factor^(n-1)`, at most the cap, of which the jitter's share is
 * random. It ends by the number of tries and by a deadline from the first. Everything here is a function of its arguments: the random
 * unit (0 to 1) and the time come from the caller, so a plan can be looked at, and lived through in virtual time.
 */

/**
 * The tries of one message so far that failed under one schedule: each plan counts its own (`Tries`).
 *
 * A plan is there for what the platform does to a message. What our own side does to it is taken off: a try that never left (refused
 * connection, lost place) says nothing about the message, and time in which nothing was allowed to leave (a hold, a pause) is not
 * time in which it failed. A message that waits out a hold of 72 h (RL-06) has as many tries and as much time left as before it.
 */
export interface Attempt {
  /** Tries made, the failed one included: 1 after the first. */
  readonly number: number
  /** When the first of them was made. */
  readonly firstAtMillis: number
  /** How many of them never left; none where absent. The failed one did leave. */
  readonly unsent?: number
  /** Time since the first in which nothing was allowed to leave (`HeldTime.within`); none where absent. */
  readonly heldMillis?: number
}

/** The tries that count: those that left, at least the one that failed. */
export const counted = (attempt: Attempt): number => Math.max(1, attempt.number - Math.max(0, attempt.unsent ?? 0))

/** `Exhausted` sends the message to the dead letters: all tries are made, or the next would come after the deadline. */
export type Next =
  | { readonly _tag: "Again"; readonly atMillis: number }
  | { readonly _tag: "Exhausted"; readonly why: "attempts" | "deadline" }

/** The longest delay after the `number`th try, before jitter takes from it; never above the cap, never below the one before it. */
const fullMillis = (schedule: Certainty.RetrySchedule, number: number): number =>
  // The power may overflow to Infinity, which the cap absorbs.
  Math.min(schedule.capMillis, schedule.baseMillis * schedule.factor ** Math.max(0, number - 1))

/**
 * The delay after the `number`th try in whole milliseconds: `1 - jitterShare` of it is sure, the rest is random.
 *
 * @param randomUnit 0 to 1; 1 gives the longest delay.
 */
export const delayMillis = (schedule: Certainty.RetrySchedule, number: number, randomUnit: number): number => {
  const full = fullMillis(schedule, number)
  return Math.round(full * (1 - schedule.jitterShare * (1 - randomUnit)))
}

const again = (schedule: Certainty.RetrySchedule, attempt: Attempt, waitMillis: number, nowMillis: number): Next => {
  if (counted(attempt) >= schedule.attemptsMax) return { _tag: "Exhausted", why: "attempts" }
  const atMillis = nowMillis + waitMillis
  const heldMillis = Math.max(0, attempt.heldMillis ?? 0)
  return atMillis > attempt.firstAtMillis + heldMillis + schedule.deadlineMillis
    ? { _tag: "Exhausted", why: "deadline" }
    : { _tag: "Again", atMillis }
}

/** The try after a failed one, by the schedule alone. */
export const next = (
  schedule: Certainty.RetrySchedule,
  attempt: Attempt,
  randomUnit: number,
  nowMillis: number
): Next => again(schedule, attempt, delayMillis(schedule, counted(attempt), randomUnit), nowMillis)

/** One try of a plan, as offsets from the first: the earliest and the latest moment that jitter allows. */
export interface Step {
  readonly number: number
  readonly earliestMillis: number
  readonly latestMillis: number
}

/** Every try of a schedule whose tries fail at once, the first included. Latest moments past the deadline are cut to it. */
export const preview = (schedule: Certainty.RetrySchedule): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  let earliestMillis = 0
  let latestMillis = 0
  for (let number = 1; number <= schedule.attemptsMax && earliestMillis <= schedule.deadlineMillis; number++) {
    steps.push({ number, earliestMillis, latestMillis: Math.min(latestMillis, schedule.deadlineMillis) })
    earliestMillis += delayMillis(schedule, number, 0)
    latestMillis += delayMillis(schedule, number, 1)
  }
  return steps
}

/** A schedule's name in the policy's `certainty`: what tries are counted by (`Tries`). */
export type ScheduleName = Extract<Wait.Wait, { readonly _tag: "Schedule" }>["name"]

/** The name of the schedule that a failure is retried by; null where repeating does not cure it. */
export const scheduleNameOf = (failure: Pick<Failure.Failure, "retry" | "wait">): ScheduleName | null => {
  const byWait = failure.wait._tag === "Schedule" ? failure.wait.name : null
  switch (failure.retry) {
    case "transient":
      return byWait ?? "transient"
    case "transient_limited":
      return byWait ?? "transientLimited"
    case "throttle":
    case "throttle_long":
      return byWait ?? "throttled"
    case "defer":
      return byWait ?? "deferred"
    case "after_fix":
    case "never":
    case "never_as_is":
      return null
  }
}

/** The schedule that a failure is retried by; null where repeating does not cure it. */
export const scheduleOf = (
  certainty: Certainty.Certainty,
  failure: Pick<Failure.Failure, "retry" | "wait">
): Certainty.RetrySchedule | null => {
  const name = scheduleNameOf(failure)
  return name === null ? null : certainty[name]
}

/**
 * How long to wait after a failure: the longer of what the platform or the catalogue states and of the schedule's delay (RL-07). Also the length
 * of the hold that the failure puts on a shared scope. 0 for a failure that no waiting cures.
 *
 * @param failuresBefore how often the same failure came before this one on its scope, 0 at first.
 */
export const waitMillis = (
  certainty: Certainty.Certainty,
  failure: Failure.Failure,
  failuresBefore: number,
  randomUnit: number
): number => {
  const schedule = scheduleOf(certainty, failure)
  const delay = schedule === null ? 0 : delayMillis(schedule, failuresBefore + 1, randomUnit)
  return Math.max(delay, Failure.leastWaitMillis(failure, failuresBefore))
}

/**
 * What becomes of the message after a failure:
 *
 * - `Again`, `Exhausted`: as above.
 * - `AfterFix`: the message is good, what it goes through is not. It stays queued, and the hold that the failure places keeps it there
 *   until somebody has fixed the reason.
 * - `Never`: it has failed; `anotherRoute` tells that the recipient could still be reached in another way.
 */
export type Verdict = Next | { readonly _tag: "AfterFix" } | { readonly _tag: "Never"; readonly anotherRoute: boolean }

/** What becomes of a message after this failure of its last try. */
export const afterFailure = (
  certainty: Certainty.Certainty,
  failure: Failure.Failure,
  attempt: Attempt,
  randomUnit: number,
  nowMillis: number
): Verdict => {
  if (failure.retry === "after_fix") return { _tag: "AfterFix" }
  const schedule = scheduleOf(certainty, failure)
  if (schedule === null) return { _tag: "Never", anotherRoute: failure.retry === "never_as_is" }
  return again(schedule, attempt, waitMillis(certainty, failure, counted(attempt) - 1, randomUnit), nowMillis)
}
