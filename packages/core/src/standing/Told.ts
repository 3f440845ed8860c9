import { Schema } from "effect"
import type { AccountChanged, CapabilityChanged } from "../callback/notices/Account.ts"
import type { NumberQualityChanged } from "../callback/notices/SenderNumber.ts"
import type { Event } from "../callback/Event.ts"
import * as MessagingLimit from "../callback/MessagingLimit.ts"

/**
 * What the platform has told, by callbacks, of a number or of an account with it (CLOUD_API 3.4, 3.6).
 *
 * Every word carries the moment at which the platform said it, and of two words on one thing the newer stands, in whatever order they arrive: callbacks
 * come late, disordered and repeated. Of two of one moment the one that arrives later stands.
 */

/** One word: a text or a number, null where the platform took back what it had said; and when, in epoch milliseconds. */
const Word = Schema.Struct({
  value: Schema.NullOr(Schema.Union(Schema.String, Schema.Number)),
  atMillis: Schema.Number
})
/** What stands under one name of `State`. */
export type Word = typeof Word.Type

/**
 * Words by what they are about.
 *
 * | name | value |
 * | --- | --- |
 * | `quality` | of a number: `RED` once flagged; `YELLOW` once that was taken back (yellow or better: the platform does not say which) |
 * | `throughput` | of a number: `upgraded` |
 * | `messagingTier` | unique recipients a day of the portfolio, as policies name them (`TIER_2K`) |
 * | `wabaId` | of a number: the account at the platform that it belongs to |
 * | `numbersMax` | of an account: how many numbers it may have |
 * | `status` | of an account: `good`, `closing` (a day is set on which it is disabled), `disabled` |
 * | `review` | of an account: the decision |
 * | `violation` | of an account: which rule was broken last |
 * | `restriction …` | of an account: what it may not do, until epoch milliseconds; null until somebody lifts it |
 *
 * Names that this version does not know are kept, since a newer one may have written them.
 */
export const State = Schema.Record({ key: Schema.String, value: Word })
export type State = typeof State.Type

/** The platform has said nothing: what was configured holds. */
export const initial: State = {}

/** What one event tells, and of what: of the number that it names, or of the account as a whole. */
export interface Told {
  readonly about: "number" | "account"
  readonly state: State
}

/** What stands after `told`; the same value where it says nothing newer. */
export const merge = (known: State, told: State): State => {
  const news = Object.entries(told).filter(([name, word]) => {
    const before = known[name]
    return before === undefined || (word.atMillis >= before.atMillis && !isSame(before, word))
  })
  return news.length === 0 ? known : { ...known, ...Object.fromEntries(news) }
}

const isSame = (a: Word, b: Word): boolean => a.value === b.value && a.atMillis === b.atMillis

const limitWord = (atMillis: number, ...limits: ReadonlyArray<MessagingLimit.MessagingLimit | null>): State => {
  const stated = limits.find((limit) => limit !== null)
  const tier = stated === undefined || stated === null ? null : MessagingLimit.tier(stated)
  return tier === null ? initial : { messagingTier: { value: tier, atMillis } }
}

const ofQuality = (event: NumberQualityChanged, atMillis: number): State => {
  const limits = limitWord(atMillis, event.businessLimit, event.currentLimit)
  switch (event.event?.word) {
    case "FLAGGED":
      return { ...limits, quality: { value: "RED", atMillis } }
    case "UNFLAGGED":
      return { ...limits, quality: { value: "YELLOW", atMillis } }
    case "THROUGHPUT_UPGRADE":
      return { ...limits, throughput: { value: "upgraded", atMillis } }
    case "ONBOARDING":
    case "UPGRADE":
    case "DOWNGRADE":
    case "other":
    case undefined:
      return limits
  }
}

const statusOf = (event: AccountChanged): string | null => {
  switch (event.event?.word) {
    case "DISABLED_UPDATE":
      switch (event.ban?.state?.word) {
        case "DISABLE":
          return "disabled"
        case "SCHEDULE_FOR_DISABLE":
          return "closing"
        case "REINSTATE":
          return "good"
        default:
          return null
      }
    case "ACCOUNT_DELETED":
    case "ACCOUNT_OFFBOARDED":
      return "disabled"
    case "ACCOUNT_RECONNECTED":
      return "good"
    default:
      return null
  }
}

