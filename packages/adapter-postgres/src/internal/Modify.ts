import type * as SqlClient from "@effect/sql/SqlClient"
import * as MessageState from "@sluice/core/delivery/MessageState"
import * as MessageChange from "@sluice/engine/ports/MessageChange"
import type { Change, Message, MessageEvent, MessageKey } from "@sluice/engine/ports/Outbox"
import { Effect } from "effect"
import * as Reopen from "./campaigns/Reopen.ts"
import * as MessageRow from "./MessageRow.ts"
import * as Storable from "./Storable.ts"
import * as Transaction from "./Transaction.ts"

/** Every store locks messages in the order of their ids, so that no two callers wait for each other in a circle. */
const lock = (sql: SqlClient.SqlClient, keys: ReadonlyArray<MessageKey>) => {
  const ids = keys.flatMap((key) => (key._tag === "Id" && MessageRow.isId(key.id) ? [key.id] : []))
  const wamids = keys.flatMap((key) => (key._tag === "Wamid" ? [Storable.text(key.wamid)] : []))
  return sql<MessageRow.MessageRow>`
    SELECT ${MessageRow.columns(sql)} FROM message m
    WHERE m.id IN (
      SELECT unnest(${ids}::uuid[])
      UNION
      SELECT named.id FROM message_name name JOIN message named ON named.id = name.message_id
      WHERE hashtextextended(name.wamid, 0) = ANY (
          ARRAY(SELECT hashtextextended(wanted, 0) FROM unnest(${wamids}::text[]) AS wanted)
        )
        AND name.wamid = ANY (${wamids}::text[]) AND named.wamid = name.wamid
    )
    ORDER BY m.id
    FOR UPDATE`
}

/** A message as the rule left it, beside what it was. */
interface Changed {
  readonly before: Message
  readonly next: Message
}

/** Whether its place in the queue has to follow; most changes are statuses of messages that have none. */
const moves = ({ before, next }: Changed): boolean => before.state !== next.state || before.dueMillis !== next.dueMillis

/** Whether it was over, and waits again. */
const isBack = ({ before, next }: Changed): boolean =>
  !MessageState.isOpen(before.state) && MessageState.isOpen(next.state)

