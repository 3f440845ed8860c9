import type { Event } from "@sluice/core/callback/Event"
import * as EventType from "@sluice/core/subscription/EventType"
import { Struct } from "effect"
import type { Tidings } from "../ports/Feed.ts"

/**
 * What subscribers are told of an event of a callback; null where the step of a message tells it.
 *
 * @param senderId the number of ours that it came to, by our name for it; null where it names none that we know.
 * @param stampMillis its moment on that number's timeline, unique there (WH-07); null where it has none.
 */
export const of = (
  accountId: string,
  senderId: string | null,
  event: Event,
  atMillis: number,
  stampMillis: number | null
): Tidings | null => {
  const type = EventType.ofCallback(event)
  if (type === null) return null
  const told = Struct.omit(event, "_tag", "path")
  return { type, accountId, atMillis, data: { accountId, senderId, ...told, timestampMillis: stampMillis } }
}
