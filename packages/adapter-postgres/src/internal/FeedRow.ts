import type { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import type { State } from "@sluice/core/delivery/MessageState"
import type { EventType } from "@sluice/core/subscription/EventType"
import type * as SqlClient from "@effect/sql/SqlClient"
import { partsOf } from "@sluice/engine/ports/Feed"
import type { FeedEvent, Page, Tidings } from "@sluice/engine/ports/Feed"
import type { MessageFailure } from "@sluice/engine/ports/Outbox"
import * as Step from "@sluice/engine/subscriptions/Step"
import { Effect } from "effect"

interface Common {
  readonly id: string
  readonly xid: string
  readonly number: string
  readonly account_id: string
  readonly at_millis: string
}

/** What the platform told. */
interface TidingsRow extends Common {
  readonly type: EventType
  readonly data: Readonly<Record<string, unknown>>
}

/** A step of a message, with what of the message never changes; null where the message is not there any more. */
interface StepRow extends Common {
  readonly type: null
  readonly message_id: string
  readonly sender_id: string | null
  readonly recipient: string | null
  readonly idempotency_key: string | null
  readonly was_state: State
  readonly was_delivery: DeliveryStatus | null
  readonly state: State
  readonly delivery: DeliveryStatus | null
  readonly attempts: number
  readonly wamid: string | null
  readonly failure: MessageFailure | null
}

/** A row of the feed beside its message. */
export type FeedRow = TidingsRow | StepRow

const tidingsOf = (row: FeedRow): Tidings | null => {
  const { account_id: accountId, at_millis } = row
  const atMillis = Number(at_millis)
  if (row.type !== null) return { type: row.type, accountId, atMillis, data: row.data }
  if (row.sender_id === null || row.recipient === null) return null
  return Step.told({
    messageId: row.message_id,
    accountId,
    senderId: row.sender_id,
    recipient: row.recipient,
    idempotencyKey: row.idempotency_key,
    before: { state: row.was_state, delivery: row.was_delivery },
    after: { state: row.state, delivery: row.delivery },
    attempts: row.attempts,
    wamid: row.wamid,
    failure: row.failure,
    atMillis
  })
}

/** A place in the feed: behind this row. */
export interface Place {
  readonly xid: string
  readonly number: string
}

export const positionOf = ({ number, xid }: Place): string => `${xid}.${number}`

/** Null for a text that is no position. */
export const placeOf = (position: string): Place | null => {
  const parts = partsOf(position)
  return parts === null ? null : { xid: parts.step, number: parts.number }
}

const toEvent = (row: FeedRow): FeedEvent | null => {
  const tidings = tidingsOf(row)
  return tidings === null ? null : { ...tidings, id: row.id, position: positionOf(row) }
}

/** The part of the feed behind a place, as far as it is settled. */
export const read = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (after: Place, limit: number, accountId: string | null) {
    const rows = yield* sql<FeedRow>`
      SELECT f.id, f.xid::text AS xid, f.number, f.account_id, f.at_millis, f.type, f.data, f.message_id, f.was_state, f.was_delivery,
             f.state, f.delivery, f.attempts, f.wamid, f.failure, m.sender_id, m.recipient, m.idempotency_key
      FROM feed_event f LEFT JOIN message m ON m.id = f.message_id
      WHERE (f.xid, f.number) > (${after.xid}::xid8, ${after.number}::bigint)
        AND f.xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY f.xid, f.number
      LIMIT ${limit + 1}`
    const seen = rows.slice(0, limit)
    const page: Page = {
      events: seen.flatMap((row) => {
        if (accountId !== null && row.account_id !== accountId) return []
        const event = toEvent(row)
        return event === null ? [] : [event]
      }),
      position: positionOf(seen.at(-1) ?? after),
      more: rows.length > limit
    }
    return page
  })
