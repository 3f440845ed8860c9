import type * as Pacing from "@sluice/core/policy/Pacing"
import * as Seeded from "../Seeded.ts"
import type { Hold } from "./Judge.ts"

/**
 * The ladder of holds as the platform climbs it (RL-06, RL-07).
 *
 * light (sender, 5 min) -> medium (business, 1 h and a review) -> severe (account, 24 to 72 h).
 * Three lights in a row make a medium, and so does forcing a light in 38 of 100 cases, or a burst twice as large as the
 * light's; five mediums in 24 h make a severe. Lights are in a row until the sender has stayed clean for an hour: an hour
 * in which nothing of it was refused. A business that is held already climbs no further: everything it sends is refused.
 *
 * A severe hold lasts as long as the seed says, 24 to 72 h; after 24 h one text every 12 h may ask whether it is over, and
 * a refused question prolongs it to the time of the next one, 72 h after its start at the latest, where only a review ends it.
 */
export interface Ladder {
  /** The strongest hold on a sender, or null. */
  readonly standing: (sender: Place, atMillis: number) => Hold | null
  /** A burst above the limit. */
  readonly light: (sender: Place, atMillis: number) => Hold
  /** A burst far above it, or a light that was forced. */
  readonly medium: (sender: Place, atMillis: number) => Hold
  /** Something of the sender was refused: its hour of staying clean starts anew. */
  readonly unclean: (phoneNumberId: string, atMillis: number) => void
  /** Whether a send under a severe hold is the question that the rules allow; it is noted as asked. */
  readonly probes: (accountId: string, type: string, atMillis: number) => boolean
  readonly review: (businessId: string, accountId: string, atMillis: number) => boolean
  readonly holds: (atMillis: number) => ReadonlyArray<Hold>
}

/** Where a sender stands. */
export interface Place {
  readonly phoneNumberId: string
  readonly businessId: string
  readonly accountId: string
}

interface Lights {
  inRow: number
  sinceMillis: number
  untilMillis: number
  uncleanMillis: number
}

interface Medium {
  readonly sinceMillis: number
  reviewed: boolean
}

interface Severe {
  readonly sinceMillis: number
  untilMillis: number
  reviewed: boolean
  probedMillis: number | null
}

/** The ladder's figures, who reviews, and the seed that draws how long a severe hold lasts. */
export interface Settings {
  readonly ladder: Pacing.Ladder
  /** A medium is reviewed by itself after this; null waits for `review`. */
  readonly reviewAfterMillis: number | null
  readonly seed: string
}

