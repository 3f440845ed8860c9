import { stretchRows } from "../../ports/Campaigns.ts"
import * as Messages from "./Messages.ts"
import type { State } from "./State.ts"

/** A message that was over is in the queue again: if it is a campaign's, it is open again, and its stretch is counted again. */
export const reopen = ({ campaignOpen, campaignPlaces, campaignStretches }: State, messageId: string): void => {
  const place = campaignPlaces.get(messageId)
  if (place === undefined) return
  campaignOpen.put(messageId, place)
  const key = Messages.pair(place.campaignId, String(Math.floor(place.number / stretchRows)))
  const stretch = campaignStretches.get(key)
  if (stretch !== undefined) campaignStretches.put(key, { ...stretch, dueMillis: stretch.fedMillis })
}
