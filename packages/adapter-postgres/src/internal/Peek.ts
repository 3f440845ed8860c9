import type * as SqlClient from "@effect/sql/SqlClient"
import type { Message } from "@sluice/engine/ports/Outbox"
import { Effect, Option } from "effect"
import * as MessageRow from "./MessageRow.ts"
import * as Storable from "./Storable.ts"

interface Request {
  readonly senderId: string
  readonly nowMillis: number
  readonly limit: number
}

/** Without a due message there is one row, of nulls, that carries the next due time. */
type PeekRow = { readonly next_due_millis: string | null } & (MessageRow.MessageRow | { readonly id: null })

/**
 * Reads the queue level by level, one level a priority: `level` finds the few priorities in use by one index probe each, and within
 * a level the due messages are the start of an index range. So it costs the same however many messages wait for a later time.
 *
 * Rows of one conversation are read in the order of their ids; a candidate with an earlier one that is not done is left out by
 * one probe of `message_conversation`.
 */
const statement = (sql: SqlClient.SqlClient, { limit, nowMillis, senderId }: Request) => sql<PeekRow>`
  WITH RECURSIVE level AS (
    (SELECT priority FROM message WHERE sender_id = ${senderId} AND state = 'queued' ORDER BY priority LIMIT 1)
    UNION ALL
    SELECT next.priority FROM level CROSS JOIN LATERAL (
      SELECT m.priority FROM message m
      WHERE m.sender_id = ${senderId} AND m.state = 'queued' AND m.priority > level.priority
      ORDER BY m.priority LIMIT 1
    ) next
  ), due AS (
    SELECT candidate.* FROM level CROSS JOIN LATERAL (
      SELECT ${MessageRow.columns(sql)} FROM message m
      WHERE m.sender_id = ${senderId} AND m.state = 'queued' AND m.priority = level.priority
        AND m.due_millis <= ${Storable.millis(nowMillis)}
        AND NOT EXISTS (
          SELECT FROM message earlier
          WHERE earlier.sender_id = m.sender_id AND earlier.recipient = m.recipient AND earlier.id < m.id
            AND earlier.state IN ('queued', 'sending', 'uncertain')
        )
      ORDER BY m.due_millis, m.id LIMIT ${limit}
    ) candidate
    ORDER BY candidate.priority, candidate.due_millis, candidate.id LIMIT ${limit}
  ), later AS (
    SELECT min(first.due_millis) AS next_due_millis FROM level CROSS JOIN LATERAL (
      SELECT m.due_millis FROM message m
      WHERE m.sender_id = ${senderId} AND m.state = 'queued' AND m.priority = level.priority
        AND m.due_millis > ${Storable.millis(nowMillis)}
      ORDER BY m.due_millis LIMIT 1
    ) first
  )
  SELECT later.next_due_millis, due.* FROM later LEFT JOIN due ON true
  ORDER BY due.priority, due.due_millis, due.id`

export const peek = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (request: Request) {
    const rows = yield* statement(sql, request)
    const next = Option.fromNullable(rows[0]?.next_due_millis)
    return {
      due: rows.flatMap((row): ReadonlyArray<Message> => (row.id === null ? [] : [MessageRow.toMessage(row)])),
      nextDueMillis: Option.getOrNull(Option.map(next, Number))
    }
  })
