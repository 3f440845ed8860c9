import * as Allowance from "@sluice/core/throttle/Allowance"
import type { Sender } from "../ports/Directory.ts"

/**
 * When a message that joins the queue now will probably leave.
 *
 * An estimate from two figures: what is queued ahead of it, and the pace the sender's policy allows. It knows the even spacing
 * (RL-05), the pause at the buffer (RL-04), the rest before a long run (RL-08) and a hold that is in force (RL-06); it does not
 * know retries, learned reputation, pairs of one recipient, or a peak that begins meanwhile (RL-12 simulates those).
 */
export interface Pace {
  readonly millisPerUnit: number
  readonly millisPerMessage: number
  /** A run this long is followed by a rest; null where no limit asks for one. */
  readonly run: { readonly runMillis: number; readonly restMillis: number } | null
}

/** What is in the queue of one sender ahead of a message. */
export interface Ahead {
  readonly messages: number
  readonly units: number
}

const perSecond = (sender: Sender): number | null => {
  const throughput = sender.policy.pacing.throughput
  if (throughput === null) return null
  switch (sender.throughput) {
    case "standard":
      return throughput.perSecond
    case "upgraded":
      return throughput.upgradedPerSecond
    case "coexistence":
      return throughput.coexistencePerSecond
  }
}

/** The pace that a sender's policy allows at a time of its day. */
export const paceOf = (sender: Sender, nowMillis: number): Pace => {
  const { continuousSending, ladder, senderWindow } = sender.policy.pacing
  const throughput = perSecond(sender)
  const least = throughput === null ? 0 : 1_000 / throughput
  const run =
    continuousSending === null
      ? null
      : { runMillis: continuousSending.runMillis, restMillis: continuousSending.gapMillis }
  if (senderWindow === null) return { millisPerUnit: 0, millisPerMessage: least, run }
  const terms = { pacing: { ladder }, standing: { tier: sender.tier }, timeZone: sender.timeZone }
  const allowance = Allowance.at(terms, senderWindow, senderWindow.reputationInitial, nowMillis)
  const spacingMillis = (allowance.windowMillis * 1_000) / allowance.thousandthsMax
  // Where the pause is longer than the spacing, use settles at the pause's share of the limit.
  const share = spacingMillis < senderWindow.pauseMillis ? senderWindow.pauseShare : 1
  return {
    millisPerUnit: spacingMillis / share,
    millisPerMessage: Math.max(least, allowance.burstMillis / allowance.messagesMax),
    run
  }
}

/** Epoch milliseconds, never before `nowMillis`. `heldUntilMillis` is the end of a hold in force, null without one. */
export const predict = (pace: Pace, ahead: Ahead, heldUntilMillis: number | null, nowMillis: number): number => {
  const startMillis = Math.max(nowMillis, heldUntilMillis ?? nowMillis)
  const sending = Math.max(ahead.units * pace.millisPerUnit, ahead.messages * pace.millisPerMessage)
  const rests = pace.run === null ? 0 : Math.floor(sending / pace.run.runMillis) * pace.run.restMillis
  return Math.round(startMillis + sending + rests)
}