/** Nobody is held. */
export const make = ({ ladder, reviewAfterMillis, seed }: Settings): Ladder => {
  const lights = new Map<string, Lights>()
  const mediums = new Map<string, Medium>()
  const mediumTimes = new Map<string, Array<number>>()
  const severes = new Map<string, Severe>()

  const reviewed = (opened: { readonly sinceMillis: number; readonly reviewed: boolean }, atMillis: number): boolean =>
    opened.reviewed || (reviewAfterMillis !== null && atMillis - opened.sinceMillis >= reviewAfterMillis)

  const severeHold = (accountId: string, atMillis: number): Hold | null => {
    const severe = severes.get(accountId)
    if (severe === undefined) return null
    const atCap = severe.untilMillis - severe.sinceMillis >= ladder.severeMillisMax
    const awaitsReview = atCap && !reviewed(severe, atMillis)
    if (atMillis >= severe.untilMillis && !awaitsReview) return null
    const { sinceMillis, untilMillis } = severe
    return { level: "severe", scope: "account", id: accountId, sinceMillis, untilMillis, awaitsReview }
  }

  const mediumHold = (businessId: string, atMillis: number): Hold | null => {
    const medium = mediums.get(businessId)
    if (medium === undefined) return null
    const untilMillis = medium.sinceMillis + ladder.mediumMillis
    const awaitsReview = !reviewed(medium, atMillis)
    if (atMillis >= untilMillis && !awaitsReview) return null
    return {
      level: "medium",
      scope: "business",
      id: businessId,
      sinceMillis: medium.sinceMillis,
      untilMillis,
      awaitsReview
    }
  }

  const lightHold = (phoneNumberId: string, atMillis: number): Hold | null => {
    const light = lights.get(phoneNumberId)
    if (light === undefined || atMillis >= light.untilMillis) return null
    const { sinceMillis, untilMillis } = light
    return { level: "light", scope: "sender", id: phoneNumberId, sinceMillis, untilMillis, awaitsReview: false }
  }

  const severe = (accountId: string, atMillis: number): Hold => {
    const subject = `${accountId} ${atMillis}`
    const spanMillis = Seeded.between(ladder.severeMillisMin, ladder.severeMillisMax, seed, "severe hold", subject)
    const untilMillis = atMillis + spanMillis
    severes.set(accountId, { sinceMillis: atMillis, untilMillis, reviewed: false, probedMillis: null })
    return { level: "severe", scope: "account", id: accountId, sinceMillis: atMillis, untilMillis, awaitsReview: false }
  }

  const medium = (sender: Place, atMillis: number): Hold => {
    lights.delete(sender.phoneNumberId)
    mediums.set(sender.businessId, { sinceMillis: atMillis, reviewed: false })
    const times = (mediumTimes.get(sender.accountId) ?? []).filter((time) => atMillis - time < ladder.mediumDayMillis)
    times.push(atMillis)
    mediumTimes.set(sender.accountId, times)
    if (times.length >= ladder.mediumsToSevere) return severe(sender.accountId, atMillis)
    const untilMillis = atMillis + ladder.mediumMillis
    const id = sender.businessId
    return { level: "medium", scope: "business", id, sinceMillis: atMillis, untilMillis, awaitsReview: true }
  }

  const light = (sender: Place, atMillis: number): Hold => {
    const { phoneNumberId } = sender
    const known = lights.get(phoneNumberId)
    const inRow = known !== undefined && atMillis - known.uncleanMillis < ladder.lightRowMillis ? known.inRow + 1 : 1
    if (inRow >= ladder.lightsToMedium) return medium(sender, atMillis)
    const untilMillis = atMillis + ladder.lightMillis
    lights.set(phoneNumberId, { inRow, sinceMillis: atMillis, untilMillis, uncleanMillis: atMillis })
    return {
      level: "light",
      scope: "sender",
      id: phoneNumberId,
      sinceMillis: atMillis,
      untilMillis,
      awaitsReview: false
    }
  }

  return {
    standing: (sender, atMillis) =>
      severeHold(sender.accountId, atMillis) ??
      mediumHold(sender.businessId, atMillis) ??
      lightHold(sender.phoneNumberId, atMillis),
    light,
    medium,
    unclean: (phoneNumberId, atMillis) => {
      const known = lights.get(phoneNumberId)
      if (known !== undefined) known.uncleanMillis = atMillis
    },
    probes: (accountId, type, atMillis) => {
      const hold = severes.get(accountId)
      if (hold === undefined || type !== "text") return false
      if (atMillis - hold.sinceMillis < ladder.severeMillisMin) return false
      if (hold.probedMillis !== null && atMillis - hold.probedMillis < ladder.severeProbeMillis) return false
      hold.probedMillis = atMillis
      const latestMillis = hold.sinceMillis + ladder.severeMillisMax
      hold.untilMillis = Math.min(latestMillis, Math.max(hold.untilMillis, atMillis + ladder.severeProbeMillis))
      return true
    },
    review: (businessId, accountId, atMillis) => {
      let found = false
      const held = mediums.get(businessId)
      if (held !== undefined && mediumHold(businessId, atMillis) !== null) {
        held.reviewed = true
        found = true
      }
      const heldAccount = severes.get(accountId)
      if (heldAccount !== undefined && severeHold(accountId, atMillis) !== null) {
        heldAccount.reviewed = true
        found = true
      }
      return found
    },
    holds: (atMillis) =>
      [
        ...Array.from(severes.keys(), (id) => severeHold(id, atMillis)),
        ...Array.from(mediums.keys(), (id) => mediumHold(id, atMillis)),
        ...Array.from(lights.keys(), (id) => lightHold(id, atMillis))
      ].filter((hold) => hold !== null)
  }
}
