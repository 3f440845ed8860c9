import type { Hold } from "../throttle/Hold.ts"
import * as Told from "./Told.ts"

/** What every hold of this kind says first, so that the word that lifts it finds it. */
const mark = "the platform tells:"

/** What the platform says a business may not do that would let a message of any kind leave. */
const initiating = "RESTRICTED_BIZ_INITIATED_MESSAGING"
const answering = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"

/** The earlier of two ends, where null is later than any. */
const earlier = (a: number | null, b: number | null): number | null => {
  if (a === null) return b
  return b === null ? a : Math.min(a, b)
}

/**
 * The holds that follow from what the platform told of a business's account (CLOUD_API 3.6, `account_update`).
 *
 * - a disabled account holds the business, until the platform reinstates it or somebody has looked;
 * - an account that may neither begin conversations nor answer in them holds it until the first of the two may be done again;
 * - one that may only not begin conversations has its marketing held, which does nothing else. Answers go on, and what the platform then refuses of
 *   the rest is judged by its own codes.
 *
 * A hold's number is the moment of the word, so that the same word told again is the same hold.
 */
export const of = (state: Told.State, business: string, nowMillis: number): ReadonlyArray<Hold> => {
  const hold = (
    scope: "business" | "marketing",
    sinceMillis: number,
    untilMillis: number | null,
    why: string
  ): Hold => ({
    scope,
    key: business,
    level: "restriction",
    number: sinceMillis,
    sinceMillis,
    untilMillis,
    needsReview: untilMillis === null,
    reason: `${mark} ${why}`,
    reviewFromMillis: null
  })
  const status = state["status"]
  if (status?.value === "disabled") return [hold("business", status.atMillis, null, "the account is disabled")]
  const standing = Told.restrictions(state, nowMillis)
  const begins = standing.find(({ type }) => type === initiating)
  const answers = standing.find(({ type }) => type === answering)
  if (begins === undefined) return []
  const marketing = hold("marketing", begins.sinceMillis, begins.untilMillis, "no conversations may be begun")
  if (answers === undefined) return [marketing]
  const sinceMillis = Math.max(begins.sinceMillis, answers.sinceMillis)
  const untilMillis = earlier(begins.untilMillis, answers.untilMillis)
  return [marketing, hold("business", sinceMillis, untilMillis, "no messages may be sent")]
}

/** Whether a hold was placed by a word that `state` has taken back: the account is good again, and the hold was about its being disabled. */
export const isLifted = (hold: Hold, state: Told.State): boolean =>
  hold.scope === "business" &&
  hold.reason.startsWith(mark) &&
  state["status"]?.value === "good" &&
  state["status"].atMillis >= hold.number
