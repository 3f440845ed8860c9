import { Effect, Schedule, ScheduleDecision, ScheduleInterval } from "effect"
import type { Failure } from "../failure/Failure.ts"
import type * as Certainty from "../policy/Certainty.ts"
import * as RetryPlan from "./RetryPlan.ts"

/**
 * A retry plan as an Effect `Schedule` (SPEC RT-01), for what is repeated inside one process: a request to a token's endpoint, a media
 * upload, a callback handed on to a subscriber. A queued message is repeated by its due time instead, which survives the process.
 *
 * The schedule holds no rule of its own: each step asks `RetryPlan`, so the two agree to the millisecond. Its output is what the plan
 * said: `Again` at each step that it allows, and the reason at the one that ends it.
 */

/** One step of a schedule: the tries are counted by the schedule itself, the time comes from the driver's clock. */
const stepping = <In, Said extends RetryPlan.Verdict>(
  firstAtMillis: number,
  randomUnit: Effect.Effect<number>,
  ask: (input: In, attempt: RetryPlan.Attempt, unit: number, nowMillis: number) => Said
): Schedule.Schedule<Said, In> =>
  Schedule.makeWithState(1, (nowMillis, input: In, number: number) =>
    Effect.map(randomUnit, (unit) => {
      const said = ask(input, { number, firstAtMillis }, unit, nowMillis)
      const decision =
        said._tag === "Again"
          ? ScheduleDecision.continueWith(ScheduleInterval.after(said.atMillis))
          : ScheduleDecision.done
      return [number + 1, said, decision] as const
    })
  )

/**
 * The plan of one schedule, whatever the failure.
 *
 * @param firstAtMillis when the first try was made: read the clock before it. The deadline runs from there.
 * @param randomUnit gives 0 to 1 for each step's jitter, such as `Random.next`.
 */
export const make = (
  schedule: Certainty.RetrySchedule,
  firstAtMillis: number,
  randomUnit: Effect.Effect<number>
): Schedule.Schedule<RetryPlan.Next, unknown> =>
  stepping(firstAtMillis, randomUnit, (_input: unknown, attempt, unit, nowMillis) =>
    RetryPlan.next(schedule, attempt, unit, nowMillis)
  )

/**
 * The plan that each failure asks for by its class: `Retry-After` and the catalogue's waits are obeyed, what waiting does not cure ends it
 * at once (RL-07, RT-02).
 *
 * For `Effect.retry` on effects that fail with a classified failure.
 */
export const ofFailures = (
  certainty: Certainty.Certainty,
  firstAtMillis: number,
  randomUnit: Effect.Effect<number>
): Schedule.Schedule<RetryPlan.Verdict, Failure> =>
  stepping(firstAtMillis, randomUnit, (failure: Failure, attempt, unit, nowMillis) =>
    RetryPlan.afterFailure(certainty, failure, attempt, unit, nowMillis)
  )
