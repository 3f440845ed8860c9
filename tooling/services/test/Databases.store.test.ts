import { describe, expect, it } from "@effect/vitest"
import { Effect, Either, Exit, Ref, Scope } from "effect"
import pg from "pg"
import * as Databases from "@sluice/services/Databases"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"

const query = (url: string, text: string) =>
  Effect.acquireUseRelease(
    Effect.promise(() => {
      const client = new pg.Client(url)
      client.on("error", () => {})
      return client.connect().then(() => client)
    }),
    (client) => Effect.promise(() => client.query<Record<string, unknown>>(text).then(({ rows }) => rows)),
    (client) => Effect.promise(() => client.end().catch(() => {}))
  )

const exists = (server: string, name: string) =>
  Effect.map(query(server, `select 1 from pg_database where datname = '${name}'`), (rows) => rows.length === 1)

const nameOf = (url: string): string => new URL(url).pathname.slice(1)

/** A key no other run has used on this server. */
const newKey = Effect.sync(() => `test ${crypto.randomUUID()}`)

const dropTemplate = (server: string, name: string) =>
  Effect.zipRight(query(server, `alter database "${name}" is_template false`), query(server, `drop database "${name}"`))

describe("Databases", () => {
  it.scopedLive("each database is empty, its own, and gone with its scope though someone is still connected", () =>
    Effect.gen(function* () {
      const server = yield* TestDatabase.server
      const scope = yield* Scope.make()
      const [first, second] = yield* Scope.extend(
        Effect.all([Databases.fresh(server), Databases.fresh(server)], { concurrency: 2 }),
        scope
      )
      yield* query(first, "create table mine (id int)")
      expect(yield* query(second, "select 1 from pg_tables where tablename = 'mine'")).toEqual([])
      const lingering = new pg.Client(first)
      lingering.on("error", () => {})
      yield* Effect.promise(() => lingering.connect())
      yield* Scope.close(scope, Exit.void)
      expect(yield* exists(server, nameOf(first))).toBe(false)
      expect(yield* exists(server, nameOf(second))).toBe(false)
    })
  )

  it.scopedLive("a template is prepared once, however many ask for it at once, and every copy has what it made", () =>
    Effect.gen(function* () {
      const server = yield* TestDatabase.server
      const key = yield* newKey
      const prepared = yield* Ref.make(0)
      const prepare = (url: string) =>
        Effect.zipRight(
          Ref.update(prepared, (times) => times + 1),
          Effect.asVoid(query(url, "create table outbox as select 1 as id"))
        )
      const names = yield* Effect.all(
        Array.from({ length: 5 }, () => Databases.template(server, key, prepare)),
        { concurrency: "unbounded" }
      )
      const name = names[0] ?? ""
      yield* Effect.addFinalizer(() => dropTemplate(server, name))
      expect(new Set(names).size).toBe(1)
      expect(yield* Ref.get(prepared)).toBe(1)
      const copies = yield* Effect.all(
        Array.from({ length: 3 }, () => Databases.fresh(server, { template: name })),
        { concurrency: "unbounded" }
      )
      for (const copy of copies) expect(yield* query(copy, "select id from outbox")).toEqual([{ id: 1 }])
    })
  )

  it.scopedLive("a preparation that failed leaves no template: the next one starts from an empty database", () =>
    Effect.gen(function* () {
      const server = yield* TestDatabase.server
      const key = yield* newKey
      const half = (url: string) =>
        Effect.zipRight(query(url, "create table half (id int)"), Effect.fail("migration 2 is wrong"))
      expect(yield* Effect.either(Databases.template(server, key, half))).toEqual(Either.left("migration 2 is wrong"))
      const name = yield* Databases.template(server, key, (url) =>
        Effect.asVoid(query(url, "create table half (id int)"))
      )
      yield* dropTemplate(server, name)
    })
  )

  it.scopedLive("a template that does not exist is a failure, and no database is left behind", () =>
    Effect.gen(function* () {
      const server = yield* TestDatabase.server
      const error = yield* Effect.flip(Databases.fresh(server, { template: "sluice_template_unknown" }))
      expect(error.message).toContain("sluice_template_unknown")
    })
  )
})
