import { Schema } from "effect"

/**
 * How the simulated platform behaves beside its rules: what becomes of accepted messages, how callbacks travel, how
 * strict the judge is, and what goes wrong on purpose.
 *
 * Shares are 0 to 1. Times are virtual milliseconds, except where the name says `Real`: what a socket feels
 * (answers, timeouts) passes in real time whatever the clock's speed.
 */

const share = Schema.Number.pipe(Schema.between(0, 1))
const millis = Schema.Int.pipe(Schema.nonNegative())
const withDefault = <A, I>(schema: Schema.Schema<A, I>, value: A) =>
  Schema.optionalWith(schema, { default: () => value })

/** A span drawn evenly for every message, ends included. */
const span = (minMillis: number, maxMillis: number) =>
  withDefault(
    Schema.Struct({ minMillis: millis, maxMillis: millis }).pipe(
      Schema.filter((range) => range.minMillis <= range.maxMillis || "minMillis is above maxMillis")
    ),
    { minMillis, maxMillis }
  )

/** One reason for messages to fail after they were accepted. */
export const FailureCause = Schema.Struct({
  cause: Schema.NonEmptyString,
  /** Part of all failures that this cause explains; weights need not add up to 1. */
  weight: Schema.Number.pipe(Schema.nonNegative()),
  code: Schema.Int,
  /** `recipient`: the same numbers always fail; `message`: drawn for each message. */
  drawnBy: Schema.Literal("recipient", "message"),
  /** Which messages it can befall. */
  befalls: Schema.Literal("any", "template", "media")
})
export type FailureCause = typeof FailureCause.Type

/**
 * The guide's causes of failure that a platform adds on its own (SPEC SF-01): bad numbers 40 %, templates 25 %; the
 * 20 % for rate limits are left to the judge, save Meta's cap on marketing to one user; the rest is shared out.
 */
export const failureCauses: ReadonlyArray<FailureCause> = [
  { cause: "number", weight: 0.4, code: 131026, drawnBy: "recipient", befalls: "any" },
  { cause: "template", weight: 0.25, code: 132012, drawnBy: "message", befalls: "template" },
  { cause: "marketing cap", weight: 0.05, code: 131049, drawnBy: "message", befalls: "template" },
  { cause: "media", weight: 0.05, code: 131053, drawnBy: "message", befalls: "media" },
  { cause: "experiment", weight: 0.04, code: 130472, drawnBy: "message", befalls: "any" },
  { cause: "unknown", weight: 0.06, code: 131000, drawnBy: "message", befalls: "any" }
]

/** What becomes of an accepted message; the defaults are the guide's statistics (SF-07, WH-04). */
export const Fates = Schema.Struct({
  /** Messages that fail after acceptance, all causes together (SF-07). */
  failureShare: withDefault(share, 0.035),
  causes: withDefault(Schema.Array(FailureCause), failureCauses),
  sent: span(200, 1_500),
  /** From acceptance, in the sender's country and abroad (WH-04). */
  delivered: span(3_000, 7_000),
  deliveredAbroad: span(3_000, 15_000),
  /** From delivery. */
  read: span(1_000, 60_000),
  failed: span(500, 3_000),
  /** Delivered messages whose `read` never comes (WH-04). */
  readLostShare: withDefault(share, 0.08),
  /** Read messages whose `delivered` never comes: the reader was looking at the chat (CLOUD_API 3.6). */
  deliveredOmittedShare: withDefault(share, 0.03),
  /** Delivered messages that are reported as failed too (CLOUD_API 3.6, "in rare cases"). */
  contradictedShare: withDefault(share, 0),
  /** Whether a message that is not a template fails with 131047 outside the recipient's 24 h window (CLOUD_API 3.3). */
  serviceWindowEnforced: withDefault(Schema.Boolean, false)
})
export type Fates = typeof Fates.Type

