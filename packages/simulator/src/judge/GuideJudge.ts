import type * as Pacing from "@sluice/core/policy/Pacing"
import { DateTime } from "effect"
import * as Seeded from "../Seeded.ts"
import * as ArrivalLog from "./ArrivalLog.ts"
import * as ContinuousRun from "./ContinuousRun.ts"
import * as Judge from "./Judge.ts"
import * as Ladder from "./Ladder.ts"
import * as MediaSuspension from "./MediaSuspension.ts"

/**
 * The guide's limits, to the letter (RL-01, RL-02, RL-05, RL-06, RL-07, RL-08, MD-03). Every refusal is a 429.
 *
 * A minute holds every arrival, refused ones too: the rule counts what was sent. Bursts are measured in units against
 * the sender's own limit, so that "6 to 10 messages" of a limit of 5 become 31 to 60 of a limit of 30 (limit + 1 to twice
 * the limit), and three media, 5.4 units, are a burst.
 */

/** A sender as this judge needs it. */
export interface Sender extends Ladder.Place {
  readonly tier: "initial" | "raised"
  /** Factor on the limit, 0.7 to 1.3 (RL-03). */
  readonly reputation: number
  readonly timeZone: DateTime.TimeZone
}

/** The guide's figures, and the senders they are for. `retryAfter` tells a sender when to come back. */
export interface Settings extends Ladder.Settings {
  readonly window: Pacing.SenderWindow
  readonly pairIntervalMillis: number
  readonly continuous: Pacing.ContinuousSending
  readonly mediaFailuresMax: number
  readonly mediaSuspendedMillis: number
  /** Share of sends during a light hold that escalate it (RL-07). */
  readonly forcedEscalationShare: number
  /** Forgiven on windows and floors, in virtual millis. */
  readonly slackMillis: number
  readonly retryAfter: boolean
  readonly senders: ReadonlyArray<Sender>
}

interface Dossier {
  readonly sender: Sender
  readonly arrivals: ArrivalLog.ArrivalLog
  readonly run: ContinuousRun.ContinuousRun
  readonly media: MediaSuspension.MediaSuspension
  /** Last admitted send to each recipient of the last floor's length. */
  readonly pairs: Map<string, number>
  /** Sends so far: names the draw for a forced send. */
  count: number
}

