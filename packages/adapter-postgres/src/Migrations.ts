import { readdir, readFile } from "node:fs/promises"
import * as SqlClient from "@effect/sql/SqlClient"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Array, Data, Effect, Layer, Option, Order, Schedule } from "effect"
import * as SqlState from "./internal/SqlState.ts"
import * as Transaction from "./internal/Transaction.ts"

/** One file of `migrations/`: `0001_message.sql` has the number 1 and the name "message". */
export interface Migration {
  readonly number: number
  readonly name: string
}

/**
 * A migration failed, or could not be read. The file that failed (null where it never came to one) left nothing behind; those before it are in, and
 * the next run goes on after them.
 */
export class MigrationFailed extends Data.TaggedError("MigrationFailed")<{
  readonly migration: Migration | null
  readonly cause: unknown
}> {
  override get message(): string {
    const at = this.migration === null ? "" : ` (stopped at ${fileNameOf(this.migration)})`
    return `the database was not migrated${at}: ${describe(this.cause)}`
  }
}

/** An error of the database is wrapped by the client; what PostgreSQL said is the innermost. */
const describe = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause === undefined ? cause.message : `${cause.message}: ${describe(cause.cause)}`
}

/**
 * Plain SQL files beside `src` and `dist`, shipped with the package: found from either, and a database administrator can read
 * them, or run them with psql. A file that has been released is never edited; a change is a new file.
 */
const shipped = new URL("../migrations/", import.meta.url)

/** Where it is kept which have run. */
const table = "sluice_migration"

/** Any number, the same in every version: whoever migrates holds the advisory lock of it. */
const lockNumber = 7_582_913

/**
 * How long a file waits for a lock on a table; whatever comes after it waits behind it meanwhile. Shorter than the second after which PostgreSQL
 * looks for deadlocks: where a file and the traffic wait for each other, it is the file that gives way, never a send.
 */
const lockMillisMax = 500

/** How often a file that gave way is tried: for a minute or two. What holds its lock for longer is somebody's to end. */
const triesMax = 60

/** Pauses are uneven, so that a file does not meet the same rhythm of the traffic again and again. */
const pauses = Schedule.jittered(Schedule.spaced("1 second"))

interface Script extends Migration {
  readonly file: URL
}

const fileNameOf = ({ name, number }: Migration): string => `${String(number).padStart(4, "0")}_${name}.sql`

const scriptOf = (fileName: string, directory: URL): Option.Option<Script> => {
  const [, number, name] = /^(\d{4})_(\w+)\.sql$/.exec(fileName) ?? []
  return number === undefined || name === undefined
    ? Option.none()
    : Option.some({ number: Number(number), name, file: new URL(fileName, directory) })
}

const scriptsIn = (directory: URL) =>
  Effect.tryPromise(() => readdir(directory)).pipe(
    Effect.map(Array.filterMap((fileName) => scriptOf(fileName, directory))),
    Effect.map(Array.sortBy(Order.mapInput(Order.number, (script: Script) => script.number)))
  )

