import { Schema } from "effect"
import * as Failure from "../failure/Failure.ts"
import type * as Certainty from "../policy/Certainty.ts"
import * as RetryPlan from "../retry/RetryPlan.ts"
import * as holdRules from "./internal/holdRules.ts"

/**
 * A hold: while it lasts, nothing leaves in its scope, whoever asks (SPEC RL-06, RL-07; CLOUD_API 3.3).
 *
 * A hold is a plain value that a store keeps in a row and a lane keeps in its throttle. Two things can end it: the clock
 * (`untilMillis`) and an operator (`needsReview`); where both are asked for, it takes both.
 */

/**
 * What a hold covers (CLOUD_API 3.3). The key says which.
 *
 * | scope | covers | key |
 * | --- | --- | --- |
 * | `pair` | one recipient on one sender | the recipient, as requests name it |
 * | `recipient` | all messages of a business to one recipient | the caller's key of the recipient |
 * | `recipient-marketing` | marketing of a business to one recipient | the same |
 * | `template`, `flow` | messages that use it | the caller's key of it |
 * | `country` | all messages of a business to one country | the caller's key of business and country |
 * | `marketing` | marketing of a business | the business |
 * | `bulk` | what a business sends in bulk: campaigns and batches (ST-03) | the business |
 * | `media` | media messages of a sender, while its text goes on (MD-03) | the sender |
 * | `endpoint` | what would leave through one endpoint of the platform; another endpoint is open | the endpoint |
 * | `sender`, `business`, `account`, `app`, `token` | every message behind it | the store's key of it |
 * | `registration` | registering a sender; no message | the sender |
 * | `management` | requests about templates and numbers; no message | the business or the app |
 *
 * Recipients are personal data, and holds are rows that every process reads: the key of a recipient in a hold is a keyed hash, or
 * whatever else of the caller's is equal for equal recipients and tells nobody the number.
 */
export const Scope = Schema.Literal(
  "pair",
  "recipient",
  "recipient-marketing",
  "template",
  "flow",
  "country",
  "marketing",
  "bulk",
  "media",
  "endpoint",
  "sender",
  "business",
  "account",
  "app",
  "token",
  "registration",
  "management"
)
export type Scope = typeof Scope.Type

const reaches: Readonly<Record<Scope, "message" | "lane" | "none">> = {
  pair: "message",
  recipient: "message",
  "recipient-marketing": "message",
  template: "message",
  flow: "message",
  country: "message",
  marketing: "message",
  bulk: "message",
  media: "message",
  endpoint: "message",
  sender: "lane",
  business: "lane",
  account: "lane",
  app: "lane",
  token: "lane",
  registration: "none",
  management: "none"
}

/**
 * How far a scope reaches into one lane: `message`, some of its messages, so that others may go first; `lane`, all of them; `none`, requests
 * that are no messages.
 */
export const reach = (scope: Scope): "message" | "lane" | "none" => reaches[scope]

/**
 * Why it stands and how bad it is: the rungs of the ladder (RL-06), a 429 without a burst (RL-07), a throttle code of the platform that
 * passes by itself, a restriction that takes hours and a look, and a fault that somebody must fix (CLOUD_API 3.3).
 */
export const Level = Schema.Literal("light", "unexplained", "medium", "severe", "throttle", "restriction", "fix")
export type Level = typeof Level.Type

/** A hold as every layer knows it: the engine places it, lanes ask about it, people see it. */
export const Hold = Schema.Struct({
  scope: Scope,
  /** Which pair, template, sender and so on: the recipient for a pair, the store's key for everything else. */
  key: Schema.String,
  level: Level,
  /** Grows with every hold of one scope and key: what comes late for an older hold is told apart by it. */
  number: Schema.Int,
  sinceMillis: Schema.Number,
  /** The earliest end; null when no clock ends it. */
  untilMillis: Schema.NullOr(Schema.Number),
  /** True until an operator has reviewed it. */
  needsReview: Schema.Boolean,
  /** For people: one line, without personal data. */
  reason: Schema.String,
  /** The sends since this moment are what the review shows (RL-07); null when the hold is not about sends. */
  reviewFromMillis: Schema.NullOr(Schema.Number)
})
export type Hold = typeof Hold.Type

/** When it ends, as far as is known; null while that takes somebody's act. */
export const endMillis = (hold: Hold): number | null => (hold.needsReview ? null : hold.untilMillis)

/** Does it stand at `nowMillis`? */
export const stands = (hold: Hold, nowMillis: number): boolean =>
  hold.needsReview || hold.untilMillis === null || nowMillis < hold.untilMillis

