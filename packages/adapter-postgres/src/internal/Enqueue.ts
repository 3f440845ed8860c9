import * as SqlClient from "@effect/sql/SqlClient"
import type { Enqueued, NewMessage } from "@sluice/engine/ports/Outbox"
import { Effect, Option } from "effect"
import * as ArrayLiteral from "./ArrayLiteral.ts"
import * as SqlState from "./SqlState.ts"
import * as Storable from "./Storable.ts"

interface Known {
  readonly id: string
  readonly request_digest: string
}

/** What a row is made of, in the order of the parameters below. */
const columns = `id, account_id, sender_id, recipient, reply_to, kind, units, priority, due_millis, accepted_millis, idempotency_key,
  request_digest, dealt, caller_data, content`

/**
 * One list for each of `columns`. The contents are one JSON text, so that nothing in them has to be escaped on the way or unescaped at the
 * other end.
 */
const parameters = (rows: ReadonlyArray<NewMessage>): ReadonlyArray<string> => [
  ArrayLiteral.plain(rows.map((row) => row.id)),
  ArrayLiteral.texts(rows.map((row) => Storable.text(row.accountId))),
  ArrayLiteral.texts(rows.map((row) => Storable.text(row.senderId))),
  ArrayLiteral.texts(rows.map((row) => Storable.text(row.recipient))),
  ArrayLiteral.texts(rows.map((row) => Storable.textOrNull(row.replyTo))),
  ArrayLiteral.plain(rows.map((row) => row.kind)),
  ArrayLiteral.plain(rows.map((row) => row.units)),
  ArrayLiteral.plain(rows.map((row) => row.priority)),
  ArrayLiteral.plain(rows.map((row) => Storable.millis(row.dueMillis))),
  ArrayLiteral.plain(rows.map((row) => Storable.millis(row.acceptedMillis))),
  ArrayLiteral.texts(rows.map((row) => Storable.textOrNull(row.idempotencyKey))),
  ArrayLiteral.texts(rows.map((row) => Storable.text(row.requestDigest))),
  ArrayLiteral.texts(rows.map((row) => Storable.jsonOrNull(row.dealt))),
  ArrayLiteral.texts(rows.map((row) => Storable.textOrNull(row.callerData ?? null))),
  Storable.json(rows.map((row) => row.content))
]

/** The messages out of the parameters, in their order: the first of two rows of one key wins. */
const messages = `
  INSERT INTO message (${columns}, state, attempts, updated_millis)
  SELECT ${columns}, 'queued', 0, accepted_millis
  FROM ROWS FROM (
    unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::int[], $9::bigint[],
           $10::bigint[], $11::text[], $12::text[], $13::jsonb[], $14::text[]),
    jsonb_array_elements($15::jsonb)
  ) WITH ORDINALITY AS row (${columns}, position)
  ORDER BY position`

/** What the first event tells: when it is due, and of a message that was dealt also why it has its sender. */
const told = `jsonb_build_object('dueMillis', due_millis) || coalesce(dealt, '{}')`

/**
 * One statement for a batch of which every row is new, as most are: messages, their places in the queue, their first events. Each table is
 * filled from the parameters themselves; out of what another table returned it would cost half as much again.
 *
 * A row that repeats another fails all of it, and leaves nothing behind.
 */
const insertNew = `
  WITH waiting AS (
    INSERT INTO queue (message_id, sender_id, recipient, priority, due_millis, units)
    SELECT * FROM unnest($1::uuid[], $3::text[], $4::text[], $8::int[], $9::bigint[], $7::float8[])
  ), told AS (
    INSERT INTO message_event (message_id, at_millis, kind, data)
    SELECT id, at_millis, 'accepted', ${told}
    FROM unnest($1::uuid[], $10::bigint[], $9::bigint[], $13::jsonb[]) AS row (id, at_millis, due_millis, dealt)
  )
  ${messages}`

/**
 * One statement for any batch: the same of the rows that are new, and which those are.
 *
 * `ON CONFLICT DO NOTHING` covers both keys: the id (a batch that is sent again because its answer was lost) and the caller's
 * idempotency key (RT-05), also between rows of the same batch, where the first wins. It waits for a concurrent batch that holds
 * the same key, so "repeated" is only ever said of what is durable.
 */
const insertSome = `
  WITH added AS (
    ${messages}
    ON CONFLICT DO NOTHING
    RETURNING id, sender_id, recipient, priority, units, accepted_millis, due_millis, dealt
  ), waiting AS (
    INSERT INTO queue (message_id, sender_id, recipient, priority, due_millis, units)
    SELECT id, sender_id, recipient, priority, due_millis, units FROM added
  ), told AS (
    INSERT INTO message_event (message_id, at_millis, kind, data)
    SELECT id, accepted_millis, 'accepted', ${told} FROM added
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

/**
 * Whether all rows could be queued as new ones. Where one could not, PostgreSQL gives up the transaction around it; so in a caller's
 * transaction it is not even tried.
 */
const areAllNew = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, given: ReadonlyArray<unknown>) {
  if (Option.isSome(yield* Effect.serviceOption(SqlClient.TransactionConnection))) return false
  return yield* Effect.as(sql.unsafe(insertNew, given), true).pipe(
    Effect.catchIf(SqlState.isDuplicate, () => Effect.succeed(false))
  )
})

const queued = (row: NewMessage): Enqueued => ({ _tag: "Queued", id: row.id })

/** One round trip for rows that are all new; where one is not, two more: which are, and the messages that the others repeat. */
export const enqueue = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (rows: ReadonlyArray<NewMessage>) {
    if (rows.length === 0) return []
    const given = parameters(rows)
    if (yield* areAllNew(sql, given)) return rows.map(queued)

    const added = new Set<string>()
    for (const { id } of yield* sql.unsafe<{ readonly id: string }>(insertSome, given)) added.add(id)
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
