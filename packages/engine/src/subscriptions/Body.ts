import { DateTime } from "effect"
import type { FeedEvent } from "../ports/Feed.ts"

/** How an event is named to subscribers: its `webhook-id`, by which they know a repeat. */
export const nameOf = (eventId: string): string => `evt_${eventId}`

/**
 * An event as subscribers see it: `{id, type, timestamp, data}`, the shape that Standard Webhooks recommends; the same over HTTP, Kafka and
 * `/v1/events`.
 */
export const of = ({ atMillis, data, id, type }: Pick<FeedEvent, "atMillis" | "data" | "id" | "type">): string =>
  JSON.stringify({
    id: nameOf(id),
    type,
    timestamp: DateTime.formatIso(DateTime.unsafeMake(atMillis)),
    data
  })
