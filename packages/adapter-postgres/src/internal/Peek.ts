import type * as SqlClient from "@effect/sql/SqlClient"
import type { Place } from "@sluice/core/routing/LaneView"
import type { Message } from "@sluice/engine/ports/Outbox"
import { Effect, Option } from "effect"
import * as ArrayLiteral from "./ArrayLiteral.ts"
import * as MessageRow from "./MessageRow.ts"
import * as Storable from "./Storable.ts"

/** Later than everything, and earlier: the largest and the smallest `bigint`. */
const endOfTime = "9223372036854775807"
const startOfTime = "-9223372036854775808"

interface Request {
  readonly senderId: string
  readonly nowMillis: number
  readonly limit: number
  readonly after?: Place
  readonly flying?: ReadonlyArray<string>
  readonly answered?: ReadonlyArray<string>
  readonly orderMillisMax?: number
}

/**
 * Only what is behind a place: of its own level the rest, of those above it all. The row is compared with values of the level, so that the index begins there, and
 * reads nothing in front of it.
 */
const behind = (sql: SqlClient.SqlClient, { after }: Request) =>
  after === undefined
    ? sql``
    : sql`AND level.priority >= ${after.priority} AND (q.due_millis, q.message_id) > (
          CASE WHEN level.priority = ${after.priority} THEN ${Storable.millis(after.dueMillis)}::bigint ELSE ${startOfTime}::bigint END,
          CASE WHEN level.priority = ${after.priority} THEN ${after.id}::uuid ELSE '00000000-0000-0000-0000-000000000000'::uuid END
        )`

/** Without a due message there is one row, of nulls, that carries the next due time. */
type PeekRow = { readonly next_due_millis: string | null } & (MessageRow.MessageRow | { readonly id: null })

/**
 * Reads the queue level by level, one level a priority: `level` finds the few priorities in use by one index probe each, and within
 * a level the due messages are the start of an index range. So it costs the same however many messages wait for a later time.
 *
 * A candidate is the first of its conversation that is not done, and not put off too far: one probe of `queue_conversation`. OFFSET 0 and LIMIT 1 hold the planner to
 * probes, whatever it believes of a queue that was empty a minute ago. What is in flight still has its place in the queue: the lane says so of its own, by one look into a table of hashes, and of all others their message.
 */
const statement = (sql: SqlClient.SqlClient, request: Request) => {
  const { answered = [], flying = [], limit, nowMillis, orderMillisMax, senderId } = request
  const orderUntil = orderMillisMax === undefined ? endOfTime : Storable.millis(nowMillis + orderMillisMax)
  return sql<PeekRow>`
  WITH RECURSIVE level AS (
    (SELECT priority FROM queue WHERE sender_id = ${senderId} ORDER BY priority LIMIT 1)
    UNION ALL
    SELECT next.priority FROM level CROSS JOIN LATERAL (
      SELECT q.priority FROM queue q
      WHERE q.sender_id = ${senderId} AND q.priority > level.priority
      ORDER BY q.priority LIMIT 1
    ) next
  ), due AS (
    SELECT candidate.* FROM level CROSS JOIN LATERAL (
      SELECT of.* FROM queue q CROSS JOIN LATERAL (
        SELECT ${MessageRow.columns(sql)} FROM message m WHERE m.id = q.message_id AND m.state = 'queued' OFFSET 0
      ) of
      WHERE q.sender_id = ${senderId} AND q.priority = level.priority
        AND q.due_millis <= ${Storable.millis(nowMillis)} AND NOT q.uncertain ${behind(sql, request)}
        AND q.message_id NOT IN (SELECT unnest(${ArrayLiteral.plain(flying)}::uuid[]))
        AND q.message_id = (
          SELECT first.message_id FROM queue first
          WHERE first.sender_id = ${senderId} AND first.recipient = q.recipient
            AND (first.uncertain OR first.due_millis <= ${orderUntil}::bigint)
            AND first.message_id NOT IN (SELECT unnest(${ArrayLiteral.plain(answered)}::uuid[]))
          ORDER BY first.message_id LIMIT 1
        )
      ORDER BY q.due_millis, q.message_id LIMIT ${limit}
    ) candidate
    ORDER BY candidate.priority, candidate.due_millis, candidate.id LIMIT ${limit}
  ), later AS (
    SELECT min(first.due_millis) AS next_due_millis FROM level CROSS JOIN LATERAL (
      SELECT q.due_millis FROM queue q
      WHERE q.sender_id = ${senderId} AND q.priority = level.priority
        AND q.due_millis > ${Storable.millis(nowMillis)} AND NOT q.uncertain
        AND (SELECT m.state FROM message m WHERE m.id = q.message_id) = 'queued'
      ORDER BY q.due_millis LIMIT 1
    ) first
  )
  SELECT later.next_due_millis, due.* FROM later LEFT JOIN due ON true
  ORDER BY due.priority, due.due_millis, due.id`
}

export const peek = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (request: Request) {
    const rows = yield* statement(sql, request)
    const next = Option.fromNullable(rows[0]?.next_due_millis)
    return {
      due: rows.flatMap((row): ReadonlyArray<Message> => (row.id === null ? [] : [MessageRow.toMessage(row)])),
      nextDueMillis: Option.getOrNull(Option.map(next, Number))
    }
  })
