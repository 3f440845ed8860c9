import { readdirSync } from "node:fs"
import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Exit } from "effect"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

/** Every file, as `0001_message.sql` is named. */
const files = readdirSync(new URL("../migrations/", import.meta.url)).toSorted()

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
      expect(done.flat().map(named)).toEqual(files)
    })
  )

  it.scopedLive("a migration that fails leaves the database as it was, and says what PostgreSQL said", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient
        // In the way of the last file: what the files before it made is undone.
        yield* sql`CREATE TABLE api_key (id text)`
        const failed = yield* Effect.flip(Migrations.run)
        expect(failed).toBeInstanceOf(Migrations.MigrationFailed)
        expect(failed.message).toContain('relation "api_key" already exists')
        expect((yield* Migrations.pending).map(named)).toEqual(files)
        const tables = yield* sql<{ readonly name: string }>`
          SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`
        expect(tables).toEqual([{ name: "api_key" }])
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
