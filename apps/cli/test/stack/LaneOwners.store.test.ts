import * as SqlClient from "@effect/sql/SqlClient"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Redacted } from "effect"
import { expect, it } from "vitest"
import * as DatabaseOption from "../../src/database/DatabaseOption.ts"
import * as Migrate from "../../src/migrate/Migrate.ts"
import * as LaneOwners from "../../src/stack/LaneOwners.ts"

it("tells which runner has the lane of each sender, and leaves out the places that were given back", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const url = Redacted.make(yield* TestDatabase.fresh())
      yield* Effect.gen(function* () {
        yield* Migrate.run
        const sql = yield* SqlClient.SqlClient
        yield* sql`
          INSERT INTO lane (sender_id, fence, runner, taken_millis)
          VALUES ('shop', 3, '127.0.0.1:4001', 0), ('support', 1, '127.0.0.1:4002', 0), ('rested', 2, NULL, 0)`
      }).pipe(Effect.provide(DatabaseOption.layer(url)))
      expect(yield* LaneOwners.read(url)).toEqual(
        new Map([
          ["shop", "127.0.0.1:4001"],
          ["support", "127.0.0.1:4002"]
        ])
      )
    }).pipe(Effect.scoped)
  ))