/** A judge that has seen nothing. It admits whatever a sender that it does not know sends. */
export const make = (settings: Settings): Judge.Judge => {
  const { continuous, ladder: rule, pairIntervalMillis, slackMillis, window } = settings
  const ladder = Ladder.make(settings)
  const dossiers = new Map(
    settings.senders.map((sender): [string, Dossier] => [
      sender.phoneNumberId,
      {
        sender,
        arrivals: ArrivalLog.make(),
        run: ContinuousRun.make(sender.phoneNumberId, continuous, slackMillis),
        media: MediaSuspension.make(sender.phoneNumberId, settings.mediaFailuresMax, settings.mediaSuspendedMillis),
        pairs: new Map(),
        count: 0
      }
    ])
  )

  const refused = (
    refusal: Pick<Judge.Refusal, "rule" | "kind" | "scope" | "details">,
    retryAfterMillis: number,
    violation = true
  ): Judge.Verdict =>
    Judge.Refused({
      refusal: {
        ...refusal,
        violation,
        code: 429,
        retryAfterMillis: settings.retryAfter ? Math.max(0, retryAfterMillis) : null
      }
    })

  const held = (hold: Judge.Hold, ruleId: string, details: string, atMillis: number, violation = true) =>
    refused({ rule: ruleId, kind: "hold", scope: hold.scope, details }, hold.untilMillis - atMillis, violation)

  /** A send while a hold stands: refused, and what it does to the hold. */
  const forced = (dossier: Dossier, hold: Judge.Hold, units: number, send: Judge.Send, atMillis: number) => {
    const { sender } = dossier
    if (hold.level === "severe" && ladder.probes(sender.accountId, send.type, atMillis)) {
      const asked = ladder.standing(sender, atMillis) ?? hold
      return held(asked, "RL-06", "The account is still held; the probe prolongs it.", atMillis, false)
    }
    if (hold.level !== "light") return held(hold, "RL-07", `Sent during a ${hold.level} hold.`, atMillis)
    const farAbove = units > farAboveLimit(sender, atMillis)
    const { forcedEscalationShare, seed } = settings
    const subject = `${sender.phoneNumberId} ${dossier.count}`
    const escalates = farAbove || Seeded.happens(forcedEscalationShare, seed, "forced", subject)
    if (!escalates) return held(hold, "RL-07", "Sent during a light hold.", atMillis)
    const raised = ladder.medium(sender, atMillis)
    return held(raised, "RL-07", `Sent during a light hold, which is now a ${raised.level} one.`, atMillis)
  }

  const limit = (sender: Sender, atMillis: number): number =>
    sender.reputation *
    (sender.tier === "initial"
      ? window.initialUnits
      : inPeak(window.peakHours, sender.timeZone, atMillis)
        ? window.raisedPeakUnits
        : window.raisedUnits)

  /** Where a burst stops being light: 10 for a limit of 5, and as many times larger as the limit is (RL-06). */
  const farAboveLimit = (sender: Sender, atMillis: number): number =>
    (rule.burstMediumAbove * limit(sender, atMillis)) / window.initialUnits

  const decide = (dossier: Dossier, send: Judge.Send, atMillis: number): Judge.Verdict => {
    const { pairs, run, sender } = dossier
    const units = dossier.arrivals.sum(atMillis, window.windowMillis - slackMillis)

    const hold = ladder.standing(sender, atMillis) ?? run.cooldown(atMillis)
    if (hold !== null) return forced(dossier, hold, units, send, atMillis)

    const suspension = Judge.carriesFile(send.type) ? dossier.media.standing(atMillis) : null
    if (suspension !== null) return held(suspension, "MD-03", "Media of this sender are suspended.", atMillis)

    const most = limit(sender, atMillis)
    if (units > most) {
      const farAbove = units > farAboveLimit(sender, atMillis)
      const raised = farAbove ? ladder.medium(sender, atMillis) : ladder.light(sender, atMillis)
      const details = `${units} units within a minute, the limit is ${most}: ${raised.level} hold.`
      return refused({ rule: "RL-06", kind: "limit", scope: raised.scope, details }, raised.untilMillis - atMillis)
    }

    if (run.exceeds(atMillis)) {
      const details = "Ten minutes of continuous sending: cooldown of an hour."
      return refused({ rule: "RL-08", kind: "limit", scope: "sender", details }, continuous.cooldownMillis)
    }

    const lastMillis = pairs.get(send.recipient)
    if (lastMillis !== undefined && atMillis - lastMillis < pairIntervalMillis - slackMillis) {
      const details = `Two messages to one recipient within ${pairIntervalMillis / 1000} s.`
      const freeMillis = lastMillis + pairIntervalMillis
      return refused({ rule: "RL-05", kind: "limit", scope: "pair", details }, freeMillis - atMillis)
    }

    run.admitted(atMillis)
    forgetPairs(pairs, atMillis - pairIntervalMillis)
    // Deleted first, so that the map stays in the order of the last send.
    pairs.delete(send.recipient)
    pairs.set(send.recipient, atMillis)
    return Judge.Admitted()
  }

  return {
    judge: (send, atMillis) => {
      const dossier = dossiers.get(send.phoneNumberId)
      if (dossier === undefined) return Judge.Admitted()
      dossier.count++
      dossier.arrivals.add(atMillis, Judge.weighsAsMedia(send.type) ? window.mediaUnits : window.textUnits)
      const verdict = decide(dossier, send, atMillis)
      if (verdict._tag === "Refused") ladder.unclean(send.phoneNumberId, atMillis)
      return verdict
    },
    inbound: () => {},
    mediaOutcome: (phoneNumberId, failed, atMillis) => dossiers.get(phoneNumberId)?.media.outcome(failed, atMillis),
    review: (businessId, atMillis) => {
      const sender = settings.senders.find((candidate) => candidate.businessId === businessId)
      return sender !== undefined && ladder.review(businessId, sender.accountId, atMillis)
    },
    holds: (atMillis) => [
      ...ladder.holds(atMillis),
      ...Array.from(dossiers.values(), ({ media, run }) => [run.cooldown(atMillis), media.standing(atMillis)])
        .flat()
        .filter((hold) => hold !== null)
    ]
  }
}

/** The map is in the order of time, so what is old stands first. */
const forgetPairs = (pairs: Map<string, number>, beforeMillis: number): void => {
  for (const [recipient, atMillis] of pairs) {
    if (atMillis > beforeMillis) return
    pairs.delete(recipient)
  }
}

const inPeak = (peakHours: ReadonlyArray<Pacing.DaySpan>, timeZone: DateTime.TimeZone, atMillis: number): boolean => {
  const { hours, minutes } = DateTime.toParts(DateTime.unsafeMakeZoned(atMillis, { timeZone }))
  const minute = hours * 60 + minutes
  return peakHours.some((span) => minute >= span.startMinute && minute < span.endMinute)
}