const restrictionPrefix = "restriction "

const ofAccount = (event: AccountChanged, atMillis: number): State => {
  const status = statusOf(event)
  const violation = event.violation?.type ?? null
  const restrictions = event.restrictions.flatMap(({ expiresSeconds, type }) =>
    type === null
      ? []
      : [
          [
            restrictionPrefix + type.text,
            { value: expiresSeconds === null ? null : expiresSeconds * 1_000, atMillis }
          ] as const
        ]
  )
  return {
    ...(status === null ? {} : { status: { value: status, atMillis } }),
    ...(violation === null ? {} : { violation: { value: violation, atMillis } }),
    ...Object.fromEntries(restrictions)
  }
}

const ofCapability = (event: CapabilityChanged, atMillis: number): State => ({
  ...limitWord(atMillis, event.businessLimit, event.numberLimit),
  ...(event.numbersMaxOfAccount === null ? {} : { numbersMax: { value: event.numbersMaxOfAccount, atMillis } })
})

/**
 * When an event was told: its own second, or its arrival where it names none. A second in the future counts as its arrival: it would stand against every
 * later word otherwise.
 */
export const momentOf = (timestampSeconds: number | null, receivedMillis: number): number =>
  timestampSeconds === null ? receivedMillis : Math.min(timestampSeconds * 1_000, receivedMillis)

/** What an event says about the number or the account that it came for; null where it says nothing that lasts. Total. */
export const read = (event: Event, receivedMillis: number): Told | null => {
  const told = (about: Told["about"], state: State): Told | null =>
    Object.keys(state).length === 0 ? null : { about, state }
  switch (event._tag) {
    case "NumberQualityChanged":
      return told("number", ofQuality(event, momentOf(event.timestampSeconds, receivedMillis)))
    case "AccountChanged":
      return told("account", ofAccount(event, momentOf(event.timestampSeconds, receivedMillis)))
    case "CapabilityChanged":
      return told("account", ofCapability(event, momentOf(event.timestampSeconds, receivedMillis)))
    case "AccountReviewed": {
      const value = event.decision?.text ?? null
      const atMillis = momentOf(event.timestampSeconds, receivedMillis)
      return value === null ? null : told("account", { review: { value, atMillis } })
    }
    default:
      return null
  }
}

/** One word as a text; null where it was never told, or is none. */
export const text = (state: State, name: string): string | null => {
  const value = state[name]?.value
  return typeof value === "string" ? value : null
}

/** The newest word of that name in any of the states; null where it was never told. */
export const newest = (states: ReadonlyArray<State>, name: string): Word | null => {
  let found: Word | null = null
  for (const state of states) {
    const word = state[name]
    if (word !== undefined && (found === null || word.atMillis > found.atMillis)) found = word
  }
  return found
}

/** Something that the account may not do; `untilMillis` is null where no clock lifts it. */
export interface Restriction {
  readonly type: string
  readonly untilMillis: number | null
  readonly sinceMillis: number
}

/** The restrictions that stand at `nowMillis`. */
export const restrictions = (state: State, nowMillis: number): ReadonlyArray<Restriction> =>
  Object.entries(state).flatMap(([name, { atMillis, value }]) =>
    name.startsWith(restrictionPrefix) && (value === null || (typeof value === "number" && value > nowMillis))
      ? [{ type: name.slice(restrictionPrefix.length), untilMillis: value, sinceMillis: atMillis }]
      : []
  )

/** How an account stands at `nowMillis`, by what callbacks told; `good` where nothing was told. */
export const accountStatus = (state: State, nowMillis: number): "good" | "restricted" | "disabled" => {
  const status = text(state, "status")
  if (status === "disabled") return "disabled"
  return status === "closing" || restrictions(state, nowMillis).length > 0 ? "restricted" : "good"
}
