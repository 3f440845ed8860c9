import { readdirSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Exit, Fiber, Option, Schedule } from "effect"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

/** Every file, as `0001_message.sql` is named. */
const files = readdirSync(new URL("../migrations/", import.meta.url)).toSorted()

/** A directory of migrations, each of which creates a table, and whatever stands behind it. */
const scripts = (creates: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const path = await mkdtemp(join(tmpdir(), "sluice-migrations-"))
      const write = (text: string, index: number) =>
        writeFile(join(path, `${String(index + 1).padStart(4, "0")}_test.sql`), `CREATE TABLE ${text};`)
      await Promise.all(creates.map(write))
      return pathToFileURL(`${path}/`)
    }),
    (url) => Effect.promise(() => rm(url, { recursive: true, force: true }))
  )

const named = ({ name, number }: Migrations.Migration): string => `${String(number).padStart(4, "0")}_${name}.sql`

describe("Migrations", () => {
  it.scopedLive(
    "an empty database is brought up to date once, file by file in order, and then has nothing pending",
    () =>
      Effect.gen(function* () {
        const url = yield* TestDatabase.fresh()
        yield* Effect.gen(function* () {
          expect((yield* Migrations.pending).map(named)).toEqual(files)
          expect((yield* Migrations.run).map(named)).toEqual(files)
          expect(yield* Migrations.pending).toEqual([])
          expect(yield* Migrations.run).toEqual([])
        }).pipe(Effect.provide(Stores.client(url)))
      })
  )

  it.scopedLive("processes that migrate at the same time do it once between them", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      const processes = Array.from({ length: 4 }, () => Effect.provide(Migrations.run, Stores.client(url, 2)))
      const done = yield* Effect.all(processes, { concurrency: "unbounded" })
      expect(done.flat().map(named).toSorted()).toEqual(files)
    })
  )

  it.scopedLive(
    "a file that fails leaves nothing behind, is named with what PostgreSQL said, and is where the next run goes on",
    () =>
      Effect.gen(function* () {
        const url = yield* TestDatabase.fresh()
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient
          const directory = yield* scripts([
            "one (id integer)",
            "two (id integer); CREATE TABLE taken (id text)",
            "three ()"
          ])
          yield* sql`CREATE TABLE taken (id text)`
          const failed = yield* Effect.flip(Migrations.runFrom(directory))
          expect(failed).toBeInstanceOf(Migrations.MigrationFailed)
          expect(failed.message).toContain("stopped at 0002_test.sql")
          expect(failed.message).toContain('relation "taken" already exists')
          const tables = sql<{ readonly name: string }>`
          SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY name`
          expect((yield* tables).map(({ name }) => name)).toEqual(["one", "sluice_migration", "taken"])
          yield* sql`DROP TABLE taken`
          expect((yield* Migrations.runFrom(directory)).map(({ number }) => number)).toEqual([2, 3])
        }).pipe(Effect.provide(Stores.client(url)))
      })
  )

  it.scopedLive(
    "a file that alters two tables under traffic gives way to it: no transaction of the traffic is lost, and the file is run in the end",
    () =>
      Effect.gen(function* () {
        const url = yield* TestDatabase.fresh()
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient
          yield* sql.unsafe("CREATE TABLE near (n integer); CREATE TABLE far (n integer)")
          yield* sql.unsafe("INSERT INTO near VALUES (0); INSERT INTO far VALUES (0)")
          const directory = yield* scripts([
            "made ()",
            "other (); ALTER TABLE near ADD m integer; ALTER TABLE far ADD m integer"
          ])
          const begins = yield* Effect.makeLatch(false)
          const migration = yield* begins
            .whenOpen(Migrations.runFrom(directory))
            .pipe(Effect.provide(Stores.client(url, 2)), Effect.fork)
          /** Until the file has the one table and waits for the other. */
          const waits = sql<{ readonly count: number }>`
            SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'`.pipe(
            Effect.repeat({ until: ([row]) => row?.count === 1, schedule: Schedule.spaced("20 millis") })
          )
          // In the other order than the file, as a statement of an older version may.
          yield* sql`UPDATE far SET n = n + 1`.pipe(
            Effect.andThen(begins.open),
            Effect.andThen(waits),
            Effect.andThen(sql`UPDATE near SET n = n + 1`),
            sql.withTransaction
          )
          const done = yield* Fiber.join(migration)
          expect(done.map(({ number }) => number)).toEqual([1, 2])
          expect(yield* sql`SELECT near.n AS near, far.n AS far FROM near, far`).toEqual([{ near: 1, far: 1 }])
        }).pipe(Effect.provide(Stores.client(url)))
      })
  )

  it.scopedLive("the locks of one file are gone before the next begins: traffic gets through between them", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient
        yield* sql.unsafe("CREATE TABLE near (n integer); INSERT INTO near VALUES (0)")
        const directory = yield* scripts(["made (); ALTER TABLE near ADD m integer", "slow (); SELECT pg_sleep(1.5)"])
        const migration = yield* Effect.fork(Effect.provide(Migrations.runFrom(directory), Stores.client(url, 2)))
        yield* Effect.repeat(
          sql`SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1.5)%' AND pid <> pg_backend_pid()`,
          {
            until: (rows) => rows.length > 0,
            schedule: Schedule.spaced("20 millis")
          }
        )
        // Written while the second file runs, into the table that the first one altered.
        yield* sql`UPDATE near SET m = 1`
        expect(yield* Fiber.poll(migration)).toEqual(Option.none())
        yield* Fiber.join(migration)
      }).pipe(Effect.provide(Stores.client(url)))
    })
  )

  it.scopedLive("a store on a database that was not migrated is a defect, not a store that is away", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      const depths = Effect.flatMap(Outbox, (outbox) => outbox.depths())
      const exit = yield* Effect.exit(Effect.provide(depths, Stores.on(url)))
      expect(Exit.isFailure(exit) && exit.cause._tag).toBe("Die")
    })
  )
})