const write = (
  sql: SqlClient.SqlClient,
  changes: ReadonlyArray<Changed>,
  events: ReadonlyArray<MessageEvent & { readonly messageId: string }>
) => {
  const messages = changes.map(({ next }) => next)
  const moved = changes.filter(moves).map(({ next }) => next)
  const placed = moved.filter(({ state }) => MessageState.isOpen(state))
  const done = moved.filter(({ state }) => !MessageState.isOpen(state)).map(({ id }) => id)
  const named = changes.filter(({ before, next }) => before.wamid !== next.wamid && next.wamid !== null)
  return sql`
  WITH changed AS (
    UPDATE message m
    SET state = row.state, delivery = row.delivery, due_millis = row.due_millis, wamid = row.wamid,
        failure = row.failure, first_attempt_millis = row.first_attempt_millis,
        attempts_before_plan = row.attempts_before_plan, unsent = row.unsent, tries = row.tries, held_millis = row.held_millis,
        failed_attempt = row.failed_attempt, updated_millis = row.updated_millis
    FROM unnest(
      ${messages.map((message) => message.id)}::uuid[],
      ${messages.map((message) => message.state)}::text[],
      ${messages.map((message) => message.delivery)}::text[],
      ${messages.map((message) => Storable.millis(message.dueMillis))}::bigint[],
      ${messages.map((message) => Storable.textOrNull(message.wamid))}::text[],
      ${messages.map((message) => Storable.jsonOrNull(message.failure))}::jsonb[],
      ${messages.map((message) => Storable.millisOrNull(message.firstAttemptMillis))}::bigint[],
      ${messages.map((message) => message.attemptsBeforePlan)}::int[],
      ${messages.map((message) => message.unsent)}::int[],
      ${messages.map((message) => Storable.json(message.tries))}::jsonb[],
      ${messages.map((message) => Storable.millis(message.heldMillis))}::bigint[],
      ${messages.map((message) => message.failedAttempt)}::int[],
      ${messages.map((message) => Storable.millis(message.updatedMillis))}::bigint[]
    ) AS row (id, state, delivery, due_millis, wamid, failure, first_attempt_millis, attempts_before_plan,
              unsent, tries, held_millis, failed_attempt, updated_millis)
    WHERE m.id = row.id
  ), done AS (
    DELETE FROM queue WHERE message_id = ANY (${done}::uuid[])
  ), placed AS (
    INSERT INTO queue (message_id, sender_id, recipient, priority, due_millis, units, uncertain)
    SELECT * FROM unnest(
      ${placed.map((message) => message.id)}::uuid[],
      ${placed.map((message) => Storable.text(message.senderId))}::text[],
      ${placed.map((message) => Storable.text(message.recipient))}::text[],
      ${placed.map((message) => message.priority)}::int[],
      ${placed.map((message) => Storable.millis(message.dueMillis))}::bigint[],
      ${placed.map((message) => message.units)}::float8[],
      ${placed.map((message) => message.state === "uncertain")}::bool[]
    )
    ON CONFLICT (message_id) DO UPDATE SET due_millis = excluded.due_millis, uncertain = excluded.uncertain
  ), named AS (
    INSERT INTO message_name (wamid, message_id)
    SELECT * FROM unnest(
      ${named.map(({ next }) => Storable.textOrNull(next.wamid))}::text[],
      ${named.map(({ next }) => next.id)}::uuid[]
    )
  )
  INSERT INTO message_event (message_id, at_millis, kind, data)
  SELECT row.message_id, row.at_millis, row.kind, row.data
  FROM unnest(
    ${events.map((event) => event.messageId)}::uuid[],
    ${events.map((event) => Storable.millis(event.atMillis))}::bigint[],
    ${events.map((event) => event.kind)}::text[],
    ${events.map((event) => Storable.json(event.data))}::jsonb[]
  ) WITH ORDINALITY AS row (message_id, at_millis, kind, data, position)
  ORDER BY row.position`
}

/**
 * Two statements in one transaction: lock and read, then write all changes and their events. A third, if any message was over and waits again: its
 * campaign must know.
 */
export const modify = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (keys: ReadonlyArray<MessageKey>, f: (message: Message, index: number) => Change | null) {
    if (keys.length === 0) return []
    const byId = new Map<string, Message>()
    const idOfWamid = new Map<string, string>()
    for (const row of yield* lock(sql, keys)) {
      byId.set(row.id, MessageRow.toMessage(row))
      // In the order of ids: of two messages of one name the newest has it.
      if (row.wamid !== null) idOfWamid.set(row.wamid, row.id)
    }
    const changed = new Map<string, Changed>()
    const events: Array<MessageEvent & { readonly messageId: string }> = []
    const unknown: Array<MessageKey> = []
    for (const [index, key] of keys.entries()) {
      const id = key._tag === "Id" ? key.id : idOfWamid.get(Storable.text(key.wamid))
      const message = id === undefined ? undefined : byId.get(id)
      if (message === undefined) {
        unknown.push(key)
        continue
      }
      const change = f(message, index)
      if (change === null) continue
      // Later keys of the same message see what the earlier ones made of it.
      const next = MessageChange.apply(message, change)
      byId.set(next.id, next)
      changed.set(next.id, { before: changed.get(next.id)?.before ?? message, next })
      for (const event of change.events) events.push({ ...event, messageId: next.id })
    }
    if (changed.size > 0) yield* write(sql, [...changed.values()], events)
    const back = [...changed.values()].filter(isBack).map(({ next }) => next.id)
    if (back.length > 0) yield* Reopen.reopen(sql, back)
    return unknown
  }, Transaction.joined(sql))
