import { expect, it } from "@effect/vitest"
import * as Database from "@sluice/adapter-postgres/Database"
import * as ScaledClock from "@sluice/engine/clock/ScaledClock"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { SqlClient } from "@effect/sql/SqlClient"
import { Effect, Layer, Redacted } from "effect"
import { describe } from "vitest"

const connect = (url: string) =>
  Layer.build(
    Database.layer({
      url: Redacted.make(url),
      connectionsMax: 1,
      applicationName: "sluice: database",
      connectMillisMax: 5_000
    })
  )

describe("Database", () => {
  it.scopedLive("a server that does not answer is named without its secrets", () =>
    Effect.gen(function* () {
      // Port 1 is reserved and nothing listens on it.
      const error = yield* Effect.flip(connect("postgres://someone:s3cret@127.0.0.1:1/outbox"))
      expect(error).toBeInstanceOf(Database.DatabaseUnreachable)
      expect(error.address).toBe("127.0.0.1:1/outbox")
      expect(error.message).toContain("ECONNREFUSED")
      expect(`${error.message}${JSON.stringify(error)}`).not.toMatch(/s3cret|someone/)
    })
  )

  it.scopedLive("a database that does not exist is named as the server says it", () =>
    Effect.gen(function* () {
      const url = new URL(yield* TestDatabase.server)
      const password = url.password
      url.pathname = "/nowhere"
      const error = yield* Effect.flip(connect(url.href))
      expect(error.address).toBe(`${url.host}/nowhere`)
      expect(error.message).toContain('"nowhere" does not exist')
      if (password !== "") expect(error.message).not.toContain(password)
    })
  )

  it.scopedLive("an address that is no URL fails the same way, without being shown", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(connect("//user:s3cret@"))
      expect(error.message).toBe("cannot use PostgreSQL at ?: the address is not a postgres:// URL")
      expect(JSON.stringify(error)).not.toContain("s3cret")
    })
  )

  it.scopedLive("the server sees the name of the process, and the time limit is real time on any clock", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.server
      const fast = ScaledClock.make({ originMillis: 0, speed: 1_000_000 })
      const context = yield* Effect.withClock(connect(url), fast)
      const rows = yield* Effect.flatMap(
        SqlClient,
        (sql) => sql<{ readonly name: string }>`SELECT current_setting('application_name') AS name`
      ).pipe(Effect.provide(context))
      expect(rows).toEqual([{ name: "sluice: database" }])
    })
  )
})
