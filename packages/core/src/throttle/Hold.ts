import { Schema } from "effect"
import type * as Failure from "../failure/Failure.ts"

/**
 * A hold: while it lasts, nothing leaves in its scope, whoever asks (SPEC RL-06, RL-07; CLOUD_API 3.3).
 *
 * A hold is a plain value that a store keeps in a row and a lane keeps in its throttle. Two things can end it: the clock
 * (`untilMillis`) and an operator (`needsReview`); where both are asked for, it takes both.
 */

/** What a hold covers, from narrow to wide. `pair` and `template` concern single messages; the others, the whole lane. */
export const Scope = Schema.Literal("pair", "template", "sender", "business", "account", "app", "token")
export type Scope = typeof Scope.Type

/**
 * Why it stands and how bad it is: the rungs of the ladder (RL-06), a 429 without a burst (RL-07), a throttle code of the platform that
 * passes by itself, a restriction that takes hours and a look, and a fault that somebody must fix (CLOUD_API 3.3).
 */
export const Level = Schema.Literal("light", "unexplained", "medium", "severe", "throttle", "restriction", "fix")
export type Level = typeof Level.Type

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
}

const levelOf = (failure: Pick<Failure.Failure, "retry" | "scope">): Level | null => {
  switch (failure.retry) {
    case "throttle":
      return "throttle"
    case "throttle_long":
      return "restriction"
    case "after_fix":
      return "fix"
    case "defer":
      return failure.scope === "template" ? "throttle" : null
    case "transient":
      return failure.scope === "phone_number" ? "throttle" : null
    case "never":
      return failure.scope === "waba" || failure.scope === "phone_number" ? "fix" : null
    case "transient_limited":
    case "never_as_is":
      return null
  }
}

const placeOf = (scope: Failure.Scope, keys: Keys): { readonly scope: Scope; readonly key: string } | null => {
  switch (scope) {
    case "pair":
      return { scope: "pair", key: keys.recipient }
    case "phone_number":
      return { scope: "sender", key: keys.sender }
    case "waba":
      return { scope: "business", key: keys.business }
    case "app":
      return { scope: "app", key: keys.app }
    case "token":
      return { scope: "token", key: keys.token }
    case "template":
      return keys.template === null ? null : { scope: "template", key: keys.template }
    case "recipient":
    case "message":
    case "media":
    case "country":
    case "flow":
    case "platform":
    case "inbound":
    case "template_create":
      return null
  }
}

/**
 * The hold that a failure asks for; null when it concerns the message alone (CLOUD_API 3.3).
 *
 * - `throttle` on a business or an app, a deferred template, a number in maintenance: until `nowMillis + waitMillis`.
 * - `throttle_long`: the same where a wait is known, otherwise until somebody has looked.
 * - `after_fix`, and `never` where it speaks of a whole number or business: until somebody has fixed it.
 *
 * A throttle code about the sender or a pair is not for this function: the throttle itself holds those and counts them
 * (`Throttle.refusal` tells which).
 *
 * @param waitMillis the plan's wait for this failure (RetryPlan.waitMillis).
 * @param number higher than that of any earlier hold of the same scope and key; the time in milliseconds will do.
 */
export const fromFailure = (
  failure: Pick<Failure.Failure, "retry" | "scope" | "title">,
  keys: Keys,
  waitMillis: number,
  number: number,
  nowMillis: number
): Hold | null => {
  const level = levelOf(failure)
  const place = placeOf(failure.scope, keys)
  if (level === null || place === null) return null
  if (failure.retry === "throttle" && (place.scope === "pair" || place.scope === "sender")) return null
  const timed = level === "throttle" || (level === "restriction" && waitMillis > 0)
  return {
    ...place,
    level,
    number,
    sinceMillis: nowMillis,
    untilMillis: timed ? nowMillis + waitMillis : null,
    needsReview: !timed,
    reason: failure.title,
    reviewFromMillis: null
  }
}