/** Is it about one recipient alone? Of these there may be as many as there are recipients, of all others there are few. */
export const isOfRecipient = ({ scope }: Pick<Hold, "scope">): boolean =>
  scope === "recipient" || scope === "recipient-marketing"

/** The later of two ends, where null is later than any. */
const outlasts = (a: number | null, b: number | null): boolean => b !== null && (a === null || a > b)

/** Of the holds that stand, the one that ends last; null when none stands. Of equals the first. */
export const binding = (holds: ReadonlyArray<Hold>, nowMillis: number): Hold | null => {
  let binds: Hold | null = null
  for (const hold of holds) {
    if (!stands(hold, nowMillis)) continue
    if (binds === null || outlasts(endMillis(hold), endMillis(binds))) binds = hold
  }
  return binds
}

/** Where the keys of a failure's hold come from: what the refused message was sent through. */
export interface Keys {
  readonly sender: string
  readonly business: string
  readonly account: string
  readonly app: string
  readonly token: string
  readonly recipient: string
  /** Null when it used no template. */
  readonly template: string | null
  /** What holds know the recipient by: a keyed hash, not the number. Left out, nothing is held for one recipient alone. */
  readonly recipientKey?: string
  /** Key of business and destination country; left out or null where it is not known: the country is not held then. */
  readonly country?: string | null
  /** Key of the flow it carried; left out or null without one. */
  readonly flow?: string | null
  /** The endpoint that answered; left out where there is but one name for it: then the message's own schedule is all that waits. */
  readonly endpoint?: string
}

const placeOf = (scope: Scope, failed: Failure.Scope, keys: Keys): string | null => {
  switch (scope) {
    case "pair":
      return keys.recipient
    case "recipient":
    case "recipient-marketing":
      return keys.recipientKey ?? null
    case "template":
      return keys.template
    case "flow":
      return keys.flow ?? null
    case "country":
      return keys.country ?? null
    case "endpoint":
      return keys.endpoint ?? null
    case "media":
    case "sender":
    case "registration":
      return keys.sender
    case "marketing":
    case "bulk":
    case "business":
      return keys.business
    case "account":
      return keys.account
    case "app":
      return keys.app
    case "token":
      return keys.token
    case "management":
      return failed === "app" ? keys.app : keys.business
  }
}

/**
 * How long the hold of a failure lasts: what the answer or the catalogue states, whichever is longer (RL-07). Only where neither states
 * anything is it the delay of the message's own schedule, which otherwise would stretch a template's three hours to a day.
 *
 * @param failuresBefore how often the same failure came before this one on its scope, 0 at first.
 */
export const lengthMillis = (
  certainty: Certainty.Certainty,
  failure: Failure.Failure,
  failuresBefore: number,
  randomUnit: number
): number =>
  failure.wait._tag === "Schedule"
    ? RetryPlan.waitMillis(certainty, failure, failuresBefore, randomUnit)
    : Failure.leastWaitMillis(failure, failuresBefore)

/**
 * The hold that a failure asks for; null when it concerns the message alone (CLOUD_API 3.3).
 *
 * - `throttle` on a business, an app, a token or a flow, a deferred template, a number in maintenance, an endpoint out of service: until
 *   `nowMillis + waitMillis`.
 * - `throttle_long`: the same where a wait is known, otherwise until somebody has looked.
 * - `after_fix`, and `never` where it speaks of a whole number, business, country or flow: until somebody has fixed it.
 * - Some codes hold another scope than the one they are classified under, or nothing (`internal/holdRules`).
 *
 * A throttle code about the sender or a pair is not for this function: the throttle itself holds those and counts them
 * (`Throttle.refusal` tells which).
 *
 * @param failure with its code, where it has one.
 * @param waitMillis how long it lasts where the clock ends it (`lengthMillis`).
 * @param number higher than that of any earlier hold of the same scope and key; the time in milliseconds will do.
 */
export const fromFailure = (
  failure: holdRules.Evidence & Pick<Failure.Failure, "title">,
  keys: Keys,
  waitMillis: number,
  number: number,
  nowMillis: number
): Hold | null => {
  const rule = holdRules.of(failure)
  if (rule === null) return null
  const key = placeOf(rule.scope, failure.scope, keys)
  if (key === null) return null
  const timed = rule.ends === "clock" && (rule.level === "throttle" || waitMillis > 0)
  return {
    scope: rule.scope,
    key,
    level: rule.level,
    number,
    sinceMillis: nowMillis,
    untilMillis: timed ? nowMillis + waitMillis : null,
    needsReview: !timed && rule.ends !== "fact",
    reason: failure.title,
    reviewFromMillis: null
  }
}
