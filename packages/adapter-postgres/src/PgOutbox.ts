import * as SqlClient from "@effect/sql/SqlClient"
import type * as Statement from "@effect/sql/Statement"
import type { State } from "@sluice/core/delivery/MessageState"
import * as Hearers from "@sluice/engine/ports/Hearers"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type {
  Attempt,
  Change,
  Depth,
  Filter,
  Message,
  MessageEvent,
  MessageKey,
  NewMessage,
  UncertainPage
} from "@sluice/engine/ports/Outbox"
import { Effect, Layer, Option } from "effect"
import * as ArrayLiteral from "./internal/ArrayLiteral.ts"
import * as Enqueue from "./internal/Enqueue.ts"
import * as QueueBell from "./internal/QueueBell.ts"
import * as MessageRow from "./internal/MessageRow.ts"
import * as Modify from "./internal/Modify.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"
import * as UncertainSends from "./internal/UncertainSends.ts"

/** Rows that come as JSON, in which `bigint` is a number. */
interface EventRow {
  readonly at_millis: number
  readonly kind: MessageEvent["kind"]
  readonly data: MessageEvent["data"]
}

interface AttemptRow {
  readonly number: number
  readonly fence: number
  readonly endpoint: string
  readonly started_millis: number
  readonly answered_millis: number | null
  readonly outcome: Attempt["outcome"]
  readonly http_status: number | null
  readonly code: number | null
  readonly detail: string | null
}

interface DepthRow {
  readonly sender_id: string
  readonly state: Depth["state"]
  readonly delivery: Depth["delivery"]
  readonly count: number
  readonly units: number
  readonly first_due_millis: string | null
}

const toEvent = (row: EventRow): MessageEvent => ({ atMillis: row.at_millis, kind: row.kind, data: row.data })

const toAttempt = (row: AttemptRow): Attempt => ({
  number: row.number,
  fence: row.fence,
  endpoint: row.endpoint,
  startedMillis: row.started_millis,
  answeredMillis: row.answered_millis,
  outcome: row.outcome,
  httpStatus: row.http_status,
  code: row.code,
  detail: row.detail
})

const toDepth = (row: DepthRow): Depth => ({
  senderId: row.sender_id,
  state: row.state,
  delivery: row.delivery,
  count: row.count,
  units: row.units,
  firstDueMillis: row.first_due_millis === null ? null : Number(row.first_due_millis)
})

/** What is stored as events, and what the attempts tell of themselves: that they began, and that the platform took the message. */
const toldEvents = (sql: SqlClient.SqlClient, id: string) => sql`
  SELECT number, at_millis, kind, data FROM message_event WHERE message_id = ${id}
  UNION ALL
  SELECT begun_number, started_millis, 'attempted', jsonb_build_object('attempt', number, 'endpoint', endpoint)
  FROM attempt WHERE message_id = ${id} AND begun_number IS NOT NULL
  UNION ALL
  SELECT answered_number, answered_millis, 'answered',
         jsonb_build_object('attempt', number, 'wamid', wamid, 'heldByPlatform', held_by_platform)
  FROM attempt WHERE message_id = ${id} AND answered_number IS NOT NULL`

