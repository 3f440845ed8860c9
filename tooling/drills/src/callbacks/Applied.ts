import * as SqlClient from "@effect/sql/SqlClient"
import * as DatabaseOption from "@sluice/cli/database/DatabaseOption"
import * as PgOutbox from "@sluice/adapter-postgres/PgOutbox"
import * as UuidV7 from "@sluice/engine/accept/UuidV7"
import { type NewMessage, Outbox } from "@sluice/engine/ports/Outbox"
import { Clock, Effect, type Redacted } from "effect"
import { randomBytes } from "node:crypto"
import type { Door } from "./Sender.ts"
import { strangeField } from "./Sender.ts"

/** Rows of one statement. */
const rowsMax = 1_000

/** Messages that the platform has accepted, so that a status has something to move; their ids, of the door's senders in turn. */
export const messages = Effect.fn("Applied.messages")(function* (
  databaseUrl: Redacted.Redacted,
  door: Door,
  count: number
) {
  const nowMillis = yield* Clock.currentTimeMillis
  let state = UuidV7.initial
  const made = Array.from({ length: count }, (_, index): NewMessage => {
    const [id, next] = UuidV7.next(state, nowMillis, randomBytes(UuidV7.randomBytes))
    state = next
    return {
      id,
      accountId: door.accountId,
      senderId: door.senders[index % door.senders.length]?.id ?? "",
      recipient: `+88693${String(index).padStart(7, "0")}`,
      content: { type: "text", text: { body: "Your order is on its way." } },
      replyTo: null,
      kind: "text",
      units: 1,
      priority: 100,
      dueMillis: nowMillis,
      acceptedMillis: nowMillis,
      idempotencyKey: null,
      requestDigest: String(index)
    }
  })
  yield* Effect.gen(function* () {
    const outbox = yield* Outbox
    for (let from = 0; from < count; from += rowsMax) {
      const part = made.slice(from, from + rowsMax)
      yield* outbox.enqueue(part)
      yield* outbox.modify(
        part.map(({ id }) => ({ _tag: "Id", id })),
        ({ id }) => ({ state: "accepted", delivery: "sent", wamid: `wamid.${id}`, events: [] })
      )
    }
  }).pipe(Effect.provide(PgOutbox.layer), Effect.provide(DatabaseOption.layer(databaseUrl)))
  return made.map(({ id }) => id)
})

/** What the gateway's own record says of the callbacks of a drill. */
export interface Record {
  /** Callbacks with a verdict, and those that still wait. */
  readonly processed: number
  readonly pending: number
  /** With any other verdict. */
  readonly other: number
  readonly delivered: number
  /** Entries in the histories of messages that tell of a status. */
  readonly statuses: number
  /** How often the field was counted that each callback has once: a count that grows with every processing, and is part of it. */
  readonly marks: number
  /** Moments that were given on timelines: another such count (WH-07). */
  readonly moments: number
}

interface Row {
  readonly processed: number
  readonly pending: number
  readonly other: number
  readonly delivered: number
  readonly statuses: number
  readonly marks: number
  readonly moments: number
}

export const read = (databaseUrl: Redacted.Redacted) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<Row>`
      SELECT (SELECT count(*) FROM callback WHERE verdict = 'processed')::int AS processed,
             (SELECT count(*) FROM callback WHERE verdict = 'pending')::int AS pending,
             (SELECT count(*) FROM callback WHERE verdict NOT IN ('processed', 'pending'))::int AS other,
             (SELECT count(*) FROM message WHERE delivery = 'delivered')::int AS delivered,
             (SELECT count(*) FROM message_event WHERE kind = 'status')::int AS statuses,
             (SELECT coalesce(sum(count), 0) FROM drift WHERE path LIKE ${`%${strangeField}`})::int AS marks,
             (SELECT coalesce(sum(given), 0) FROM timeline)::int AS moments`
    const found: Record = row ?? { processed: 0, pending: 0, other: 0, delivered: 0, statuses: 0, marks: 0, moments: 0 }
    return found
  }).pipe(Effect.withSpan("Applied.read"), Effect.provide(DatabaseOption.layer(databaseUrl)))

/** What is lost or was applied twice of `sent` acknowledged callbacks; empty where each was applied once. */
export const faults = (record: Record, sent: number): ReadonlyArray<string> => {
  const exactly = (name: string, count: number): ReadonlyArray<string> => {
    if (count === sent) return []
    return [count < sent ? `${sent - count} ${name} are missing` : `${count - sent} ${name} are there twice`]
  }
  return [
    ...(record.pending === 0 ? [] : [`${record.pending} callbacks are pending at the end`]),
    ...(record.other === 0 ? [] : [`${record.other} callbacks were not believed`]),
    ...exactly("processed callbacks", record.processed),
    ...exactly("delivered messages", record.delivered),
    ...exactly("statuses in histories", record.statuses),
    ...exactly("counts of what each callback has once", record.marks),
    ...exactly("moments on timelines", record.moments)
  ]
}
