import type { Event } from "@sluice/core/callback/Event"
import * as EventType from "@sluice/core/subscription/EventType"
import { Struct } from "effect"
import type { Tidings } from "../ports/Feed.ts"
import type { Hearing } from "../accept/consent/Hearing.ts"

/**
 * What subscribers are told of an event of a callback; null where the step of a message tells it.
 *
 * @param senderId the number of ours that it came to, by our name for it; null where it names none that we know.
 * @param stampMillis its moment on that number's timeline, unique there (WH-07); null where it has none.
 * @param id the event's own; null for one that the feed makes.
 */
export const of = (
  accountId: string,
  senderId: string | null,
  event: Event,
  atMillis: number,
  stampMillis: number | null,
  id: string | null
): Tidings | null => {
  const type = EventType.ofCallback(event)
  if (type === null) return null
  const told = Struct.omit(event, "_tag", "path")
  const data = { accountId, senderId, ...told, timestampMillis: stampMillis }
  return { type, accountId, atMillis, data, ...(id === null ? {} : { id }) }
}

/**
 * What subscribers are told of a person who wants no more messages, or wants them again: by a word of their own, or through the platform. `scope` is null
 * for both.
 */
export const ofWishes = (
  senderId: string,
  { lifts, optOuts }: Pick<Hearing, "lifts" | "optOuts">,
  atMillis: number
): ReadonlyArray<Tidings> => [
  ...optOuts.map(({ accountId, recipient, scope, source }): Tidings => ({
    type: "contact.stopped",
    accountId,
    atMillis,
    data: { accountId, senderId, recipient, scope, source }
  })),
  ...lifts.map(({ accountId, recipient, scope = null, sources = [] }): Tidings => ({
    type: "contact.resumed",
    accountId,
    atMillis,
    data: { accountId, senderId, recipient, scope, source: sources[0] ?? null }
  }))
]
