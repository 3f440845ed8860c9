import type * as Pacing from "@sluice/core/policy/Pacing"
import * as ArrivalLog from "./ArrivalLog.ts"
import * as Judge from "./Judge.ts"
import * as UniqueRecipients from "./UniqueRecipients.ts"

/**
 * The Cloud API's documented limits, to the letter (CLOUD_API 3.4).
 *
 * - Throughput: 80 messages in any second for a number (1000 upgraded, 20 in coexistence), in and out together: 130429.
 * - Pair: one message every 6 s to one recipient; up to 45 within 6 s borrow from the future, and everything borrowed is
 *   paid back before the next one (20 at once: two minutes): 131056.
 * - Reach: unique recipients outside their service window in a moving day, shared by the numbers of a portfolio: 131048,
 *   the code that restricts a number by what it was allowed to send.
 *
 * What is refused uses up nothing, so a sender that slows down recovers.
 */

export interface Sender {
  readonly phoneNumberId: string
  readonly businessId: string
  readonly throughput: "standard" | "upgraded" | "coexistence"
  readonly messagingLimit: string
}

/** The documented figures, and the senders they are for. */
export interface Settings {
  readonly throughput: Pacing.Throughput
  readonly pair: Pacing.PairLimit
  readonly uniqueRecipients: Pacing.UniqueRecipients
  /** Forgiven on windows and floors, in virtual millis. */
  readonly slackMillis: number
  readonly senders: ReadonlyArray<Sender>
}

/** Messages to one recipient since its quota was last whole. */
interface Burst {
  readonly sinceMillis: number
  count: number
}

interface Dossier {
  readonly sender: Sender
  readonly perSecond: number
  readonly traffic: ArrivalLog.ArrivalLog
  readonly bursts: Map<string, Burst>
  readonly reach: UniqueRecipients.UniqueRecipients
  /** Sends since paid-back bursts were last forgotten. */
  sinceSweep: number
}

/** Paid-back bursts are forgotten every so many sends: each sweep reads them all. */
const sweepEvery = 10_000

const windowMillis = 1_000

/**
 * Only templates leave outside a service window. Anything else fails there (131047) and reaches nobody; where the world does not enforce that, its windows
 * are open.
 */
const isCounted = ({ type }: Judge.Send): boolean => type === "template"

/** A judge that has seen nothing. It admits whatever a sender that it does not know sends. */
export const make = (settings: Settings): Judge.Judge => {
  const { pair, slackMillis, throughput } = settings
  const intervalMillis = pair.intervalMillis - slackMillis
  const perSecond = {
    standard: throughput.perSecond,
    upgraded: throughput.upgradedPerSecond,
    coexistence: throughput.coexistencePerSecond
  }
  const reaches = new Map<string, UniqueRecipients.UniqueRecipients>()
  const dossiers = new Map<string, Dossier>()
  for (const sender of settings.senders) {
    const most = settings.uniqueRecipients.tiers[sender.messagingLimit] ?? null
    const reach = reaches.get(sender.businessId) ?? UniqueRecipients.make(most, settings.uniqueRecipients.windowMillis)
    reaches.set(sender.businessId, reach)
    dossiers.set(sender.phoneNumberId, {
      sender,
      perSecond: perSecond[sender.throughput],
      traffic: ArrivalLog.make(),
      bursts: new Map(),
      reach,
      sinceSweep: 0
    })
  }

  /** The platform does not say when to come back: its documents do (4^X s for a pair, and so on). */
  const refused = (refusal: Pick<Judge.Refusal, "scope" | "code" | "details">): Judge.Verdict =>
    Judge.Refused({
      refusal: { ...refusal, rule: "CLOUD_API 3.4", kind: "limit", violation: true, retryAfterMillis: null }
    })
  const paidMillis = (burst: Burst): number => burst.sinceMillis + burst.count * intervalMillis

  const admit = (dossier: Dossier, send: Judge.Send, burst: Burst | undefined, atMillis: number): Judge.Verdict => {
    dossier.traffic.add(atMillis, 1)
    if (isCounted(send)) dossier.reach.sent(send.recipient, atMillis)
    if (burst !== undefined && atMillis < paidMillis(burst)) burst.count++
    else dossier.bursts.set(send.recipient, { sinceMillis: atMillis, count: 1 })
    if (++dossier.sinceSweep >= sweepEvery) {
      dossier.sinceSweep = 0
      for (const [recipient, old] of dossier.bursts) {
        if (atMillis >= paidMillis(old)) dossier.bursts.delete(recipient)
      }
    }
    return Judge.Admitted()
  }

  return {
    judge: (send, atMillis) => {
      const dossier = dossiers.get(send.phoneNumberId)
      if (dossier === undefined) return Judge.Admitted()
      if (dossier.traffic.sum(atMillis, windowMillis - slackMillis) >= dossier.perSecond) {
        const details = `Over ${dossier.perSecond} messages within a second on this number.`
        return refused({ scope: "sender", code: 130429, details })
      }
      const burst = dossier.bursts.get(send.recipient)
      if (burst !== undefined && atMillis < paidMillis(burst)) {
        const borrows = atMillis - burst.sinceMillis < pair.intervalMillis && burst.count < pair.burst
        if (!borrows) {
          const details = `${burst.count} messages to one recipient are not paid back yet.`
          return refused({ scope: "pair", code: 131056, details })
        }
      }
      if (isCounted(send) && !dossier.reach.admits(send.recipient, atMillis)) {
        const details = `The portfolio has reached its ${dossier.sender.messagingLimit} recipients of this day.`
        return refused({ scope: "business", code: 131048, details })
      }
      return admit(dossier, send, burst, atMillis)
    },
    inbound: (phoneNumberId, from, atMillis) => {
      const dossier = dossiers.get(phoneNumberId)
      dossier?.traffic.add(atMillis, 1)
      dossier?.reach.received(from, atMillis)
    },
    mediaOutcome: () => {},
    review: () => false,
    holds: () => []
  }
}
