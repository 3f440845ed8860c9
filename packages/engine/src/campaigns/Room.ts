import * as Ahead from "@sluice/core/campaign/Ahead"
import type { CampaignRow, Waiting } from "../ports/Campaigns.ts"

/** One sender of a campaign, as far as feeding it goes. */
export interface Place {
  readonly senderId: string
  /** Units of the campaign that may wait there. */
  readonly partUnits: number
  /** Units of the campaign that wait there. */
  readonly waitingUnits: number
  /** A hold stops the sender as a whole: what is fed goes to the others. */
  readonly isHeld: boolean
}

/** What a sender can have now: what all campaigns together may have waiting there, and whether it is held. */
export interface Sender {
  readonly senderId: string
  readonly units: number
  readonly isHeld: boolean
}

/** A campaign that has something to hand over. */
export interface Hungry {
  readonly id: string
  readonly senderIds: ReadonlyArray<string>
}

/**
 * The places of each campaign: equal parts for all that share a sender, whatever they have left (`core/campaign/Ahead`). A campaign that has
 * nothing more to hand over shares until what it has there is over.
 */
export const places = (
  hungry: ReadonlyArray<Hungry>,
  waiting: ReadonlyArray<Waiting>,
  senders: ReadonlyMap<string, Sender>
): ReadonlyMap<string, ReadonlyArray<Place>> => {
  const sharing = new Map<string, Set<string>>()
  const share = (senderId: string, campaignId: string): void => {
    sharing.set(senderId, (sharing.get(senderId) ?? new Set()).add(campaignId))
  }
  for (const { id, senderIds } of hungry) for (const senderId of senderIds) share(senderId, id)
  for (const { campaignId, senderId } of waiting) share(senderId, campaignId)
  const waits = (campaignId: string, senderId: string): number =>
    waiting.find((one) => one.campaignId === campaignId && one.senderId === senderId)?.units ?? 0
  return new Map(
    hungry.map(({ id, senderIds }) => [
      id,
      senderIds.flatMap((senderId): ReadonlyArray<Place> => {
        const sender = senders.get(senderId)
        if (sender === undefined) return []
        const partUnits = Ahead.part(sender.units, sharing.get(senderId)?.size ?? 1)
        return [{ senderId, partUnits, waitingUnits: waits(id, senderId), isHeld: sender.isHeld }]
      })
    ])
  )
}

/** Sums of units such as 1.8 leave binary dust. */
const dust = 1e-9

/**
 * How many of the first rows there is room for now.
 *
 * A row that names its sender needs room there, held or not; any other needs room at some sender that is not held. The first for
 * which there is none ends it, so that rows keep their order. A message that is larger than a part goes where nothing waits.
 */
export const count = (all: ReadonlyArray<Place>, rows: ReadonlyArray<CampaignRow>): number => {
  const named = new Map(all.map((place) => [place.senderId, place.waitingUnits]))
  const free = all.filter(({ isHeld }) => !isHeld)
  const partUnits = free.reduce((sum, place) => sum + place.partUnits, 0)
  let waitingUnits = free.reduce((sum, place) => sum + Math.min(place.waitingUnits, place.partUnits), 0)
  const fits = (used: number, part: number, units: number): boolean => used <= 0 || used + units <= part + dust

  for (const [index, { message, senderId }] of rows.entries()) {
    const own = senderId === null ? undefined : all.find((place) => place.senderId === senderId)
    if (own !== undefined) {
      const used = named.get(own.senderId) ?? 0
      if (!fits(used, own.partUnits, message.units)) return index
      named.set(own.senderId, used + message.units)
      if (!own.isHeld) waitingUnits += message.units
    } else {
      if (free.length === 0 || !fits(waitingUnits, partUnits, message.units)) return index
      waitingUnits += message.units
    }
  }
  return rows.length
}
