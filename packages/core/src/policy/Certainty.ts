import { Schema } from "effect"
import * as Bound from "./internal/Bound.ts"

/** One retry schedule as a value (SPEC RT-01): `baseMillis * factor^n`, capped, spread by `jitterShare`. */
export const RetrySchedule = Schema.Struct({
  baseMillis: Bound.Count,
  factor: Bound.Growth,
  capMillis: Bound.Count,
  /** Share of a delay that is random, 0 (none) to 1 (all of it). */
  jitterShare: Bound.Share,
  attemptsMax: Bound.Positive,
  /** From the first attempt; past it nothing is tried again. */
  deadlineMillis: Bound.Count
}).pipe(Schema.filter(Bound.ordered(["baseMillis", "capMillis"])))
export type RetrySchedule = typeof RetrySchedule.Type

/** How an endpoint is chosen among several by what it was measured to do (SPEC SF-03); the guide states the two figures beside it, not these. */
const Endpoints = Schema.Struct({
  /** A measured latency follows a change within about this long, however many answers come in it. */
  smoothMillis: Bound.Positive,
  /** The most that one answer may move it: an outlier is no trend. */
  answerShareMax: Bound.Share,
  /** As many answers in a row have to be slow, beside the measured latency, before an endpoint counts as slow. */
  slowRow: Bound.Positive,
  /** By how much of its latency another endpoint has to be better, and a better one has to stay below what is healthy. */
  gainShare: Bound.Share,
  /** After a change, no other one for the sake of latency this soon. Silence does not wait for it. */
  stayMillis: Bound.Count,
  /** An endpoint that stayed silent is left alone this long; twice as long each time it is found silent again, up to the longest. */
  coolMillis: Bound.Positive,
  coolMillisMax: Bound.Positive,
  /** How often an endpoint that is not in use, and might be the better one, is asked how it does. */
  probeMillis: Bound.Positive
}).pipe(Schema.filter(Bound.ordered(["coolMillis", "coolMillisMax"])))

/** How often a token is looked at (SPEC SF-04). */
const Tokens = Schema.Struct({
  /** A token that is in order is asked about again after this long. */
  checkMillis: Bound.Positive,
  /** One that is not, or that nobody could tell of, after this long; a hold on it ends when the platform takes it again. */
  recheckMillis: Bound.Positive
}).pipe(Schema.filter(Bound.ordered(["recheckMillis", "checkMillis"])))

/** Sending, its failures, and what is done about the unknown (SPEC SF, RT). */
export const Certainty = Schema.Struct({
  /** An answer within this is healthy (SF-03). */
  healthyMillis: Bound.Count,
  /** No answer for this long: the outcome is uncertain and the next endpoint serves the next message (SF-03). */
  answerMillisMax: Bound.Positive,
  endpoints: Endpoints,
  tokens: Tokens,
  /** An error is acted on within this of its arrival (SF-02). */
  reactionMillisMax: Bound.Count,
  /**
   * How long callbacks may settle an uncertain send before the policy decides (RT-04), at the least: longer where an outage of ours may have held
   * up its status, until the platform has come again (`receiving.repeatMillis`, `repeatFactor`).
   */
  uncertainMillis: Bound.Count,
  /** The same at the most: where nothing shows that the channel was open, silence says nothing, but past this the policy decides all the same. */
  uncertainMillisMax: Bound.Count,
  /** What becomes of a send that stays unknown: sent again, or closed as failed (RT-04). */
  uncertainThen: Schema.Literal("resend", "fail"),
  /** How often one message is sent again out of uncertainty; then it is a dead letter. Each time may be a copy too many. */
  uncertainResendsMax: Bound.Count,
  /**
   * A message that is put off for longer than this does not hold back the later ones of its conversation (RT-04): order is worth a wait, but not
   * a conversation that stands still for days.
   */
  orderMillisMax: Bound.Count,
  /** Schedules per retry class (RT-01). */
  transient: RetrySchedule,
  transientLimited: RetrySchedule,
  throttled: RetrySchedule,
  deferred: RetrySchedule,
  /** How long an idempotency key is remembered (RT-05). */
  idempotencyMillis: Bound.Count
}).pipe(Schema.filter(Bound.ordered(["healthyMillis", "answerMillisMax"], ["uncertainMillis", "uncertainMillisMax"])))
export type Certainty = typeof Certainty.Type