/** Those of `scripts` that the database has not seen, in their order. */
const unseen = Effect.fnUntraced(function* (scripts: ReadonlyArray<Script>) {
  const sql = yield* SqlClient.SqlClient
  const [migrated] = yield* sql<{ readonly there: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS there`
  const rows = migrated?.there
    ? yield* sql<{ readonly migration_id: number }>`SELECT migration_id FROM ${sql(table)}`
    : []
  const seen = new Set(rows.map((row) => row.migration_id))
  return scripts.filter(({ number }) => !seen.has(number))
})

/** One at a time, whoever asks; held until the transaction is over. */
const alone = (sql: SqlClient.SqlClient) => sql`SELECT pg_advisory_xact_lock(${lockNumber})`

const prepared = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* Effect.andThen(
    alone(sql),
    sql`CREATE TABLE IF NOT EXISTS ${sql(table)} (
      migration_id integer PRIMARY KEY,
      created_at timestamptz NOT NULL DEFAULT now(),
      name text NOT NULL
    )`
  ).pipe(sql.withTransaction)
})

/** Runs one file, in a transaction of its own; answers whether it did, or another process had. */
const runOne = Effect.fnUntraced(function* (script: Script) {
  const sql = yield* SqlClient.SqlClient
  const text = yield* Effect.tryPromise(() => readFile(script.file, "utf8"))
  const once = Effect.gen(function* () {
    yield* alone(sql)
    if ((yield* unseen([script])).length === 0) return false
    yield* sql.unsafe(`SET LOCAL lock_timeout = ${lockMillisMax}`)
    yield* sql.unsafe(text)
    yield* sql`INSERT INTO ${sql(table)} (migration_id, name) VALUES (${script.number}, ${script.name})`
    return true
  }).pipe(sql.withTransaction)
  return yield* once.pipe(
    Effect.tapErrorTag("SqlError", (error) =>
      SqlState.gaveWay(error)
        ? Effect.logInfo(`${fileNameOf(script)} gave way to the traffic on its tables; it is tried again`)
        : Effect.void
    ),
    Effect.retry({
      schedule: pauses,
      times: triesMax - 1,
      while: (error) => error._tag === "SqlError" && SqlState.gaveWay(error)
    })
  )
})

const failedAt = (migration: Migration | null) => (cause: unknown) => new MigrationFailed({ migration, cause })

/**
 * Brings the database up to date from the files of a directory and answers what was run: nothing when it already was.
 *
 * Each pending file runs in a transaction of its own, so that the locks of one are gone before the next begins: old processes go on working while
 * the database is migrated (a rolling deployment). A file that cannot have a lock within half a second gives way to whoever holds it and is tried
 * again; so is one that met a deadlock. Any number of processes may call it at the same time: each file is run by one of them, the others wait and
 * find it done. (A file that cannot run in a transaction, as CREATE INDEX CONCURRENTLY, needs another way in.)
 */
export const runFrom = (
  directory: URL
): Effect.Effect<ReadonlyArray<Migration>, MigrationFailed, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const missing = yield* Effect.flatMap(scriptsIn(directory), unseen).pipe(Effect.mapError(failedAt(null)))
    if (missing.length === 0) return []
    yield* prepared.pipe(Effect.catchAllDefect(Effect.fail), Effect.mapError(failedAt(null)))
    const ran = yield* Effect.forEach(missing, (script) =>
      // `@effect/sql` lets a COMMIT on a broken connection die.
      runOne(script).pipe(Effect.catchAllDefect(Effect.fail), Effect.mapError(failedAt(script)))
    )
    return missing.flatMap(({ name, number }, index): ReadonlyArray<Migration> =>
      ran[index] ? [{ number, name }] : []
    )
  }).pipe(Effect.withSpan("Migrations.run"))

/** As `runFrom`, with the files of this package. */
export const run: Effect.Effect<ReadonlyArray<Migration>, MigrationFailed, SqlClient.SqlClient> = runFrom(shipped)

/** Migrations that the database has not seen, in their order. A process that finds some should not start its work. */
export const pending = Effect.gen(function* () {
  const missing = yield* unseen(yield* Effect.orDie(scriptsIn(shipped)))
  return missing.map(({ name, number }): Migration => ({ number, name }))
}).pipe(Effect.withSpan("Migrations.pending"), Transaction.operation("Migrations.pending"))

/** The database is older than this process: nothing was started. */
export class DatabaseNotMigrated extends Data.TaggedError("DatabaseNotMigrated")<{
  readonly pending: ReadonlyArray<Migration>
}> {
  override get message(): string {
    const names = this.pending.map(({ name, number }) => `${number} ${name}`).join(", ")
    return `the database has not seen these migrations: ${names}; run \`sluice migrate\``
  }
}

/** Stops the start of a process whose database is not up to date. */
export const required: Layer.Layer<never, DatabaseNotMigrated | StoreUnavailable, SqlClient.SqlClient> =
  Layer.effectDiscard(
    Effect.gen(function* () {
      const missing = yield* pending
      if (missing.length > 0) return yield* new DatabaseNotMigrated({ pending: missing })
    })
  )
