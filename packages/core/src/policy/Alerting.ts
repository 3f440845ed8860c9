import { Schema } from "effect"
import * as Bound from "./internal/Bound.ts"

/**
 * When people are told (SPEC GD, SF, ST, WH; the thresholds that another part of the policy states are read from there).
 *
 * The guide names what has to be alerted, and few figures: what is not cited below is this project's own choice.
 */
export const Alerting = Schema.Struct({
  /** Every rule is looked at this often: short enough that a bad signature is told of within its minute (GD-03). */
  lookMillis: Bound.Positive,
  /** How long a condition stands before its alert fires, and is gone before it recovers, where a rule has no reason for another span. */
  pendingMillis: Bound.Count,
  recoveringMillis: Bound.Count,
  /** An alert that stands is told again this often. */
  repeatCriticalMillis: Bound.Count,
  repeatWarningMillis: Bound.Count,
  /** A value recovers at this share of the threshold that it fired at: between the two, nothing changes. */
  recoverShare: Bound.Share,
  /** Shares look back over this. */
  windowMillis: Bound.Positive,
  /** Failures of one cause among a sender's sends (SF-07: 3.5 % in all is usual), and the sends it takes to tell. */
  failureShareMax: Bound.Share,
  failureSamplesMin: Bound.Count,
  /** Sends that the platform failed or left unanswered, and the sends it takes to call that an outage (SF-03). */
  outageShareMin: Bound.Share,
  outageSamplesMin: Bound.Count,
  outagePendingMillis: Bound.Count,
  /** From acceptance to the platform's word (SF-07: 2 to 5 s end to end). */
  sendMillisMax: Bound.Count,
  /** The longest that a due message waits without a hold that explains it. */
  queueLagMillisMax: Bound.Count,
  /** Sends that wait to be settled (RT-04). */
  uncertainMax: Bound.Count,
  /** Dead letters within `deadLettersMillis` (RT-02). */
  deadLettersMin: Bound.Count,
  deadLettersMillis: Bound.Positive,
  /** Share of the unique recipients of a day (CLOUD_API 3.4). */
  uniqueShareMax: Bound.Share,
  /** No callback for so long although messages left that have statuses (CLOUD_API 3.6). */
  callbackSilenceMillis: Bound.Count,
  /** Unknown paths, and events that the two readings disagree on, within `driftMillis` (WH-09, WH-11). */
  unknownPathsMin: Bound.Count,
  quarantinedMin: Bound.Count,
  driftMillis: Bound.Positive,
  /** How long before a token (SF-04) and a version of the platform's API (CLOUD_API 3.8) expire. */
  tokenLeadMillis: Bound.Count,
  versionLeadMillis: Bound.Count
})
export type Alerting = typeof Alerting.Type
