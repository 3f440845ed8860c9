import type * as Pacing from "../policy/Pacing.ts"
import * as PeakHours from "./PeakHours.ts"

/**
 * What one sender may have in its window: units and messages (SPEC RL-01, RL-03, RL-06).
 *
 * Two limits bind at once, and neither replaces the other.
 *
 * - **Units** (RL-03): base × reputation, where the base is the tier's, in peak hours the peak's.
 * - **Messages** (RL-06): fewer than trip a light hold. The guide counts "6 to 10 messages within a minute" for the limit of 5: one over
 *   the limit, and twice the limit. For other bases the counts grow with the base: 31 and 60 at 30 a minute, 51 and 100 in peak hours.
 *   They do not grow with reputation. Reputation is our estimate of the platform's limit, the ladder is a fact about the platform, and
 *   the stakes are uneven: a step of reputation is worth 5 % of the traffic, a mistaken one costs a hold of an hour. So a reputation
 *   above 1 makes room for heavier messages (three media are 5.4 units), and no sender ever puts more messages into a minute than its base.
 *
 * The base is the least that holds from now until one window later. A fall of the limit (the end of a peak) is thereby obeyed one
 * window early, so that the window which straddles it is already within the lower limit, however late a send arrives.
 */
export interface Allowance {
  /** In thousandths of a unit, which keep sums of 1.8 exact. */
  readonly thousandthsMax: number
  readonly windowMillis: number
  /** One more is a light hold. */
  readonly messagesMax: number
  /** The most that stays below the share at which sending pauses (RL-04). */
  readonly thousandthsCalmMax: number
  readonly messagesCalmMax: number
  /** One more is a medium at once. */
  readonly messagesLightMax: number
  readonly burstMillis: number
}

/** What an allowance depends on, besides the time and the learned reputation. */
export interface Terms {
  readonly pacing: { readonly ladder: Pacing.Ladder | null }
  readonly standing: { readonly tier: "initial" | "raised" }
  /** IANA name; peak hours are read in it. */
  readonly timeZone: string
}

const baseAt = (terms: Terms, window: Pacing.SenderWindow, atMillis: number): number =>
  PeakHours.covers(window.peakHours, terms.timeZone, atMillis) ? window.raisedPeakUnits : window.raisedUnits

/** Does the allowance change with the hour? */
export const changes = (terms: Terms, window: Pacing.SenderWindow): boolean =>
  terms.standing.tier === "raised" && window.raisedPeakUnits !== window.raisedUnits

/** Units a window before reputation: the least that holds from `nowMillis` until one window later (RL-01). */
const baseUnits = (terms: Terms, window: Pacing.SenderWindow, nowMillis: number): number => {
  if (terms.standing.tier === "initial") return window.initialUnits
  if (!changes(terms, window)) return window.raisedUnits
  return Math.min(baseAt(terms, window, nowMillis), baseAt(terms, window, nowMillis + window.windowMillis))
}

/** Against sums like 4.999999: a limit that is whole in thousandths stays whole. */
const rounding = 1e-6

/** Units as whole thousandths: sums of them are exact. */
export const thousandths = (units: number): number => Math.round(units * 1_000)

/**
 * What a sender may have in its window from `nowMillis` on. Without a ladder in the policy, units alone bind: the counts of messages are Infinity.
 *
 * @param reputation learned factor, 1 at first (RL-03).
 */
export const at = (terms: Terms, window: Pacing.SenderWindow, reputation: number, nowMillis: number): Allowance => {
  const base = baseUnits(terms, window, nowMillis)
  const ladder = terms.pacing.ladder
  const scale = base / window.initialUnits
  const thousandthsMax = Math.max(1, Math.floor(base * reputation * 1_000 + rounding))
  const messagesMax =
    ladder === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor((ladder.burstLightFrom - 1) * scale + rounding))
  return {
    thousandthsMax,
    windowMillis: window.windowMillis,
    messagesMax,
    thousandthsCalmMax: Math.ceil(thousandthsMax * window.pauseShare - rounding) - 1,
    messagesCalmMax: Math.ceil(messagesMax * window.pauseShare - rounding) - 1,
    messagesLightMax:
      ladder === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(ladder.burstMediumAbove * scale + rounding)),
    burstMillis: ladder === null ? window.windowMillis : ladder.burstMillis
  }
}
