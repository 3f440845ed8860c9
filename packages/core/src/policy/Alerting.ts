import { Schema } from "effect"

/**
 * When people are told (SPEC GD, SF, ST, WH; the thresholds that another part of the policy states are read from there).
 *
 * The guide names what has to be alerted, and few figures: what is not cited below is this project's own choice.
 */
export const Alerting = Schema.Struct({
  /** Every rule is looked at this often: short enough that a bad signature is told of within its minute (GD-03). */
  lookMillis: Schema.Int,
  /** How long a condition stands before its alert fires, and is gone before it recovers, where a rule has no reason for another span. */
  pendingMillis: Schema.Int,
  recoveringMillis: Schema.Int,
  /** An alert that stands is told again this often. */
  repeatCriticalMillis: Schema.Int,
  repeatWarningMillis: Schema.Int,
  /** A value recovers at this share of the threshold that it fired at: between the two, nothing changes. */
  recoverShare: Schema.Number,
  /** Shares look back over this. */
  windowMillis: Schema.Int,
  /** Failures of one cause among a sender's sends (SF-07: 3.5 % in all is usual), and the sends it takes to tell. */
  failureShareMax: Schema.Number,
  failureSamplesMin: Schema.Int,
  /** Sends that the platform failed or left unanswered, and the sends it takes to call that an outage (SF-03). */
  outageShareMin: Schema.Number,
  outageSamplesMin: Schema.Int,
  outagePendingMillis: Schema.Int,
  /** From acceptance to the platform's word (SF-07: 2 to 5 s end to end). */
  sendMillisMax: Schema.Int,
  /** The longest that a due message waits without a hold that explains it. */
  queueLagMillisMax: Schema.Int,
  /** Sends that wait to be settled (RT-04). */
  uncertainMax: Schema.Int,
  /** Dead letters within `deadLettersMillis` (RT-02). */
  deadLettersMin: Schema.Int,
  deadLettersMillis: Schema.Int,
  /** Share of the unique recipients of a day (CLOUD_API 3.4). */
  uniqueShareMax: Schema.Number,
  /** No callback for so long although messages left that have statuses (CLOUD_API 3.6). */
  callbackSilenceMillis: Schema.Int,
  /** Unknown paths, and events that the two readings disagree on, within `driftMillis` (WH-09, WH-11). */
  unknownPathsMin: Schema.Int,
  quarantinedMin: Schema.Int,
  driftMillis: Schema.Int,
  /** How long before a token (SF-04) and a version of the platform's API (CLOUD_API 3.8) expire. */
  tokenLeadMillis: Schema.Int,
  versionLeadMillis: Schema.Int
})
export type Alerting = typeof Alerting.Type
