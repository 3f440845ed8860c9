import * as SqlClient from "@effect/sql/SqlClient"
import { Looks } from "@sluice/engine/ports/Looks"
import type { MissedStatus, PlannedLook, Unreported } from "@sluice/engine/ports/Looks"
import { Effect, Layer } from "effect"
import * as MessageRow from "./internal/MessageRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

type LookRow = MessageRow.MessageRow & {
  readonly look_millis: string
  readonly look: PlannedLook["state"]
}

const toMissed = (row: LookRow): MissedStatus => ({
  messageId: row.id,
  dueMillis: Number(row.look_millis),
  state: row.look,
  message: MessageRow.toMessage(row)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = MessageRow.columns(sql)

  /** From `attempt_recent`, sender by sender: what was sent in that time, and of each one probe whether its message is still missed. */
  const unreported = Effect.fn("Looks.unreported")(function* (request: {
    readonly senderIds: ReadonlyArray<string>
    readonly afterMillis: number
    readonly untilMillis: number
  }) {
    const rows = yield* sql<MessageRow.MessageRow & { readonly started_millis: string }>`
      SELECT ${columns}, a.started_millis
      FROM unnest(${request.senderIds.map(Storable.text)}::text[]) AS sender (id)
      CROSS JOIN LATERAL (
        SELECT message_id, number, started_millis FROM attempt
        WHERE sender_id = sender.id AND started_millis > ${Storable.millis(request.afterMillis)}
          AND started_millis <= ${Storable.millis(request.untilMillis)}
        OFFSET 0
      ) a
      CROSS JOIN LATERAL (SELECT * FROM message WHERE id = a.message_id OFFSET 0) m
      WHERE m.attempts = a.number AND m.state IN ('accepted', 'uncertain', 'sending')
        AND (m.delivery IS NULL OR m.delivery = 'sent')
      ORDER BY a.started_millis, m.id`
    return rows.map((row): Unreported => ({
      message: MessageRow.toMessage(row),
      startedMillis: Number(row.started_millis)
    }))
  }, Transaction.operation("Looks.unreported"))

  const plan = Effect.fn("Looks.plan")(function* (looks: ReadonlyArray<PlannedLook>) {
    if (looks.length === 0) return
    // Of two for one message the last counts: within a statement, a row is written once.
    const last = [...new Map(looks.map((look) => [look.messageId, look])).values()]
    yield* sql`
      INSERT INTO status_look (message_id, due_millis, state)
      SELECT * FROM unnest(
        ${last.map((look) => look.messageId)}::uuid[],
        ${last.map((look) => Storable.millis(look.dueMillis))}::bigint[],
        ${last.map((look) => Storable.json(look.state))}::jsonb[]
      )
      ON CONFLICT (message_id) DO UPDATE SET due_millis = excluded.due_millis, state = excluded.state`
  }, Transaction.operation("Looks.plan"))

  const due = Effect.fn("Looks.due")(function* (nowMillis: number, limit: number) {
    const rows = yield* sql<LookRow>`
      SELECT ${columns}, l.due_millis AS look_millis, l.state AS look
      FROM status_look l JOIN message m ON m.id = l.message_id
      WHERE l.due_millis <= ${Storable.millis(nowMillis)}
      ORDER BY l.due_millis, l.message_id
      LIMIT ${limit}`
    return rows.map(toMissed)
  }, Transaction.operation("Looks.due"))

  const forget = Effect.fn("Looks.forget")(function* (messageIds: ReadonlyArray<string>) {
    if (messageIds.length === 0) return
    yield* sql`DELETE FROM status_look WHERE message_id = ANY (${messageIds}::uuid[])`
  }, Transaction.operation("Looks.forget"))

  return Looks.of({ unreported, plan, due, forget })
})

/** The looks for missing statuses in PostgreSQL. */
export const layer: Layer.Layer<Looks, never, SqlClient.SqlClient> = Layer.effect(Looks, make)
