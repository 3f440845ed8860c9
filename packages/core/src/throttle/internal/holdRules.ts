import type * as Failure from "../../failure/Failure.ts"
import type * as Hold from "../Hold.ts"

/** What a failure holds, how badly, and what ends it: the clock, an operator's act, or a later fact from the platform. */
export interface Rule {
  readonly scope: Hold.Scope
  readonly level: Hold.Level
  readonly ends: "clock" | "act" | "fact"
}

const rule = (scope: Hold.Scope, level: Hold.Level, ends: Rule["ends"]): Rule => ({ scope, level, ends })

/** Codes whose hold their class and scope do not tell; null holds nothing (CLOUD_API 3.3). */
const byCode: ReadonlyMap<number, Rule | null> = new Map([
  // Management requests are counted apart: messages go on.
  [613, rule("management", "throttle", "clock")],
  [80008, rule("management", "throttle", "clock")],
  // The business blocked the recipient itself; somebody has to unblock them.
  [130403, rule("recipient", "fix", "act")],
  // The platform's experiment has no end that anybody is told.
  [130472, rule("recipient-marketing", "restriction", "act")],
  // The platform's own cap on marketing to one recipient: a day, two, a week.
  [131049, rule("recipient-marketing", "throttle", "clock")],
  // Their own wish, which they alone take back: the callback `user_preferences` clears it, no operator.
  [131050, rule("recipient-marketing", "restriction", "fact")],
  [131063, rule("marketing", "fix", "act")],
  // All messages with it would fail in the same way. (132001 speaks of one language only, and the name may exist in others.)
  [132016, rule("template", "fix", "act")],
  // Answers to registering a number: it is left alone, and a number that works goes on sending.
  [133005, rule("registration", "fix", "act")],
  [133008, rule("registration", "throttle", "clock")],
  [133009, rule("registration", "throttle", "clock")],
  [133015, rule("registration", "throttle", "clock")],
  [133016, rule("registration", "restriction", "clock")],
  // Copying the phone app's history failed; nothing that is sent depends on it.
  [2593107, null],
  [2593108, null]
])

/** The scope that a failure names, where it is one that can be held. */
const byScope: Readonly<Record<Failure.Scope, Hold.Scope | null>> = {
  pair: "pair",
  phone_number: "sender",
  waba: "business",
  app: "app",
  token: "token",
  template: "template",
  country: "country",
  flow: "flow",
  platform: "endpoint",
  recipient: null,
  message: null,
  // Media failures are counted, and five in a row suspend the sender's media (guard/MediaBreaker).
  media: null,
  inbound: null,
  template_create: null
}

/** Scopes where `never` speaks of all that would come after it as well. */
const finalScopes: ReadonlySet<Failure.Scope> = new Set(["waba", "phone_number", "country", "flow"])

const byClass = ({ retry, scope }: Pick<Failure.Failure, "retry" | "scope">): Rule | null => {
  const held = byScope[scope]
  if (held === null) return null
  switch (retry) {
    case "throttle":
      // The throttle keeps these itself, and counts them (Backoff, SenderLadder).
      return held === "pair" || held === "sender" ? null : rule(held, "throttle", "clock")
    case "throttle_long":
      return rule(held, "restriction", "clock")
    case "after_fix":
      return rule(held, "fix", "act")
    case "defer":
      return held === "template" ? rule(held, "throttle", "clock") : null
    case "transient":
      return held === "sender" || held === "endpoint" ? rule(held, "throttle", "clock") : null
    case "never":
      return finalScopes.has(scope) ? rule(held, "fix", "act") : null
    case "transient_limited":
    case "never_as_is":
      return null
  }
}

/** What of a failure its hold follows from; without a code, its class and scope alone. */
export type Evidence = Pick<Failure.Failure, "retry" | "scope"> &
  Partial<Pick<Failure.Failure, "provider" | "code" | "underlyingCode">>

/** The platform's own code, which another provider's numbers must not be taken for; null without one. */
const platformCode = ({ code, provider, underlyingCode }: Evidence): number | null => {
  if (typeof underlyingCode === "number") return underlyingCode
  const own = provider === undefined || provider === "cloud-api" || provider === "360dialog"
  return own && typeof code === "number" ? code : null
}

/** What a failure holds; null when it concerns its message alone. */
export const of = (failure: Evidence): Rule | null => {
  const code = platformCode(failure)
  const own = code === null ? undefined : byCode.get(code)
  return own === undefined ? byClass(failure) : own
}
