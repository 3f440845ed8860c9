import { readdir, readFile } from "node:fs/promises"
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Array, Data, Effect, Layer, Option, Order } from "effect"
import * as Transaction from "./internal/Transaction.ts"

/** One file of `migrations/`: `0001_message.sql` has the number 1 and the name "message". */
export interface Migration {
  readonly number: number
  readonly name: string
}

/** A migration failed, or could not be read. The database is as it was before. */
export class MigrationFailed extends Data.TaggedError("MigrationFailed")<{ readonly cause: unknown }> {
  override get message(): string {
    return `the database was not migrated: ${describe(this.cause)}`
  }
}

/** An error of the database is wrapped by the client and again by the migrator; what PostgreSQL said is the innermost. */
const describe = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause === undefined ? cause.message : `${cause.message}: ${describe(cause.cause)}`
}

/**
 * Plain SQL files beside `src` and `dist`, shipped with the package: found from either, and a database administrator can read
 * them, or run them with psql. A file that has been released is never edited; a change is a new file.
 */
const directory = new URL("../migrations/", import.meta.url)

/** Where the migrator keeps which have run. */
const table = "sluice_migration"

/** Any number, the same in every version: whoever migrates holds the advisory lock of it. */
const lockNumber = 7_582_913

interface Script extends Migration {
  readonly file: URL
}

const scriptOf = (fileName: string): Option.Option<Script> => {
  const [, number, name] = /^(\d{4})_(\w+)\.sql$/.exec(fileName) ?? []
  return number === undefined || name === undefined
    ? Option.none()
    : Option.some({ number: Number(number), name, file: new URL(fileName, directory) })
}

const scripts = Effect.tryPromise(() => readdir(directory)).pipe(
  Effect.map(Array.filterMap(scriptOf)),
  Effect.map(Array.sortBy(Order.mapInput(Order.number, (script: Script) => script.number)))
)

const statementsOf = (script: Script) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const text = yield* Effect.tryPromise(() => readFile(script.file, "utf8"))
    return sql.unsafe(text)
  })

/**
 * Brings the database up to date and answers what was run: nothing when it already was.
 *
 * All pending files run in one transaction, so a failure leaves nothing half done. Any number of processes may call it at the same
 * time: one migrates, the others wait and find nothing to do. (A later file that cannot run in a transaction, as CREATE INDEX
 * CONCURRENTLY, needs another way in.)
 */
export const run: Effect.Effect<ReadonlyArray<Migration>, MigrationFailed, SqlClient.SqlClient> = Effect.gen(
  function* () {
    const sql = yield* SqlClient.SqlClient
    const found = yield* scripts
    const migrate = Migrator.make({})({
      table,
      loader: Effect.succeed(found.map((script) => [script.number, script.name, statementsOf(script)]))
    })
    const done = yield* sql`SELECT pg_advisory_xact_lock(${lockNumber})`.pipe(
      // The migrator makes this table only outside a transaction, where two processes could both try.
      Effect.zipRight(sql`
      CREATE TABLE IF NOT EXISTS ${sql(table)} (
        migration_id integer PRIMARY KEY,
        created_at timestamptz NOT NULL DEFAULT now(),
        name text NOT NULL
      )`),
      Effect.zipRight(migrate),
      sql.withTransaction
    )
    return done.map(([number, name]) => ({ number, name }))
  }
).pipe(
  Effect.catchAllDefect(Effect.fail),
  Effect.mapError((cause) => new MigrationFailed({ cause })),
  Effect.withSpan("Migrations.run")
)

/** Migrations that the database has not seen, in their order. A process that finds some should not start its work. */
export const pending = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const found = yield* Effect.orDie(scripts)
  const [migrated] = yield* sql<{ readonly there: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS there`
  const rows = migrated?.there
    ? yield* sql<{ readonly migration_id: number }>`SELECT migration_id FROM ${sql(table)}`
    : []
  const seen = new Set(rows.map((row) => row.migration_id))
  return found.flatMap(({ name, number }): ReadonlyArray<Migration> => (seen.has(number) ? [] : [{ number, name }]))
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
