import * as SqlClient from "@effect/sql/SqlClient"
import { Alert, Kept } from "@sluice/core/alert/Alert"
import { Letter } from "@sluice/core/alert/Letter"
import type { Book, Turn } from "@sluice/core/alert/Round"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import type { ChannelReport, Filter, Posted } from "@sluice/engine/ports/AlertBook"
import { Effect, Layer, Option, Schema } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

/** What another version wrote and this one cannot read says nothing: its alert begins anew. */
const readable = <A, I>(schema: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknownOption(schema)
  return (rows: ReadonlyArray<{ readonly value: unknown }>): ReadonlyArray<A> =>
    rows.flatMap(({ value }) => Option.toArray(decode(value)))
}
const toAlerts = readable(Alert)
const toLetters = readable(Letter)
const toKept = readable(Schema.Tuple(Schema.String, Kept))

interface Value {
  readonly value: unknown
}

interface Desk {
  readonly holder: string | null
  readonly last_id: string
}

interface ChannelRow {
  readonly channel: string
  readonly waiting: string
  readonly delivered_millis: string | null
  readonly abandoned_millis: string | null
  readonly detail: string | null
}

const millisOf = (value: string | null): number | null => (value === null ? null : Number(value))

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const joined = Transaction.joined(sql)
  /** Whoever has it decides alone, until the transaction ends. */
  const locked = sql<Desk>`SELECT holder, last_id FROM alert_desk FOR UPDATE`

  const lead = Effect.fn("AlertBook.lead")(function* (request: {
    readonly holder: string
    readonly nowMillis: number
    readonly untilMillis: number
  }) {
    const rows = yield* sql`
      UPDATE alert_desk SET holder = ${Storable.text(request.holder)}, until_millis = ${Storable.millis(request.untilMillis)}
      WHERE holder IS NULL OR holder = ${Storable.text(request.holder)}
         OR until_millis <= ${Storable.millis(request.nowMillis)}
      RETURNING 1`
    return rows.length > 0
  }, Transaction.operation("AlertBook.lead"))

  const book = Effect.fnUntraced(function* (lastId: number) {
    const kept = yield* sql<Value>`SELECT jsonb_build_array(key, kept) AS value FROM alert_state ORDER BY key`
    const standing = yield* sql<Value>`SELECT alert AS value FROM alert WHERE recovered_millis IS NULL ORDER BY id`
    const gathering = yield* sql<Value>`
      SELECT letter AS value FROM alert_letter
      WHERE state = 'pending' AND (letter->>'attempts')::integer = 0 ORDER BY id`
    const waiting = yield* sql<{ readonly channel: string; readonly count: string }>`
      SELECT channel, count(*) FROM alert_letter WHERE state = 'pending' GROUP BY channel`
    return {
      kept: new Map(toKept(kept)),
      standing: toAlerts(standing),
      gathering: toLetters(gathering),
      waiting: new Map(waiting.map(({ channel, count }) => [channel, Number(count)])),
      lastId
    } satisfies Book
  })

  const write = Effect.fnUntraced(function* ({ alerts, kept, lastId, letters }: Turn) {
    const gone = [...kept].flatMap(([key, one]) => (one === null ? [Storable.text(key)] : []))
    const states = [...kept].flatMap(([key, one]) => (one === null ? [] : [{ key, kept: one }]))
    if (gone.length > 0) yield* sql`DELETE FROM alert_state WHERE key = ANY(${gone}::text[])`
    if (states.length > 0) {
      yield* sql`
        INSERT INTO alert_state (key, kept)
        SELECT * FROM unnest(${states.map(({ key }) => Storable.text(key))}::text[],
                             ${states.map((one) => Storable.json(one.kept))}::jsonb[])
        ON CONFLICT (key) DO UPDATE SET kept = excluded.kept`
    }
    if (alerts.length > 0) {
      yield* sql`
        INSERT INTO alert (id, alert)
        SELECT * FROM unnest(${alerts.map(({ id }) => id)}::bigint[], ${alerts.map(Storable.json)}::jsonb[])
        ON CONFLICT (id) DO UPDATE SET alert = excluded.alert`
    }
    if (letters.length > 0) {
      yield* sql`
        INSERT INTO alert_letter (id, letter)
        SELECT * FROM unnest(${letters.map(({ id }) => id)}::bigint[], ${letters.map(Storable.json)}::jsonb[])
        ON CONFLICT (id) DO UPDATE SET letter = excluded.letter`
    }
    yield* sql`UPDATE alert_desk SET last_id = ${lastId} WHERE last_id <> ${lastId}`
  })

  const turn = Effect.fn("AlertBook.turn")(function* <A>(
    holder: string | null,
    f: (book: Book) => readonly [answer: A, turn: Turn | null]
  ) {
    return yield* Effect.gen(function* () {
      const [desk] = yield* locked
      if (holder !== null && desk?.holder !== Storable.text(holder)) return Option.none<A>()
      const [answer, change] = f(yield* book(Number(desk?.last_id ?? 0)))
      if (change !== null) yield* write(change)
      return Option.some(answer)
    }).pipe(joined, Transaction.operation("AlertBook.turn"))
  })

  const list = Effect.fn("AlertBook.list")(function* (filter: Filter) {
    const rows = yield* sql<Value>`
      SELECT alert AS value FROM alert
      WHERE ${sql.and([
        sql`TRUE`,
        ...(filter.accountId === null ? [] : [sql`account_id = ${Storable.text(filter.accountId)}`]),
        ...(filter.standing === undefined
          ? []
          : [filter.standing ? sql`recovered_millis IS NULL` : sql`recovered_millis IS NOT NULL`]),
        ...(filter.ruleId === undefined ? [] : [sql`rule_id = ${Storable.text(filter.ruleId)}`]),
        ...(filter.severity === undefined ? [] : [sql`severity = ${filter.severity}`]),
        ...(filter.beforeId === undefined ? [] : [sql`id < ${filter.beforeId}`])
      ])}
      ORDER BY id DESC LIMIT ${filter.limit}`
    return toAlerts(rows)
  }, Transaction.operation("AlertBook.list"))

  const find = Effect.fn("AlertBook.find")(function* (id: number) {
    const rows = yield* sql<Value>`SELECT alert AS value FROM alert WHERE id = ${id}`
    return Option.fromNullable(toAlerts(rows)[0])
  }, Transaction.operation("AlertBook.find"))

  const kept = Effect.fn("AlertBook.kept")(function* (keys: ReadonlyArray<string>) {
    const rows = yield* sql<Value>`
      SELECT jsonb_build_array(key, kept) AS value FROM alert_state WHERE key = ANY(${keys.map(Storable.text)}::text[])`
    return new Map(toKept(rows))
  }, Transaction.operation("AlertBook.kept"))

  /** Behind the lock of the desk: nothing is added to a letter that is being tried. */
  const claim = Effect.fn("AlertBook.claim")(function* (request: {
    readonly channel: string
    readonly nowMillis: number
    readonly leaseMillis: number
    readonly limit: number
  }) {
    const due = sql`
      SELECT id, due_millis FROM alert_letter
      WHERE state = 'pending' AND channel = ${Storable.text(request.channel)}
        AND due_millis <= ${Storable.millis(request.nowMillis)}
      ORDER BY due_millis, id LIMIT ${request.limit}`
    const claimed = Effect.gen(function* () {
      yield* locked
      return yield* sql<Value>`
        WITH due AS (${due}), claimed AS (
          UPDATE alert_letter l
          SET letter = letter || jsonb_build_object(
            'attempts', (letter->>'attempts')::integer + 1,
            'dueMillis', ${Storable.millis(request.nowMillis + request.leaseMillis)}::bigint
          )
          FROM due WHERE l.id = due.id
          RETURNING l.id, l.letter, due.due_millis
        )
        SELECT letter AS value FROM claimed ORDER BY due_millis, id`
    })
    // Nearly always there is nothing, and then nobody is kept waiting.
    const waiting = yield* sql`SELECT FROM (${due}) AS due LIMIT 1`
    return waiting.length === 0 ? [] : toLetters(yield* joined(claimed))
  }, Transaction.operation("AlertBook.claim"))

  const record = Effect.fn("AlertBook.record")(function* (posted: ReadonlyArray<Posted>) {
    yield* Effect.forEach(
      posted,
      ({ atMillis, attempt, detail, dueMillis, id, state, status }) => {
        const told = { state, dueMillis: Storable.millis(dueMillis), status, detail, updatedMillis: atMillis }
        return sql`
          UPDATE alert_letter SET letter = letter || ${Storable.json(told)}::jsonb
          WHERE id = ${id} AND state <> 'delivered'
            AND (${state} = 'delivered' OR (state = 'pending' AND (letter->>'attempts')::integer = ${attempt}))`
      },
      { discard: true }
    ).pipe(joined)
  }, Transaction.operation("AlertBook.record"))

  const channels = sql<ChannelRow>`
    SELECT channel, count(*) FILTER (WHERE state = 'pending') AS waiting,
           max(updated_millis) FILTER (WHERE state = 'delivered') AS delivered_millis,
           max(updated_millis) FILTER (WHERE state = 'abandoned') AS abandoned_millis,
           (array_agg(letter->>'detail' ORDER BY id DESC) FILTER (WHERE letter->>'detail' IS NOT NULL))[1] AS detail
    FROM alert_letter GROUP BY channel ORDER BY channel`.pipe(
    Effect.map((rows) =>
      rows.map((row): ChannelReport => ({
        channel: row.channel,
        waiting: Number(row.waiting),
        deliveredMillis: millisOf(row.delivered_millis),
        abandonedMillis: millisOf(row.abandoned_millis),
        detail: row.detail
      }))
    ),
    Effect.withSpan("AlertBook.channels"),
    Transaction.operation("AlertBook.channels")
  )

  const forget = Effect.fn("AlertBook.forget")(function* (beforeMillis: number) {
    const before = Storable.millis(beforeMillis)
    yield* sql`DELETE FROM alert_letter WHERE state <> 'pending' AND updated_millis < ${before}`
    const rows = yield* sql`DELETE FROM alert WHERE recovered_millis < ${before} RETURNING 1`
    return rows.length
  }, Transaction.operation("AlertBook.forget"))

  return AlertBook.of({ lead, turn, list, find, kept, claim, record, channels, forget })
})

/** Alerts and their letters in PostgreSQL. */
export const layer: Layer.Layer<AlertBook, never, SqlClient.SqlClient> = Layer.effect(AlertBook, make)
