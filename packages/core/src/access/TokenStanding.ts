import { Schema } from "effect"
import type * as Hold from "../throttle/Hold.ts"
import * as TokenForm from "./TokenForm.ts"

/**
 * How an account's token stands (SPEC SF-04): from its form, from what the platform says of it, and from whether it reaches the account's
 * senders. What it means for the lanes is a hold on the token, under which everything queued waits.
 *
 * `valid` sends. `malformed`, `expired`, `refused`, `no-scope` and `no-access` stop the account. `unknown`: nobody could be asked; the sends
 * themselves will tell. The words are those of the measure `account.token`.
 */
export const State = Schema.Literal("valid", "malformed", "expired", "refused", "no-scope", "no-access", "unknown")
export type State = typeof State.Type

/** What was found out about a token, as it is kept and shown. */
export const Standing = Schema.Struct({
  state: State,
  /** When it ends; null where it does not, or nobody knows. */
  expiresMillis: Schema.NullOr(Schema.Number),
  /** Its permissions; null where the platform does not tell. */
  scopes: Schema.NullOr(Schema.Array(Schema.String)),
  /** Permissions that it should have and has not. Without the one to manage it still sends. */
  missing: Schema.Array(Schema.String),
  /** Senders that it may not use; where that is all of them, the state says so. */
  denied: Schema.Array(Schema.String),
  /** For people: why it stands so, and what to do. Never a part of the token. */
  detail: Schema.String
})
export type Standing = typeof Standing.Type

/** What the platform says of a token. */
export type Word =
  | {
      readonly _tag: "Described"
      readonly isValid: boolean
      readonly expiresMillis: number | null
      readonly scopes: ReadonlyArray<string>
    }
  | { readonly _tag: "Refused"; readonly code: number | null; readonly subcode: number | null }
  | { readonly _tag: "Unreachable"; readonly detail: string }

/** Whether a token reaches a sender; `unknown` where the answer had another reason. */
export interface Reach {
  readonly senderId: string
  readonly reach: "readable" | "denied" | "unknown"
}

/** Everything that is known of a token. */
export interface Evidence {
  readonly form: ReadonlyArray<TokenForm.Finding>
  readonly word: Word
  readonly reaches: ReadonlyArray<Reach>
}

const messaging = "whatsapp_business_messaging"
const management = "whatsapp_business_management"

/** Codes that speak of the token itself (CLOUD_API 3.3); others only say that it may not be asked about. */
const tokenCodes: ReadonlySet<number> = new Set([0, 104, 190])
const expiredSubcode = 463

const standing = (state: State, detail: string, more: Partial<Standing> = {}): Standing => ({
  state,
  expiresMillis: null,
  scopes: null,
  missing: [],
  denied: [],
  ...more,
  detail
})

const expired = (expiresMillis: number | null, scopes: ReadonlyArray<string> | null): Standing =>
  standing("expired", "the token has expired: put a new one in place, best of a system user", { expiresMillis, scopes })

const ofReach = (reaches: ReadonlyArray<Reach>, known: Partial<Standing>): Standing => {
  const denied = reaches.filter(({ reach }) => reach === "denied").map(({ senderId }) => senderId)
  const readable = reaches.some(({ reach }) => reach === "readable")
  if (denied.length > 0 && denied.length === reaches.length) {
    const detail = "the token may use none of the account's numbers: give its system user access to them"
    return standing("no-access", detail, { ...known, denied })
  }
  const missing = known.missing ?? []
  const notes = [
    ...(denied.length === 0 ? [] : [`it may not use ${denied.join(", ")}`]),
    ...(missing.length === 0 ? [] : [`it lacks ${missing.join(", ")}: numbers and templates cannot be read`])
  ]
  if (known.scopes === undefined && !readable) {
    return standing("unknown", "the platform tells nothing about the token", { ...known, denied })
  }
  return standing("valid", notes.length === 0 ? "it is in order" : notes.join("; "), { ...known, denied })
}

/** How a token with this evidence stands at `nowMillis`. */
export const judge = ({ form, reaches, word }: Evidence, nowMillis: number): Standing => {
  if (TokenForm.isRefused(form)) return standing("malformed", form.map(({ message }) => message).join("; "))
  switch (word._tag) {
    case "Described": {
      const { expiresMillis, isValid, scopes } = word
      if (expiresMillis !== null && expiresMillis <= nowMillis) return expired(expiresMillis, scopes)
      if (!isValid) return standing("refused", "the platform says that the token is not valid: create a new one")
      const missing = [messaging, management].filter((scope) => !scopes.includes(scope))
      if (missing.includes(messaging)) {
        const detail = `the token lacks the permission ${messaging}: create one that has it`
        return standing("no-scope", detail, { expiresMillis, scopes, missing })
      }
      return ofReach(reaches, { expiresMillis, scopes, missing })
    }
    case "Refused": {
      if (word.code === 190 && word.subcode === expiredSubcode) return expired(null, null)
      if (word.code !== null && tokenCodes.has(word.code)) {
        return standing("refused", `the platform refuses the token (code ${word.code}): create a new one`)
      }
      return ofReach(reaches, {})
    }
    case "Unreachable":
      return standing("unknown", `nobody could be asked: ${word.detail}`)
  }
}

/** Whether nothing of the account may leave while its token stands so. */
export const stops = ({ state }: Pick<Standing, "state">): boolean => state !== "valid" && state !== "unknown"

/** Whether a token that still works ends within `leadMillis`. */
export const endsSoon = ({ expiresMillis, state }: Standing, leadMillis: number, nowMillis: number): boolean =>
  state === "valid" && expiresMillis !== null && expiresMillis - nowMillis <= leadMillis

const reasons: Readonly<Record<State, string>> = {
  valid: "",
  malformed: "the token is malformed",
  expired: "the token has expired",
  refused: "the platform refuses the token",
  "no-scope": "the token lacks the permission to send",
  "no-access": "the token reaches none of the numbers",
  unknown: ""
}

/** The reason by which a hold on one sender is known to be ours. */
const deniedReason = "the token may not use this number"

/** The holds that a standing asks for: on the token where it stops the account, else on each sender that it does not reach. */
export const holds = (accountId: string, of: Standing, nowMillis: number): ReadonlyArray<Hold.Hold> => {
  const hold = (scope: Hold.Scope, key: string, reason: string): Hold.Hold => ({
    scope,
    key,
    level: "fix",
    number: nowMillis,
    sinceMillis: nowMillis,
    untilMillis: null,
    needsReview: true,
    reason,
    reviewFromMillis: null
  })
  return stops(of)
    ? [hold("token", accountId, reasons[of.state])]
    : of.denied.map((senderId) => hold("sender", senderId, deniedReason))
}

/**
 * Whether a token that is in order ends this hold: one on the token, one for a permission that is missing (the platform's codes 3, 10, 131005
 * and 200 to 299 hold the app), or one of ours on a sender that the token reaches now.
 */
export const ends = (
  hold: Pick<Hold.Hold, "scope" | "key" | "level" | "reason">,
  accountId: string,
  senderIds: ReadonlyArray<string>,
  denied: ReadonlyArray<string>
): boolean => {
  if (hold.level !== "fix") return false
  if (hold.scope === "token" || hold.scope === "app") return hold.key === accountId
  return (
    hold.scope === "sender" &&
    hold.reason === deniedReason &&
    senderIds.includes(hold.key) &&
    !denied.includes(hold.key)
  )
}
