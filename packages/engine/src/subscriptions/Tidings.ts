import type { Event } from "@sluice/core/callback/Event"
import * as EventType from "@sluice/core/subscription/EventType"
import type { Tidings } from "../ports/Feed.ts"

/**
 * What subscribers are told of an event of a callback; null where the step of a message tells it.
 *
 * @param senderId the number of ours that it came to, by our name for it; null where it names none that we know.
 */
export const of = (
  accountId: string,
  senderId: string | null,
  event: Event,
  atMillis: number
): Tidings | null => {
  const type = EventType.ofCallback(event)
  if (type === null) return null
  const { _tag, path, ...told } = event
  return { type, accountId, atMillis, data: { accountId, senderId, ...told } }
}
