import { Schema } from "effect"

/** One retry schedule as a value (SPEC RT-01): `baseMillis * factor^n`, capped, spread by `jitterShare`. */
export const RetrySchedule = Schema.Struct({
  baseMillis: Schema.Int,
  factor: Schema.Number,
  capMillis: Schema.Int,
  /** Share of a delay that is random, 0 (none) to 1 (all of it). */
  jitterShare: Schema.Number,
  attemptsMax: Schema.Int,
  /** From the first attempt; past it nothing is tried again. */
  deadlineMillis: Schema.Int
})
export type RetrySchedule = typeof RetrySchedule.Type

/** Sending, its failures, and what is done about the unknown (SPEC SF, RT). */
export const Certainty = Schema.Struct({
  /** An answer within this is healthy (SF-03). */
  healthyMillis: Schema.Int,
  /** No answer for this long: the outcome is uncertain and the next endpoint serves the next message (SF-03). */
  answerMillisMax: Schema.Int,
  /** An error is acted on within this of its arrival (SF-02). */
  reactionMillisMax: Schema.Int,
  /** How long callbacks may settle an uncertain send before the policy decides (RT-04). */
  uncertainMillis: Schema.Int,
  /** What becomes of a send that stays unknown: sent again, or closed as failed (RT-04). */
  uncertainThen: Schema.Literal("resend", "fail"),
  /** How often one message is sent again out of uncertainty; then it is a dead letter. Each time may be a copy too many. */
  uncertainResendsMax: Schema.Int,
  /** Schedules per retry class (RT-01). */
  transient: RetrySchedule,
  transientLimited: RetrySchedule,
  throttled: RetrySchedule,
  deferred: RetrySchedule,
  /** How long an idempotency key is remembered (RT-05). */
  idempotencyMillis: Schema.Int
})
export type Certainty = typeof Certainty.Type