/** How callbacks travel (CLOUD_API 3.6). */
export const Callbacks = Schema.Struct({
  /** Requests in flight to one address. */
  concurrency: withDefault(Schema.Int.pipe(Schema.between(1, 256)), 16),
  /** Updates in one request at most; a request carries what was due when it left, so quiet times batch nothing. */
  batchUpdatesMax: withDefault(Schema.Int.pipe(Schema.between(1, 1000)), 20),
  /** No answer within this: the same bytes are sent again (WH-01). */
  answerRealMillisMax: withDefault(millis, 1_000),
  /** Wait before the first repetition, factor from one to the next, longest wait, and when the platform gives up. */
  retryBaseMillis: withDefault(millis, 1_000),
  retryFactor: withDefault(Schema.Number.pipe(Schema.greaterThanOrEqualTo(1)), 2),
  retryCapMillis: withDefault(millis, 3_600_000),
  keepMillis: withDefault(millis, 7 * 86_400_000),
  /** However fast the clock runs, a receiver that is down is left alone this long. */
  retryRealMillisMin: withDefault(millis, 50),
  /** Updates that come twice, and messages whose statuses come in the wrong order. */
  duplicateShare: withDefault(share, 0.01),
  disorderShare: withDefault(share, 0.01),
  /** A duplicate comes this much later. */
  duplicateDelay: span(0, 5_000)
})
export type Callbacks = typeof Callbacks.Type

/** How strict the judge is where the documents leave it open. */
export const Judging = Schema.Struct({
  /** A medium is reviewed by itself after this; null waits for the control API (RL-06). */
  reviewAfterMillis: withDefault(Schema.NullOr(millis), 3_600_000),
  /** Sends during a light hold that escalate it to a medium (RL-07). */
  forcedEscalationShare: withDefault(share, 0.38),
  /**
   * Windows and floors are this much shorter, in real time, to forgive what the network does to spacing; at speed 60 a
   * forgiven real millisecond forgives 60 virtual ones. 0 judges to the letter.
   */
  arrivalJitterRealMillis: withDefault(millis, 0),
  /** Whether the guide's 429 says in `Retry-After` when its hold ends, in virtual seconds (RL-07). */
  retryAfter: withDefault(Schema.Boolean, true),
  /** Violations whose details are kept; all are counted. */
  violationsKept: withDefault(Schema.Int.pipe(Schema.nonNegative()), 1_000)
})
export type Judging = typeof Judging.Type

/** A span of virtual time in which the platform is out: answers 503, closes connections, or never answers. */
const Outage = Schema.Struct({
  fromMillis: Schema.Int,
  untilMillis: Schema.Int,
  kind: Schema.Literal("refuse", "drop", "silent")
})

/** What goes wrong on purpose. Everything off by default but a small latency. */
export const Faults = Schema.Struct({
  /** Real time from a request's arrival to its answer, drawn evenly. */
  latencyRealMillisMin: withDefault(millis, 20),
  latencyRealMillisMax: withDefault(millis, 60),
  /** Messages answered with an error code instead of being judged; nothing is accepted. Shares add up to 1 at most. */
  errors: withDefault(Schema.Array(Schema.Struct({ code: Schema.Int, share })), []),
  /** Messages whose connection is closed before anything is accepted. */
  dropShare: withDefault(share, 0),
  /** Messages that are accepted and then: the connection is closed; 500 is answered; the answer comes late or never. */
  dropAfterAcceptShare: withDefault(share, 0),
  errorAfterAcceptShare: withDefault(share, 0),
  timeoutAfterAcceptShare: withDefault(share, 0),
  /** When such a late answer comes; null is never. */
  timeoutAnswerRealMillis: withDefault(Schema.NullOr(millis), null),
  outages: withDefault(Schema.Array(Outage), []),
  /** Callbacks wait, and lose nothing, until this is off again. */
  callbacksPaused: withDefault(Schema.Boolean, false)
})
export type Faults = typeof Faults.Type

/** A change of some faults: what it does not name stays. */
export const FaultsChange = Schema.partialWith(Schema.typeSchema(Faults), { exact: true })
export type FaultsChange = typeof FaultsChange.Type
