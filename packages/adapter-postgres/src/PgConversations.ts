import * as SqlClient from "@effect/sql/SqlClient"
import { Conversations } from "@sluice/engine/ports/Conversations"
import type { Asked, Known, Movable } from "@sluice/engine/ports/Conversations"
import type { Context } from "effect"
import { Effect, Layer } from "effect"
import * as ArrayLiteral from "./internal/ArrayLiteral.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

type Service = Context.Tag.Service<Conversations>

interface KnownRow {
  readonly last_sender_id: string | null
  readonly is_open: boolean
  readonly heard_by: ReadonlyArray<string> | null
}

interface MovableRow {
  readonly account_id: string
  readonly recipient: string
  readonly pool: string
  readonly units: number
  readonly needs_window: boolean
}

const toKnown = (row: KnownRow): Known => ({
  lastSenderId: row.last_sender_id,
  isOpen: row.is_open,
  heardBy: row.heard_by ?? []
})

const toMovable = (row: MovableRow): Movable => ({
  accountId: row.account_id,
  recipient: row.recipient,
  pool: row.pool,
  units: row.units,
  needsWindow: row.needs_window
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** For each person the right edge of their messages, one probe of the queue, and one of the windows for each sender. */
  const known: Service["known"] = Effect.fn("Conversations.known")(function* (asked: Asked) {
    if (asked.recipients.length === 0) return []
    const recipients = ArrayLiteral.texts(asked.recipients.map(Storable.text))
    const senderIds = ArrayLiteral.texts(asked.senderIds.map(Storable.text))
    const rows = yield* sql<KnownRow>`
      SELECT last.sender_id AS last_sender_id, heard.sender_ids AS heard_by,
             EXISTS (SELECT FROM queue q WHERE q.sender_id = last.sender_id AND q.recipient = row.recipient) AS is_open
      FROM unnest(${recipients}::text[]) WITH ORDINALITY AS row (recipient, position)
      LEFT JOIN LATERAL (
        SELECT m.sender_id FROM message m
        WHERE m.account_id = ${Storable.text(asked.accountId)} AND m.recipient = row.recipient
          AND m.sender_id = ANY (${senderIds}::text[])
          AND m.sender_id IS DISTINCT FROM ${Storable.textOrNull(asked.leaving)}::text
        ORDER BY m.id DESC LIMIT 1
      ) last ON true
      LEFT JOIN LATERAL (
        SELECT array_agg(w.sender_id ORDER BY w.last_millis DESC, w.sender_id) AS sender_ids FROM service_window w
        WHERE w.sender_id = ANY (${senderIds}::text[]) AND w.recipient = row.recipient
          AND w.last_millis >= ${Storable.millis(asked.heardSinceMillis)}
      ) heard ON true
      ORDER BY row.position`
    return rows.map(toKnown)
  }, Transaction.operation("Conversations.known"))

  /** In the order of `queue_conversation`, which the page reads from where the last one ended. */
  const movable: Service["movable"] = Effect.fn("Conversations.movable")(function* ({ after, limit, senderId }) {
    const beyond = after === undefined ? sql`` : sql`AND q.recipient > ${Storable.text(after)}`
    const rows = yield* sql<MovableRow>`
      SELECT q.recipient, min(m.account_id) AS account_id, min(m.dealt->>'pool') AS pool, sum(m.units) AS units,
             bool_or(m.content->>'type' <> 'template') AS needs_window
      FROM queue q JOIN message m ON m.id = q.message_id
      WHERE q.sender_id = ${Storable.text(senderId)} ${beyond}
      GROUP BY q.recipient
      HAVING bool_and(m.state = 'queued' AND m.attempts = 0 AND m.dealt IS NOT NULL)
        AND min(m.dealt->>'pool') = max(m.dealt->>'pool')
      ORDER BY q.recipient LIMIT ${limit}`
    return rows.map(toMovable)
  }, Transaction.operation("Conversations.movable"))

  /**
   * One statement. Its messages are locked in the order of their ids, as everywhere, and looked at as they are then: a begin that came first is seen
   * and keeps the conversation where it is; one that comes later finds a message of another sender.
   */
  const move: Service["move"] = Effect.fn("Conversations.move")(function* ({ fromSenderId, moves, nowMillis }) {
    if (moves.length === 0) return 0
    const from = Storable.text(fromSenderId)
    const now = Storable.millis(nowMillis)
    const rows = yield* sql`
      WITH wanted AS MATERIALIZED (
        SELECT * FROM unnest(
          ${ArrayLiteral.texts(moves.map(({ recipient }) => Storable.text(recipient)))}::text[],
          ${ArrayLiteral.texts(moves.map(({ toSenderId }) => Storable.text(toSenderId)))}::text[],
          ${ArrayLiteral.texts(moves.map(({ dealt }) => Storable.json(dealt)))}::jsonb[]
        ) AS row (recipient, to_sender_id, dealt)
      ), open AS MATERIALIZED (
        SELECT m.id, m.sender_id, m.recipient, m.state, m.attempts, m.dealt FROM message m
        WHERE m.id IN (
          SELECT q.message_id FROM wanted JOIN queue q ON q.sender_id = ${from} AND q.recipient = wanted.recipient
        )
        ORDER BY m.id FOR UPDATE
      ), whole AS (
        SELECT recipient FROM open
        WHERE state IN ('queued', 'sending', 'uncertain')
        GROUP BY recipient
        HAVING bool_and(state = 'queued' AND attempts = 0 AND dealt IS NOT NULL AND sender_id = ${from})
          AND min(dealt->>'pool') = max(dealt->>'pool')
      ), moved AS (
        UPDATE message m
        SET sender_id = wanted.to_sender_id, dealt = wanted.dealt, updated_millis = greatest(m.updated_millis, ${now}::bigint)
        FROM open JOIN whole ON whole.recipient = open.recipient JOIN wanted ON wanted.recipient = open.recipient
        WHERE m.id = open.id AND open.state = 'queued'
        RETURNING m.id, m.sender_id, m.dealt
      ), placed AS (
        UPDATE queue q SET sender_id = moved.sender_id FROM moved WHERE q.message_id = moved.id
      ), told AS (
        INSERT INTO message_event (message_id, at_millis, kind, data)
        SELECT id, ${now}::bigint, 'dealt', dealt || jsonb_build_object('senderId', sender_id) FROM moved
      )
      SELECT FROM moved`
    return rows.length
  }, Transaction.operation("Conversations.move"))

  return Conversations.of({ known, movable, move })
})

/** Conversations in PostgreSQL. */
export const layer: Layer.Layer<Conversations, never, SqlClient.SqlClient> = Layer.effect(Conversations, make)
