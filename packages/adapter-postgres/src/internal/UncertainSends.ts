import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { UncertainPage, UncertainPlace, UncertainSend } from "@sluice/engine/ports/Outbox"
import { Effect } from "effect"
import * as MessageRow from "./MessageRow.ts"
import * as Storable from "./Storable.ts"

interface Row extends MessageRow.MessageRow {
  readonly started_millis: string
}

/** `nth`: which it is of its sender's, from 1. */
interface NextRow extends Row {
  readonly nth: string
}

const toSend = (row: Row): UncertainSend => ({
  message: MessageRow.toMessage(row),
  startedMillis: Number(row.started_millis)
})

/**
 * A page of the uncertain sends, oldest first (SPEC RT-04).
 *
 * - The first page goes by `queue_uncertain`: it costs as much as there is uncertain, which is next to nothing most of the time, however long
 *   attempts are kept.
 * - The others go by `attempt_recent`, sender by sender from where the page before has ended. By the queue each of them would sort all that is
 *   uncertain once more, and after an outage there are hundreds of pages. Of each sender as many are read as it likely has in the page; where
 *   one had more, the page is read again with more of each.
 *
 * The sender of an attempt is its message's: only what never began moves to another. Contents are read for the page alone.
 */
export const page = (sql: SqlClient.SqlClient) => {
  const columns = MessageRow.columns(sql)

  const first = ({ beforeMillis, limit, senderIds }: UncertainPage) => {
    const ofSenders =
      senderIds === undefined ? sql`` : sql`AND q.sender_id = ANY (${senderIds.map(Storable.text)}::text[])`
    return sql<Row>`
      SELECT ${columns}, a.started_millis FROM queue q
      JOIN message m ON m.id = q.message_id
      JOIN attempt a ON a.message_id = m.id AND a.number = m.attempts
      WHERE q.uncertain ${ofSenders} AND a.answered_millis IS NULL AND a.started_millis < ${Storable.millis(beforeMillis)}
      ORDER BY a.started_millis, m.id
      LIMIT ${limit}`
  }

  const read = ({ beforeMillis, limit, senderIds }: UncertainPage, after: UncertainPlace, eachMax: number) => {
    const senders =
      senderIds === undefined
        ? sql`SELECT sender_id AS id FROM lane`
        : sql`SELECT DISTINCT id FROM unnest(${senderIds.map(Storable.text)}::text[]) AS named (id)`
    return sql<NextRow>`
      SELECT ${columns}, place.started_millis, place.nth
      FROM (
        SELECT a.message_id, a.started_millis, a.nth
        FROM (${senders}) sender
        CROSS JOIN LATERAL (
          SELECT a.message_id, a.started_millis, row_number() OVER (ORDER BY a.started_millis, a.message_id) AS nth
          FROM attempt a
          JOIN queue q ON q.message_id = a.message_id
          JOIN message m ON m.id = a.message_id AND m.attempts = a.number
          WHERE a.sender_id = sender.id AND q.uncertain AND a.answered_millis IS NULL
            AND (a.started_millis, a.message_id) > (${Storable.millis(after.startedMillis)}::bigint, ${after.messageId}::uuid)
            AND a.started_millis < ${Storable.millis(beforeMillis)}
          ORDER BY a.started_millis, a.message_id
          LIMIT ${eachMax}
        ) a
        ORDER BY a.started_millis, a.message_id
        LIMIT ${limit}
      ) place
      JOIN message m ON m.id = place.message_id
      ORDER BY place.started_millis, m.id`
  }

  const next = Effect.fnUntraced(function* (asked: UncertainPage, after: UncertainPlace) {
    const { limit, senderIds } = asked
    // Twice its share, since no two senders send alike.
    let eachMax = Math.min(limit, 2 * Math.ceil(limit / Math.max(1, senderIds?.length ?? 1)))
    for (;;) {
      const rows = yield* read(asked, after, eachMax)
      // Up to the last that was read of some sender nothing is missing; beyond it another of that sender's may stand between.
      const whole = rows.findIndex(({ nth }) => Number(nth) === eachMax)
      if (whole === -1 || whole === limit - 1 || eachMax >= limit) return rows
      eachMax = Math.min(limit, eachMax * 4)
    }
  })

  return (asked: UncertainPage) =>
    Effect.map(
      Effect.suspend((): Effect.Effect<ReadonlyArray<Row>, SqlError> =>
        asked.after === undefined ? first(asked) : next(asked, asked.after)
      ),
      (rows) => rows.map(toSend)
    )
}
