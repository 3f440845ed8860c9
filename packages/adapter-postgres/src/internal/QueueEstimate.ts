import * as SqlClient from "@effect/sql/SqlClient"
import { Clock, Duration, Effect, type Scope } from "effect"

/**
 * Keeps what PostgreSQL believes of the queue's length near the truth.
 *
 * The queue is empty most of the time, and full a moment later. Where the vacuum came while it was empty, every plan made after that is one for an
 * empty table, in which all ways cost the same: each message is then found by reading the whole queue, or by walking through an index that does not begin with its
 * id. Plans are kept (`PreparingPool`), and the server's own look at the table comes a minute later at best.
 */

const everyMillis = 5_000

/** A wrong belief about fewer rows than this costs next to nothing. */
const rowsMin = 500

/** Further rows are not counted: from here on the server's own analysis comes often enough. */
const rowsMax = 20_000

/** Gives way to a vacuum, which would be broken off for it. */
const lockMillisMax = 200

/** The planner believes in less than half of what is there. */
const isFarOff = (sql: SqlClient.SqlClient) =>
  Effect.map(
    sql<{ readonly far: boolean }>`
      SELECT counted.rows >= ${rowsMin} AND believed.reltuples >= 0 AND believed.reltuples < counted.rows / 2 AS far
      FROM (SELECT count(*) AS rows FROM (SELECT FROM queue ORDER BY message_id LIMIT ${rowsMax}) AS first) AS counted,
           (SELECT reltuples FROM pg_class WHERE oid = 'queue'::regclass) AS believed`,
    ([row]) => row?.far === true
  )

/** One look; analyzes the table where it is far off. */
export const correct = (sql: SqlClient.SqlClient) =>
  Effect.flatMap(isFarOff(sql), (isFar) =>
    isFar
      ? sql
          .unsafe(`SET LOCAL lock_timeout = '${lockMillisMax}ms'`)
          .pipe(Effect.zipRight(sql.unsafe("ANALYZE queue")), sql.withTransaction, Effect.as(true))
      : Effect.succeed(false)
  )

/** Looks again and again for the length of the scope, by the wall's clock. What fails is tried again. */
export const keeping: Effect.Effect<void, never, SqlClient.SqlClient | Scope.Scope> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* Effect.sleep(Duration.millis(everyMillis)).pipe(
    Effect.andThen(Effect.ignore(correct(sql))),
    Effect.forever,
    Effect.withTracerEnabled(false),
    Effect.withClock(Clock.make()),
    Effect.forkScoped
  )
})
