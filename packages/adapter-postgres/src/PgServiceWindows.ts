import * as SqlClient from "@effect/sql/SqlClient"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import type { Conversation, Heard, LastHeard } from "@sluice/engine/ports/ServiceWindows"
import { Effect, Layer } from "effect"
import * as ArrayLiteral from "./internal/ArrayLiteral.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface LastHeardRow {
  readonly last_millis: string | null
  readonly since_millis: string | null
}

const millisOrNull = (text: string | null): number | null => (text === null ? null : Number(text))

const toLastHeard = (row: LastHeardRow): LastHeard => ({
  lastMillis: millisOrNull(row.last_millis),
  hearingSinceMillis: millisOrNull(row.since_millis)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /**
   * A statement writes a row once, so what it is given is brought to one row a conversation and one a sender first. Both in order, so that
   * two callers cannot wait for each other; what is old news writes nothing.
   */
  const note = Effect.fn("ServiceWindows.note")(function* (heard: ReadonlyArray<Heard>) {
    if (heard.length === 0) return
    yield* sql`
      WITH heard AS (
        SELECT * FROM unnest(
          ${heard.map(({ senderId }) => Storable.text(senderId))}::text[],
          ${heard.map(({ recipient }) => Storable.text(recipient))}::text[],
          ${heard.map(({ atMillis }) => Storable.millis(atMillis))}::bigint[]
        ) AS row (sender_id, recipient, at_millis)
      ), hearing AS (
        INSERT INTO service_hearing AS h (sender_id, since_millis)
        SELECT sender_id, min(at_millis) FROM heard GROUP BY sender_id ORDER BY sender_id
        ON CONFLICT (sender_id) DO UPDATE SET since_millis = excluded.since_millis
        WHERE excluded.since_millis < h.since_millis
      )
      INSERT INTO service_window AS w (sender_id, recipient, last_millis)
      SELECT sender_id, recipient, max(at_millis) FROM heard GROUP BY sender_id, recipient ORDER BY sender_id, recipient
      ON CONFLICT (sender_id, recipient) DO UPDATE SET last_millis = excluded.last_millis
      WHERE excluded.last_millis > w.last_millis`
  }, Transaction.operation("ServiceWindows.note"))

  const lastHeard = Effect.fn("ServiceWindows.lastHeard")(function* (conversations: ReadonlyArray<Conversation>) {
    if (conversations.length === 0) return []
    const senderIds = ArrayLiteral.texts(conversations.map(({ senderId }) => Storable.text(senderId)))
    const recipients = ArrayLiteral.texts(conversations.map(({ recipient }) => Storable.text(recipient)))
    const rows = yield* sql<LastHeardRow>`
      SELECT w.last_millis, h.since_millis
      FROM unnest(${senderIds}::text[], ${recipients}::text[]) WITH ORDINALITY AS row (sender_id, recipient, position)
      LEFT JOIN service_window w ON w.sender_id = row.sender_id AND w.recipient = row.recipient
      LEFT JOIN service_hearing h ON h.sender_id = row.sender_id
      ORDER BY row.position`
    return rows.map(toLastHeard)
  }, Transaction.operation("ServiceWindows.lastHeard"))

  const expire = Effect.fn("ServiceWindows.expire")(function* (beforeMillis: number) {
    const rows = yield* sql`
      DELETE FROM service_window WHERE last_millis < ${Storable.millis(beforeMillis)} RETURNING 1`
    return rows.length
  }, Transaction.operation("ServiceWindows.expire"))

  return ServiceWindows.of({ note, lastHeard, expire })
})

/** Service windows in PostgreSQL. */
export const layer: Layer.Layer<ServiceWindows, never, SqlClient.SqlClient> = Layer.effect(ServiceWindows, make)