const unsettledStates: ReadonlyArray<State> = ["sending", "uncertain"]

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = MessageRow.columns(sql)
  const toMessages = Effect.map((rows: ReadonlyArray<MessageRow.MessageRow>) => rows.map(MessageRow.toMessage))
  const enqueueRows = Enqueue.enqueue(sql)
  const modifyRows = Modify.modify(sql)
  const uncertainPage = UncertainSends.page(sql)
  const ring = yield* QueueBell.ringing

  const enqueue = Effect.fn("Outbox.enqueue")(function* (rows: ReadonlyArray<NewMessage>) {
    const queued = yield* enqueueRows(rows)
    ring(Hearers.sendersOf(rows))
    return queued
  }, Transaction.operation("Outbox.enqueue"))

  const find = Effect.fn("Outbox.find")(function* (id: string) {
    if (!MessageRow.isId(id)) return Option.none<Message>()
    const [row] = yield* sql<MessageRow.MessageRow>`SELECT ${columns} FROM message m WHERE m.id = ${id}`
    return Option.map(Option.fromNullable(row), MessageRow.toMessage)
  }, Transaction.operation("Outbox.find"))

  const findAll = Effect.fn("Outbox.findAll")(function* (keys: ReadonlyArray<MessageKey>) {
    const ids = keys.flatMap((key) => (key._tag === "Id" && MessageRow.isId(key.id) ? [key.id] : []))
    const wamids = keys.flatMap((key) => (key._tag === "Wamid" ? [Storable.text(key.wamid)] : []))
    if (ids.length + wamids.length === 0) return keys.map(() => null)
    // Two statements in one, so that each has its index. Of two of one name the newest is last, and stays.
    const found = yield* sql<MessageRow.MessageRow>`
      SELECT ${columns} FROM message m WHERE m.id = ANY (${ids}::uuid[])
      UNION ALL
      SELECT ${columns} FROM message m WHERE m.wamid = ANY (${wamids}::text[])
      ORDER BY id`.pipe(toMessages)
    const byId = new Map(found.map((message) => [message.id, message]))
    const byWamid = new Map(found.map((message) => [message.wamid, message]))
    return keys.map((key) => (key._tag === "Id" ? byId.get(key.id) : byWamid.get(Storable.text(key.wamid))) ?? null)
  }, Transaction.operation("Outbox.findAll"))

  const usedKeys = Effect.fn("Outbox.usedKeys")(function* (accountId: string, idempotencyKeys: ReadonlyArray<string>) {
    if (idempotencyKeys.length === 0) return new Set<string>()
    const keys = ArrayLiteral.texts(idempotencyKeys.map(Storable.text))
    const rows = yield* sql<{ readonly idempotency_key: string }>`
      SELECT idempotency_key FROM message
      WHERE account_id = ${Storable.text(accountId)} AND idempotency_key = ANY (${keys}::text[])`
    const used = new Set(rows.map((row) => row.idempotency_key))
    return new Set(idempotencyKeys.filter((key) => used.has(Storable.text(key))))
  }, Transaction.operation("Outbox.usedKeys"))

  const history = Effect.fn("Outbox.history")(function* (id: string) {
    if (!MessageRow.isId(id)) return { events: [], attempts: [] }
    // One statement, one snapshot: an event and the attempt it speaks of are seen together or not at all.
    const [row] = yield* sql<{
      readonly events: ReadonlyArray<EventRow>
      readonly attempts: ReadonlyArray<AttemptRow>
    }>`
      SELECT
        (SELECT coalesce(jsonb_agg(to_jsonb(e) ORDER BY e.number), '[]') FROM (${toldEvents(sql, id)}) e) AS events,
        (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.number), '[]') FROM attempt a
         WHERE a.message_id = ${id}) AS attempts`
    return { events: row?.events.map(toEvent) ?? [], attempts: row?.attempts.map(toAttempt) ?? [] }
  }, Transaction.operation("Outbox.history"))

  const list = Effect.fn("Outbox.list")(function* (filter: Filter) {
    const { accountId, beforeId, limit, recipient, senderId, states } = filter
    if (beforeId !== undefined && !MessageRow.isId(beforeId)) return []
    const clauses = [
      ...(accountId === undefined ? [] : [sql`m.account_id = ${Storable.text(accountId)}`]),
      ...(senderId === undefined ? [] : [sql`m.sender_id = ${Storable.text(senderId)}`]),
      ...(recipient === undefined ? [] : [sql`m.recipient = ${Storable.text(recipient)}`]),
      ...(states === undefined ? [] : [sql`m.state = ANY (${states}::text[])`]),
      ...(beforeId === undefined ? [] : [sql`m.id < ${beforeId}`])
    ]
    return yield* sql<MessageRow.MessageRow>`
      SELECT ${columns} FROM message m WHERE ${sql.and(clauses)} ORDER BY m.id DESC LIMIT ${limit}
    `.pipe(toMessages)
  }, Transaction.operation("Outbox.list"))

  const modify = Effect.fn("Outbox.modify")(function* (
    keys: ReadonlyArray<MessageKey>,
    f: (message: Message, index: number) => Change | null
  ) {
    return yield* modifyRows(keys, f)
  }, Transaction.operation("Outbox.modify"))

  const uncertainSince = Effect.fn("Outbox.uncertainSince")(function* (page: UncertainPage) {
    return yield* uncertainPage(page)
  }, Transaction.operation("Outbox.uncertainSince"))

  /** The attempts in flight, as `a`: what began since the oldest of each lane. Lane by lane, whatever the planner believes of attempts. */
  const open = sql.literal(
    `(SELECT a.message_id FROM lane CROSS JOIN LATERAL (
        SELECT message_id FROM attempt
        WHERE sender_id = lane.sender_id AND started_millis >= lane.open_since_millis AND outcome IS NULL OFFSET 0
      ) a) a`
  )

  /** From queue_order alone, but for the few in flight, which the open attempts name. */
  const queuedDepths = sql<DepthRow>`
    SELECT q.sender_id, 'queued' AS state, NULL AS delivery, count(*)::int AS count, sum(q.units) AS units,
           min(q.due_millis) AS first_due_millis
    FROM queue q
    WHERE NOT q.uncertain AND NOT EXISTS (
      SELECT FROM ${open} JOIN message m ON m.id = a.message_id
      WHERE m.state = 'sending' AND a.message_id = q.message_id
    )
    GROUP BY q.sender_id`

  /** In flight or unknown: as few as there are, not a look at every message. */
  const unsettledDepths = (states: ReadonlyArray<State>) => sql<DepthRow>`
    SELECT m.sender_id, m.state, m.delivery, count(*)::int AS count, sum(m.units) AS units, NULL::bigint AS first_due_millis
    FROM (
      SELECT a.message_id FROM ${open}
      UNION
      SELECT q.message_id FROM queue q WHERE q.uncertain
    ) unsettled CROSS JOIN LATERAL (SELECT * FROM message WHERE id = unsettled.message_id OFFSET 0) m
    WHERE m.state = ANY (${states}::text[])
    GROUP BY m.sender_id, m.state, m.delivery`

  const doneDepths = (ofStates: Statement.Fragment) => sql<DepthRow>`
    SELECT m.sender_id, m.state, m.delivery, count(*)::int AS count, sum(m.units) AS units, NULL::bigint AS first_due_millis
    FROM message m WHERE ${ofStates} GROUP BY m.sender_id, m.state, m.delivery`

  const depths = Effect.fn("Outbox.depths")(function* (states?: ReadonlyArray<State>) {
    const unsettled = (states ?? unsettledStates).filter((state) => unsettledStates.includes(state))
    const done = states?.filter((state) => state !== "queued" && !unsettledStates.includes(state))
    const counts = [
      ...(states === undefined || states.includes("queued") ? [queuedDepths] : []),
      ...(unsettled.length > 0 ? [unsettledDepths(unsettled)] : []),
      ...(done === undefined ? [doneDepths(sql`m.state NOT IN ('queued', 'sending', 'uncertain')`)] : []),
      ...(done !== undefined && done.length > 0 ? [doneDepths(sql`m.state = ANY (${done}::text[])`)] : [])
    ]
    // One statement, one snapshot: a message that moves meanwhile is counted once.
    const [first, ...others] = counts
    if (first === undefined) return []
    const rows = yield* others.reduce((all, next) => sql<DepthRow>`${all} UNION ALL ${next}`, first)
    return rows.map(toDepth)
  }, Transaction.operation("Outbox.depths"))

  return Outbox.of({ enqueue, find, findAll, usedKeys, history, list, modify, uncertainSince, depths })
})

/** The outbox in PostgreSQL; see the package's README for what each statement guarantees. */
export const layer: Layer.Layer<Outbox, never, SqlClient.SqlClient> = Layer.scoped(Outbox, make)
