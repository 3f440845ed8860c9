import type * as SqlClient from "@effect/sql/SqlClient"
import { dayMillis, repeatMillis } from "@sluice/engine/ports/CallbackLog"
import { Effect } from "effect"
import * as Storable from "./Storable.ts"
import * as Transaction from "./Transaction.ts"

/**
 * The days of the callback log: a partition each, made ahead and dropped whole.
 *
 * Every step is a transaction of its own that gives up when it cannot have its lock soon: whoever waits for a whole table makes everybody after
 * it wait as well, and the next maintenance tries again.
 */

/** How far ahead days are made: what maintenance may miss before callbacks go to `callback_rest`. */
const daysAhead = 3

const lockMillisMax = 2_000

/** Rows that one statement deletes where nothing can be dropped. */
const deletedMax = 10_000

const dayOf = (millis: number): number => Math.floor(millis / dayMillis)

/** The name of a day's partition: `callback_20260131`. */
const nameOf = (sql: SqlClient.SqlClient, day: number) =>
  Effect.map(
    sql<{ readonly name: string }>`
      SELECT 'callback_' || to_char(to_timestamp(${day}::bigint * 86400) AT TIME ZONE 'UTC', 'YYYYMMDD') AS name`,
    ([row]) => row?.name ?? ""
  )

const step = <A, E, R>(sql: SqlClient.SqlClient, effect: Effect.Effect<A, E, R>) =>
  sql.unsafe(`SET LOCAL lock_timeout = '${lockMillisMax}ms'`).pipe(Effect.zipRight(effect), sql.withTransaction)

/** Makes the partition of a day. What came on that day before there was one moves into it. */
const makeDay = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, day: number) {
  const name = yield* nameOf(sql, day)
  const [known] = yield* sql<{ readonly there: boolean }>`SELECT to_regclass(${name}) IS NOT NULL AS there`
  if (known?.there) return
  const [from, to] = [day * dayMillis, (day + 1) * dayMillis]
  yield* step(
    sql,
    sql.unsafe(`
      LOCK TABLE callback_rest IN ACCESS EXCLUSIVE MODE;
      CREATE TABLE ${name} (LIKE callback INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
      WITH moved AS (DELETE FROM callback_rest WHERE received_millis >= ${from} AND received_millis < ${to} RETURNING *)
      INSERT INTO ${name} SELECT * FROM moved;
      ALTER TABLE callback ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`)
  )
})

/** The partitions of days before `day`, oldest first. */
const daysBefore = (sql: SqlClient.SqlClient, name: string) => sql<{ readonly name: string }>`
  SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'callback'::regclass AND c.relname ~ '^callback_[0-9]{8}$' AND c.relname < ${name}
  ORDER BY 1`

const dropDay = (sql: SqlClient.SqlClient, name: string) =>
  step(
    sql,
    Effect.gen(function* () {
      const [found] = yield* sql.unsafe<{ readonly waits: boolean }>(
        `SELECT EXISTS (SELECT FROM ${name} WHERE verdict = 'pending') AS waits`
      )
      if (found?.waits === false) yield* sql.unsafe(`DROP TABLE ${name}`)
    })
  )

/** Deletes a bounded number at a time, until there are none. */
const until = <E, R>(none: Effect.Effect<ReadonlyArray<unknown>, E, R>): Effect.Effect<void, E, R> =>
  Effect.asVoid(Effect.repeat(none, { until: (rows) => rows.length < deletedMax }))

const clearRest = (sql: SqlClient.SqlClient, beforeMillis: number) =>
  until(sql`
    DELETE FROM callback_rest WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM callback_rest old
      WHERE received_millis < ${beforeMillis} AND NOT EXISTS (
        SELECT FROM callback_rest waits
        WHERE verdict = 'pending' AND waits.received_millis / ${dayMillis} = old.received_millis / ${dayMillis}
      )
      LIMIT ${deletedMax}
    )) RETURNING 1`)

const clearDigests = (sql: SqlClient.SqlClient, beforeMillis: number) =>
  until(sql`
    DELETE FROM callback_digest WHERE digest IN (
      SELECT digest FROM callback_digest WHERE received_millis < ${Storable.millis(beforeMillis)}
      ORDER BY received_millis LIMIT ${deletedMax}
    ) RETURNING 1`)

/** As `CallbackLog.maintain` promises. */
export const maintain = (sql: SqlClient.SqlClient) =>
  Effect.fn("CallbackLog.maintain")(function* (request: { readonly nowMillis: number; readonly keepMillis: number }) {
    const { keepMillis, nowMillis } = request
    const today = dayOf(nowMillis)
    for (let day = today; day <= today + daysAhead; day++) yield* makeDay(sql, day)
    const first = dayOf(nowMillis - keepMillis)
    for (const { name } of yield* daysBefore(sql, yield* nameOf(sql, first))) yield* dropDay(sql, name)
    yield* clearRest(sql, first * dayMillis)
    yield* clearDigests(sql, nowMillis - repeatMillis)
  }, Transaction.operation("CallbackLog.maintain"))
