import * as SqlClient from "@effect/sql/SqlClient"
import { CallbackLog, handedBytesMax } from "@sluice/engine/ports/CallbackLog"
import type { NewCallback, Processed, StoredCallback } from "@sluice/engine/ports/CallbackLog"
import { Clock, Effect, Layer } from "effect"
import * as Append from "./internal/Append.ts"
import * as CallbackDays from "./internal/CallbackDays.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface CallbackRow {
  readonly id: string
  readonly account_id: string
  readonly provider: NewCallback["provider"]
  readonly content_type: string | null
  readonly received_millis: string
  readonly body: Uint8Array
  readonly digest: Uint8Array
  readonly verdict: NewCallback["verdict"]
  readonly applied: boolean
}

const toStored = (row: CallbackRow): StoredCallback => ({
  id: Number(row.id),
  accountId: row.account_id,
  provider: row.provider,
  receivedMillis: Number(row.received_millis),
  contentType: row.content_type,
  body: row.body,
  digest: row.digest,
  verdict: row.verdict,
  ...(row.applied ? { applied: true } : {})
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** A digest that a concurrent call is writing is waited for, so "duplicate" is only ever said of what is durable. */
  const append = Effect.fn("CallbackLog.append")(function* (callbacks: ReadonlyArray<NewCallback>) {
    if (callbacks.length === 0) return []
    const given = Append.distinct(callbacks)
    const [row] = yield* sql.unsafe<{ readonly added: ReadonlyArray<string> | null }>(Append.text, Append.values(given))
    const allNew = (row?.added ?? null) === null
    if (allNew && given.length === callbacks.length) return callbacks.map(() => "appended" as const)
    const added = new Set(allNew ? given.map(({ digest }) => Append.hex(digest)) : row?.added)
    // Each digest was added once: the second of two in one call repeats the first.
    return callbacks.map(({ digest }) => (added.delete(Append.hex(digest)) ? "appended" : "duplicate"))
  }, Transaction.operation("CallbackLog.append"))

  /** The time of a callback leads to its day, the id to its place among those that are pending. */
  const write = (
    processed: ReadonlyArray<Processed>,
    receivedMillis: ReadonlyMap<number, number>,
    nowMillis: number
  ) => sql`
    UPDATE callback SET verdict = row.verdict, report = row.report, processed_millis = ${Storable.millis(nowMillis)}
    FROM unnest(
      ${processed.map(({ id }) => id)}::bigint[],
      ${processed.map(({ id }) => receivedMillis.get(id) ?? 0)}::bigint[],
      ${processed.map(({ verdict }) => verdict)}::text[],
      ${processed.map(({ report }) => Storable.json(report))}::jsonb[]
    ) AS row (id, received_millis, verdict, report)
    WHERE callback.id = row.id AND callback.received_millis = row.received_millis AND callback.verdict = 'pending'`

  /** What is left of callbacks that name somebody who was erased: rare, and one by one. */
  const keepLess = (processed: ReadonlyArray<Processed>, receivedMillis: ReadonlyMap<number, number>) =>
    Effect.forEach(
      processed.flatMap(({ id, left }) => (left === undefined ? [] : [{ id, left }])),
      ({ id, left }) => sql`
        UPDATE callback SET body = ${left.body}, content_type = ${Storable.textOrNull(left.contentType)}, digest = ${left.digest}
        WHERE id = ${id} AND received_millis = ${receivedMillis.get(id) ?? 0}`,
      { discard: true }
    )

  /** Rows that another consumer holds are skipped; a verdict on a row that was not handed out is not written. */
  const consumeSome = Effect.fnUntraced(function* <E, R>(
    limit: number,
    f: (callbacks: ReadonlyArray<StoredCallback>) => Effect.Effect<ReadonlyArray<Processed>, E, R>
  ) {
    const rows = yield* sql<CallbackRow>`
      SELECT id, account_id, provider, content_type, received_millis, body, digest, verdict, applied
      FROM (
        SELECT *, row_number() OVER oldest AS place, sum(octet_length(body)) OVER oldest AS bytes
        FROM (
          SELECT * FROM callback WHERE verdict = 'pending' ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED
        ) locked
        WINDOW oldest AS (ORDER BY id)
      ) counted
      WHERE place = 1 OR bytes <= ${handedBytesMax}
      ORDER BY id`
    if (rows.length === 0) return 0
    const handed = rows.map(toStored)
    const receivedMillis = new Map(handed.map((one) => [one.id, one.receivedMillis]))
    const pending = new Set(receivedMillis.keys())
    const processed = (yield* f(handed)).filter(({ id }) => pending.delete(id))
    if (processed.length > 0) yield* write(processed, receivedMillis, yield* Clock.currentTimeMillis)
    yield* keepLess(processed, receivedMillis)
    return processed.length
  })

  const consume = Effect.fn("CallbackLog.consume")(function* <E, R>(
    limit: number,
    f: (callbacks: ReadonlyArray<StoredCallback>) => Effect.Effect<ReadonlyArray<Processed>, E, R>
  ) {
    return yield* consumeSome(limit, f).pipe(Transaction.joined(sql), Transaction.operation("CallbackLog.consume"))
  })

  const oldestPendingMillis = sql<{ readonly received_millis: string }>`
    SELECT received_millis FROM callback WHERE verdict = 'pending' ORDER BY id LIMIT 1
  `.pipe(
    Effect.map(([row]) => (row === undefined ? null : Number(row.received_millis))),
    Effect.withSpan("CallbackLog.oldestPendingMillis"),
    Transaction.operation("CallbackLog.oldestPendingMillis")
  )

  const heardMillis = Effect.fn("CallbackLog.heardMillis")(function* (accountIds: ReadonlyArray<string>) {
    const rows = yield* sql<{ readonly account_id: string; readonly received_millis: string }>`
      SELECT account.id AS account_id, newest.received_millis
      FROM unnest(${accountIds.map(Storable.text)}::text[]) AS account (id)
      CROSS JOIN LATERAL (
        SELECT received_millis FROM callback WHERE account_id = account.id AND verdict = 'processed'
        ORDER BY received_millis DESC LIMIT 1
      ) newest`
    return new Map(rows.map((row) => [row.account_id, Number(row.received_millis)]))
  }, Transaction.operation("CallbackLog.heardMillis"))

  /**
   * In leaps from arrival to arrival: to the newest that is within `longerMillis`, or, where none is, over a gap to the next one. Each leap is a probe
   * of `callback_heard`, and two of them pass `longerMillis`, however many callbacks lie in between.
   */
  const gaps = Effect.fn("CallbackLog.gaps")(function* (request: {
    readonly accountId: string
    readonly sinceMillis: number
    readonly longerMillis: number
  }) {
    const arrivals = sql`SELECT received_millis FROM callback
      WHERE account_id = ${Storable.text(request.accountId)} AND verdict = 'processed'`
    const longerMillis = Math.max(1, Storable.millis(request.longerMillis))
    const rows = yield* sql<{ readonly from_millis: string; readonly until_millis: string }>`
      WITH RECURSIVE leap (from_millis, at_millis) AS (
        SELECT NULL::bigint, ${Storable.millis(request.sinceMillis)}::bigint
        UNION ALL
        SELECT leap.at_millis, coalesce(near.received_millis, far.received_millis)
        FROM leap
        LEFT JOIN LATERAL (
          ${arrivals} AND received_millis > leap.at_millis AND received_millis <= leap.at_millis + ${longerMillis}::bigint
          ORDER BY received_millis DESC LIMIT 1
        ) near ON true
        LEFT JOIN LATERAL (
          ${arrivals} AND received_millis > leap.at_millis AND near.received_millis IS NULL
          ORDER BY received_millis LIMIT 1
        ) far ON true
        WHERE coalesce(near.received_millis, far.received_millis) IS NOT NULL
      )
      SELECT from_millis, at_millis AS until_millis FROM leap
      WHERE at_millis - from_millis > ${Storable.millis(request.longerMillis)} ORDER BY from_millis`
    return rows.map((row) => ({ fromMillis: Number(row.from_millis), untilMillis: Number(row.until_millis) }))
  }, Transaction.operation("CallbackLog.gaps"))

  const quarantined = Effect.fn("CallbackLog.quarantined")(function* (request: {
    readonly accountId: string
    readonly sinceMillis: number
    readonly limit: number
  }) {
    const rows = yield* sql<CallbackRow>`
      SELECT id, account_id, provider, content_type, received_millis, body, digest, verdict, applied
      FROM (SELECT * FROM callback WHERE verdict = 'quarantined' ORDER BY id DESC LIMIT ${request.limit}) newest
      WHERE account_id = ${Storable.text(request.accountId)} AND received_millis >= ${Storable.millis(request.sinceMillis)}
      ORDER BY id DESC`
    // As it was handed over: the verdict of a stored callback is the one that it came with.
    return rows.map((row) => toStored({ ...row, verdict: "pending" }))
  }, Transaction.operation("CallbackLog.quarantined"))

  const counts = sql<{ readonly verdict: string; readonly count: number }>`
    SELECT 'pending' AS verdict, count(*)::int AS count FROM callback WHERE verdict = 'pending'
    UNION ALL
    SELECT 'processed', count(*)::int FROM callback WHERE verdict = 'processed'
    UNION ALL
    SELECT verdict, count(*)::int FROM callback WHERE verdict NOT IN ('pending', 'processed') GROUP BY verdict
  `.pipe(
    Effect.map((rows): Readonly<Record<string, number>> =>
      Object.fromEntries(rows.flatMap(({ count, verdict }) => (count === 0 ? [] : [[verdict, count]])))
    ),
    Effect.withSpan("CallbackLog.counts"),
    Transaction.operation("CallbackLog.counts")
  )

  return CallbackLog.of({
    append,
    consume,
    oldestPendingMillis,
    heardMillis,
    gaps,
    quarantined,
    counts,
    maintain: CallbackDays.maintain(sql)
  })
})

/** The callback log in PostgreSQL; see the package's README for what each statement guarantees. */
export const layer: Layer.Layer<CallbackLog, never, SqlClient.SqlClient> = Layer.effect(CallbackLog, make)
