import { Schema } from "effect"
import { Cause } from "../failure/Failure.ts"
import type { Failure } from "../failure/Failure.ts"

/** Where a measure is taken: one value for each key of this kind. An alert stands for one such key. */
export type AlertScope =
  | "installation"
  | "intake"
  | "provider"
  | "account"
  | "portfolio"
  | "business"
  | "sender"
  | "template"
  | "code"

/**
 * What kind of reading a measure gives (`Condition.Reading`): a span, an amount or a ratio (1 is the whole) as it is now; a count of events or
 * a share of them within the condition's window; a state; a moment.
 */
export type Unit = "millis" | "amount" | "ratio" | "count" | "share" | "state" | "moment"

/** What is measured, once for each key of its scope. */
export interface Definition {
  readonly unit: Unit
  readonly scope: AlertScope
  /** How it is taken, so that every shell takes the same. */
  readonly takenAs: string
}

const measured = {
  "callback.badSignatures": { unit: "count", scope: "intake", takenAs: "callbacks refused for their signature" },
  "callback.answerMillisP99": {
    unit: "millis",
    scope: "installation",
    takenAs: "99th percentile of answers to callbacks"
  },
  "callback.processedMillisP95": {
    unit: "millis",
    scope: "installation",
    takenAs: "95th percentile from a callback's arrival to its being processed, or the age of the oldest that waits"
  },
  "callback.unknownPaths": {
    unit: "count",
    scope: "provider",
    takenAs: "distinct paths that the decoder had no reading for"
  },
  "callback.quarantined": { unit: "count", scope: "account", takenAs: "events on which the two validations disagreed" },
  "callback.last": {
    unit: "moment",
    scope: "account",
    takenAs: "the newest callback, or the oldest send since that has none; null when no status is awaited"
  },
  "intake.guard": { unit: "state", scope: "intake", takenAs: "open or paused (IntakeGuard)" },
  "decoder.calibrated": {
    unit: "moment",
    scope: "installation",
    takenAs: "the newest calibration report, or the installation's first day"
  },
  "numbers.judgementMillisMax": {
    unit: "millis",
    scope: "installation",
    takenAs: "the longest judgement of one number since the last look"
  },
  "provider.outageAnswers": {
    unit: "share",
    scope: "provider",
    takenAs: "requests whose failure `tellsOfOutage`, or that had no answer in time, among all"
  },
  "provider.answerMillisP95": {
    unit: "millis",
    scope: "provider",
    takenAs: "95th percentile of the platform's answers"
  },
  "send.endToEndMillisP95": {
    unit: "millis",
    scope: "provider",
    takenAs: "95th percentile from a message's departure to its delivery, of the sender that is slowest"
  },
  "send.uncertain": { unit: "amount", scope: "account", takenAs: "sends that wait to be settled, now" },
  "send.deadLetters": { unit: "count", scope: "account", takenAs: "messages that became dead letters" },
  "failure.reactionMillisP99": {
    unit: "millis",
    scope: "installation",
    takenAs: "99th percentile from an error's arrival to the act upon it"
  },
  "failure.unknownCode": { unit: "state", scope: "code", takenAs: "seen, for each key of `Failure.unknownKey`" },
  "queue.lagMillis": {
    unit: "millis",
    scope: "sender",
    takenAs: "age of the oldest due message that no hold keeps back"
  },
  "sender.windowShare": { unit: "ratio", scope: "sender", takenAs: "use of the sender's window, 1 is its limit" },
  "sender.hold": {
    unit: "state",
    scope: "sender",
    takenAs: "level of the hold that binds the sender (Hold.Level), or none"
  },
  "sender.mediaBreaker": { unit: "state", scope: "sender", takenAs: "closed or open (MediaBreaker)" },
  "sender.observation": {
    unit: "state",
    scope: "sender",
    takenAs: "initial, watching, raised or put-back (Observation)"
  },
  "sender.quality": { unit: "state", scope: "sender", takenAs: "the platform's quality rating, such as GREEN" },
  "business.hold": { unit: "state", scope: "business", takenAs: "level of the hold that binds the business, or none" },
  "business.firstWeekComplaints": {
    unit: "ratio",
    scope: "business",
    takenAs:
      "complaints among messages since it went live; none after its first week, unless its bulk traffic is stopped"
  },
  "business.payment": { unit: "state", scope: "business", takenAs: "good, or failed since a failure 131042" },
  "business.status": {
    unit: "state",
    scope: "business",
    takenAs: "good, restricted, locked or disabled, by callbacks and failures"
  },
  "portfolio.uniqueShare": {
    unit: "ratio",
    scope: "portfolio",
    takenAs: "unique recipients of the moving day, 1 is the tier's limit"
  },
  "account.token": {
    unit: "state",
    scope: "account",
    takenAs:
      "valid, malformed, expired, refused, no-scope or no-access; unknown where nobody could be asked (TokenStanding)"
  },
  "account.tokenExpires": { unit: "moment", scope: "account", takenAs: "the end of the token; null where it has none" },
  "account.keyCheck": {
    unit: "state",
    scope: "account",
    takenAs: "counting, checking, or the newest report: invalid, unreachable (KeyCheck)"
  },
  "account.hold": { unit: "state", scope: "account", takenAs: "level of the hold that binds the account, or none" },
  "account.versionExpires": {
    unit: "moment",
    scope: "account",
    takenAs: "the end of the API version in use, as the platform announces it"
  },
  "template.status": { unit: "state", scope: "template", takenAs: "status of its approval (Approval)" },
  "template.decisionDue": {
    unit: "moment",
    scope: "template",
    takenAs: "the latest moment of the expected decision; null unless under review"
  }
} as const satisfies Readonly<Record<string, Definition>>

/** Sends of one sender that failed for one cause, among all that had an answer or a final status. */
export type FailureMeasure = `send.failures.${Cause}`

const isText = (text: string): text is FailureMeasure | keyof typeof measured =>
  text in measured || Cause.literals.some((cause) => text === `send.failures.${cause}`)

/** Everything that alerts are declared over. */
export const Measure = Schema.String.pipe(Schema.filter(isText, { identifier: "Measure" }))
export type Measure = typeof Measure.Type

const failures: Definition = {
  unit: "share",
  scope: "sender",
  takenAs: "sends that failed for this cause, among all that ended"
}

const isNamed = (measure: Measure): measure is keyof typeof measured => measure in measured

/** How a measure is taken, and for each of what. */
export const definition = (measure: Measure): Definition => (isNamed(measure) ? measured[measure] : failures)

/**
 * Whether a failure speaks of a provider that is down (SF-03). A limit never does, however many refusals it takes: a burst of 429 is our
 * pace, and not an outage.
 */
export const tellsOfOutage = (failure: Pick<Failure, "cause">): boolean => failure.cause === "provider-outage"
