import type * as SqlClient from "@effect/sql/SqlClient"
import type { Enqueued, NewMessage } from "@sluice/engine/ports/Outbox"
import { Effect } from "effect"
import * as Storable from "./Storable.ts"

interface Known {
  readonly id: string
  readonly request_digest: string
}

/**
 * One statement for the whole batch: new messages, their places in the queue, their first events, and which rows were new.
 *
 * `ON CONFLICT DO NOTHING` covers both keys: the id (a batch that is sent again because its answer was lost) and the caller's
 * idempotency key (RT-05), also between rows of the same batch, where the first wins. It waits for a concurrent batch that holds
 * the same key, so "repeated" is only ever said of what is durable.
 */
const insert = (sql: SqlClient.SqlClient, rows: ReadonlyArray<NewMessage>) => sql<{ readonly id: string }>`
  WITH added AS (
    INSERT INTO message (id, account_id, sender_id, recipient, content, reply_to, kind, units, priority, due_millis,
                         accepted_millis, idempotency_key, request_digest, state, attempts, updated_millis)
    SELECT id, account_id, sender_id, recipient, content, reply_to, kind, units, priority, due_millis,
           accepted_millis, idempotency_key, request_digest, 'queued', 0, accepted_millis
    FROM unnest(
      ${rows.map((row) => row.id)}::uuid[],
      ${rows.map((row) => Storable.text(row.accountId))}::text[],
      ${rows.map((row) => Storable.text(row.senderId))}::text[],
      ${rows.map((row) => Storable.text(row.recipient))}::text[],
      ${rows.map((row) => Storable.json(row.content))}::jsonb[],
      ${rows.map((row) => Storable.textOrNull(row.replyTo))}::text[],
      ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.units)}::float8[],
      ${rows.map((row) => row.priority)}::int[],
      ${rows.map((row) => Storable.millis(row.dueMillis))}::bigint[],
      ${rows.map((row) => Storable.millis(row.acceptedMillis))}::bigint[],
      ${rows.map((row) => Storable.textOrNull(row.idempotencyKey))}::text[],
      ${rows.map((row) => Storable.text(row.requestDigest))}::text[]
    ) WITH ORDINALITY AS row (id, account_id, sender_id, recipient, content, reply_to, kind, units, priority, due_millis,
                              accepted_millis, idempotency_key, request_digest, position)
    ORDER BY position
    ON CONFLICT DO NOTHING
    RETURNING id, sender_id, recipient, priority, units, accepted_millis, due_millis
  ), waiting AS (
    INSERT INTO queue (message_id, sender_id, recipient, priority, due_millis, units)
    SELECT id, sender_id, recipient, priority, due_millis, units FROM added
  ), told AS (
    INSERT INTO message_event (message_id, at_millis, kind, data)
    SELECT id, accepted_millis, 'accepted', jsonb_build_object('dueMillis', due_millis) FROM added
  )
  SELECT id FROM added`

/** A second statement sees what the first one had to wait for: its own snapshot is older than the rows it met. */
const earlier = (sql: SqlClient.SqlClient, rows: ReadonlyArray<NewMessage>) => sql<
  Known & { readonly position: number }
>`
  SELECT known.id, known.request_digest, row.position::int AS position
  FROM unnest(
    ${rows.map((row) => row.id)}::uuid[],
    ${rows.map((row) => Storable.text(row.accountId))}::text[],
    ${rows.map((row) => Storable.textOrNull(row.idempotencyKey))}::text[]
  ) WITH ORDINALITY AS row (id, account_id, idempotency_key, position)
  CROSS JOIN LATERAL (
    SELECT m.id, m.request_digest, 1 AS place FROM message m WHERE m.id = row.id
    UNION ALL
    SELECT m.id, m.request_digest, 2 FROM message m
    WHERE m.account_id = row.account_id AND m.idempotency_key = row.idempotency_key
    ORDER BY place LIMIT 1
  ) known`

/** One round trip for rows that are all new; a second one names the messages that the others repeat. */
export const enqueue = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (rows: ReadonlyArray<NewMessage>) {
    if (rows.length === 0) return []
    const added = new Set<string>()
    for (const { id } of yield* insert(sql, rows)) added.add(id)
    const queued = (row: NewMessage): Enqueued => ({ _tag: "Queued", id: row.id })
    if (added.size === rows.length) return rows.map(queued)

    const known = new Map<number, Known>()
    for (const row of yield* earlier(sql, rows)) known.set(row.position - 1, row)
    return yield* Effect.forEach(rows, (row, index): Effect.Effect<Enqueued> => {
      // Each id is queued once: taken out here, a second row of that id in the same batch repeats the first.
      if (added.delete(row.id)) return Effect.succeed(queued(row))
      const first = known.get(index)
      if (first === undefined) return Effect.dieMessage(`message ${row.id} repeats one that is not there`)
      const sameRequest = first.request_digest === Storable.text(row.requestDigest)
      return Effect.succeed({ _tag: "Repeated", id: first.id, sameRequest })
    })
  })
