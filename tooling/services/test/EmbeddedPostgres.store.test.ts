import { existsSync } from "node:fs"
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Option, Schema, Scope } from "effect"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Ports from "@sluice/services/Ports"
import * as Processes from "@sluice/services/Processes"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { isAlive, untilGone } from "./alive.ts"
import * as Sql from "./Sql.ts"

const setting = (url: string, name: string) => Effect.map(Sql.run(url, `show ${name}`), (rows) => rows[0]?.[name])

/** A directory that a server may be given, removed with the scope; others may pass through to it, not look around. */
const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "sluice-test-"))),
  (made) => Effect.promise(() => rm(made, { recursive: true, force: true }))
).pipe(
  Effect.tap((made) => Effect.promise(() => chmod(made, 0o711))),
  Effect.map((made) => join(made, "kept"))
)

const told = { pid: Schema.Number, directory: Schema.String }
const Orphan = Schema.parseJson(Schema.Struct(told))
const Holder = Schema.parseJson(Schema.Struct({ ...told, url: Schema.String }))

/** A process that holds a server, to be killed. */
const holder = Effect.fnUntraced(function* (kept?: string) {
  const process = yield* Processes.start({
    name: "holder",
    script: new URL("scripts/postgresHolder.ts", import.meta.url),
    args: kept === undefined ? [] : [kept]
  })
  const found = yield* Effect.flatMap(process.line(/^\{/), Schema.decode(Holder))
  return { process, ...found }
})

/** A server that nobody watches any more: its process has ended without closing anything. */
const orphan = Effect.fnUntraced(function* (kept?: string) {
  const process = yield* Processes.start({
    name: "orphan",
    script: new URL("scripts/postgresOrphan.ts", import.meta.url),
    args: kept === undefined ? [] : [kept]
  })
  const found = yield* Effect.flatMap(process.line(/^\{/), Schema.decode(Orphan))
  yield* process.exit
  return found
})

describe("EmbeddedPostgres", { timeout: 120_000 }, () => {
  it.scopedLive("a server is a PostgreSQL 18 that speaks UTF-8 and UTC, durable by default", () =>
    Effect.gen(function* () {
      const { url } = yield* EmbeddedPostgres.start()
      expect(yield* setting(url, "server_version")).toMatch(/^18\./)
      expect(yield* setting(url, "server_encoding")).toBe("UTF8")
      expect(yield* setting(url, "TimeZone")).toBe("UTC")
      expect(yield* setting(url, "max_connections")).toBe("200")
      expect(yield* setting(url, "fsync")).toBe("on")
      expect(yield* setting(url, "synchronous_commit")).toBe("on")
      expect(yield* Sql.run(url, "select lower('ÀÉÎ한') as lower")).toEqual([{ lower: "àéî한" }])
    })
  )

  it.scopedLive("an unsafe, fast server does not wait for the disk", () =>
    Effect.gen(function* () {
      const { url } = yield* EmbeddedPostgres.start({ unsafeFast: true })
      expect(yield* setting(url, "fsync")).toBe("off")
      expect(yield* setting(url, "synchronous_commit")).toBe("off")
    })
  )

  it.scopedLive("nobody connects without the password", () =>
    Effect.gen(function* () {
      const { url } = yield* EmbeddedPostgres.start({ unsafeFast: true })
      const guessed = new URL(url)
      guessed.password = "postgres"
      const error = yield* Effect.flip(EmbeddedPostgres.make({ url: guessed.href }))
      expect(error.message).toContain("password authentication failed")
      expect(error.message).not.toContain(new URL(url).password)
    })
  )

  it.scopedLive("with the scope the server ends and its temporary directory goes", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const server = yield* Scope.extend(EmbeddedPostgres.start({ unsafeFast: true }), scope)
      const pid = Option.getOrThrow(yield* server.pid)
      expect(isAlive(pid)).toBe(true)
      yield* Scope.close(scope, Exit.void)
      expect(isAlive(pid)).toBe(false)
      expect(existsSync(server.directory)).toBe(false)
    })
  )

  it.scopedLive("a port in use is stepped over", () =>
    Effect.gen(function* () {
      const from = yield* Ports.free({ from: 24_000 })
      yield* Effect.acquireRelease(
        Effect.async<ReturnType<typeof createServer>>((resume) => {
          const taken = createServer()
          taken.listen(from, "127.0.0.1", () => resume(Effect.succeed(taken)))
        }),
        (taken) => Effect.sync(() => taken.close())
      )
      const server = yield* EmbeddedPostgres.start({ portFrom: from, unsafeFast: true })
      expect(server.port).toBeGreaterThan(from)
    })
  )

  it.scopedLive("RT-03: what was committed is there after kill -9 of the server in the middle of writing", () =>
    Effect.gen(function* () {
      const server = yield* EmbeddedPostgres.start()
      yield* Sql.run(server.url, "create table message (id bigint primary key)")
      let committed = 0
      const insert = Effect.suspend(() => Sql.run(server.url, `insert into message values (${committed + 1})`))
      const writer = yield* Effect.fork(Effect.forever(Effect.tap(insert, () => committed++)))
      yield* Effect.repeat(Effect.sleep("10 millis"), { until: () => committed >= 50 })
      yield* server.kill
      expect(Exit.isFailure(yield* writer.await)).toBe(true)
      expect(yield* server.pid).toEqual(Option.none())
      yield* server.restart
      const rows = yield* Sql.run(server.url, "select count(*)::int as count, max(id)::int as last from message")
      // The insert that was under way may have been committed without its answer.
      expect([committed, committed + 1]).toContain(rows[0]?.["count"])
      expect(rows[0]?.["last"]).toBe(rows[0]?.["count"])
    })
  )

  it.scopedLive(
    "a server that was stopped restarts on the same port; stopping and killing it twice is no failure",
    () =>
      Effect.gen(function* () {
        const server = yield* EmbeddedPostgres.start({ unsafeFast: true })
        yield* Sql.run(server.url, "create table kept (id int)")
        yield* server.stop
        yield* server.stop
        yield* server.kill
        yield* server.restart
        expect(yield* Sql.run(server.url, "select * from kept")).toEqual([])
      })
  )

  it.scopedLive("when the process that started it is killed, a temporary server ends and its directory goes", () =>
    Effect.gen(function* () {
      const { process, pid, directory: temporary } = yield* holder()
      expect(isAlive(pid)).toBe(true)
      yield* process.kill("SIGKILL")
      yield* untilGone(pid)
      yield* Effect.repeat(Effect.sleep("20 millis"), { until: () => !existsSync(temporary), times: 2_500 })
      expect(existsSync(temporary)).toBe(false)
    })
  )

  it.scopedLive("a kept directory starts again after its process was killed, with its data", () =>
    Effect.gen(function* () {
      const kept = yield* directory
      const first = yield* holder(kept)
      yield* Sql.run(first.url, "create table kept as select 7 as id")
      yield* first.process.kill("SIGKILL")
      const second = yield* EmbeddedPostgres.start({ directory: kept })
      expect(yield* Sql.run(second.url, "select id from kept")).toEqual([{ id: 7 }])
    })
  )

  it.scopedLive("a kept directory in use is refused, by the id of the process that uses it", () =>
    Effect.gen(function* () {
      const kept = yield* directory
      const first = yield* EmbeddedPostgres.start({ directory: kept })
      const error = yield* Effect.flip(EmbeddedPostgres.start({ directory: kept }))
      expect(error.message).toContain(`is in use by process ${process.pid}`)
      expect(Option.isSome(yield* first.pid)).toBe(true)
    })
  )

  it.scopedLive("a lock file whose process id is another program's by now does not keep a directory shut", () =>
    Effect.gen(function* () {
      const kept = yield* directory
      yield* Effect.scoped(EmbeddedPostgres.start({ directory: kept }))
      const other = yield* Processes.start({
        name: "other",
        script: new URL("scripts/stubborn.ts", import.meta.url),
        stopMillisMax: 50
      })
      const lock = join(kept, "data", "postmaster.pid")
      yield* Effect.promise(() => writeFile(lock, `${other.pid}\n${join(kept, "data")}\n`))
      yield* EmbeddedPostgres.start({ directory: kept })
      expect(isAlive(other.pid)).toBe(true)
    })
  )

  it.scopedLive("the remains of a run that was killed with its watchdog are cleaned by the next start", () =>
    Effect.gen(function* () {
      const gone = yield* Processes.start({ name: "gone", script: new URL("scripts/failing.ts", import.meta.url) })
      yield* gone.exit
      const remains = join(tmpdir(), `sluice-postgres-${gone.pid}-remains`)
      yield* Effect.promise(() => mkdir(join(remains, "data"), { recursive: true }))
      const theirs = join(tmpdir(), `sluice-postgres-${process.pid}-alive`)
      yield* Effect.promise(() => mkdir(theirs))
      yield* EmbeddedPostgres.start({ unsafeFast: true })
      expect(existsSync(remains)).toBe(false)
      expect(existsSync(theirs)).toBe(true)
      yield* Effect.promise(() => rm(theirs, { recursive: true }))
    })
  )

  it.scopedLive("a server that a killed run left in a kept directory is ended, and its data are there", () =>
    Effect.gen(function* () {
      const kept = yield* directory
      const left = yield* orphan(kept)
      expect(isAlive(left.pid)).toBe(true)
      const server = yield* EmbeddedPostgres.start({ directory: kept })
      expect(isAlive(left.pid)).toBe(false)
      expect(yield* setting(server.url, "fsync")).toBe("on")
    })
  )

  it.scopedLive("a server that a killed run left in a temporary directory is ended and removed by the next start", () =>
    Effect.gen(function* () {
      const left = yield* orphan()
      yield* EmbeddedPostgres.start({ unsafeFast: true })
      expect(isAlive(left.pid)).toBe(false)
      expect(existsSync(left.directory)).toBe(false)
    })
  )

  it.scopedLive("a server that cannot start says why, in its own words", () =>
    Effect.gen(function* () {
      const kept = yield* directory
      yield* Effect.scoped(EmbeddedPostgres.start({ directory: kept }))
      const version = join(kept, "data", "PG_VERSION")
      const before = yield* Effect.promise(() => readFile(version, "utf8"))
      yield* Effect.promise(() => writeFile(version, "9\n"))
      const error = yield* Effect.flip(EmbeddedPostgres.start({ directory: kept }))
      expect(before.trim()).toBe("18")
      expect(error.step).toBe("start")
      expect(error.log?.join("\n")).toContain("database files are incompatible with server")
    })
  )

  it.scopedLive(
    "a server that the operator names is used; one that does not answer is a failure without its password",
    () =>
      Effect.gen(function* () {
        const url = yield* TestDatabase.server
        expect(yield* EmbeddedPostgres.make({ url })).toEqual({ _tag: "External", url })
        const port = yield* Ports.free()
        const error = yield* Effect.flip(EmbeddedPostgres.make({ url: `postgres://a:secret@127.0.0.1:${port}/b` }))
        expect(error.message).toContain(`127.0.0.1:${port}/b`)
        expect(error.message).not.toContain("secret")
      })
  )
})
