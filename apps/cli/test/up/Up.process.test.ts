import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Processes from "@sluice/services/Processes"
import { Effect, Schedule, Schema } from "effect"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as ServerOption from "../../src/server/ServerOption.ts"
import * as Programs from "../../src/stack/Programs.ts"

const Told = Schema.parseJson(
  Schema.Struct({
    server: Schema.String,
    databaseUrlPath: Schema.String,
    accounts: Schema.String,
    keyPath: Schema.String,
    pids: Schema.Array(Schema.Struct({ name: Schema.String, pid: Schema.Int }))
  })
)

let directory = ""
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-up-"))
  // Where we are root, PostgreSQL runs under an account of its own, which has to get to its data.
  chmodSync(directory, 0o755)
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** `sluice up --json` in the test's directory, and what it told. */
const up = Effect.gen(function* () {
  const process = yield* Processes.start({
    name: "up",
    script: yield* Programs.cli,
    args: ["up", "--json"],
    cwd: directory,
    ready: Processes.Line({ pattern: /^\{"server"/ }),
    readyMillisMax: 180_000
  })
  return { process, told: yield* Schema.decode(Told)(yield* process.line(/^\{"server"/)) }
})

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Waits until none of the processes is there any more, nor the database. */
const gone = (told: typeof Told.Type) =>
  Effect.gen(function* () {
    if (told.pids.some(({ pid }) => isAlive(pid))) return yield* Effect.fail("a process is still there")
    const database = yield* Effect.exit(
      Effect.scoped(EmbeddedPostgres.make({ url: readFileSync(told.databaseUrlPath, "utf8").trim() }))
    )
    if (database._tag === "Success") return yield* Effect.fail("the database is still there")
  }).pipe(Effect.retry(Schedule.intersect(Schedule.spaced("200 millis"), Schedule.recurs(300))))

const health = (told: typeof Told.Type) => Effect.promise(async () => (await fetch(`${told.server}/readyz`)).status)

describe("sluice up", { timeout: 300_000 }, () => {
  it("ends everything on SIGTERM, and goes on with the same data and key the next time", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const key = yield* Effect.scoped(
          Effect.gen(function* () {
            const { process, told } = yield* up
            expect(yield* health(told)).toBe(200)
            expect(told.pids.map(({ name }) => name)).toEqual(["up server", "up simulator", "up worker 1"])
            expect(existsSync(join(directory, ServerOption.connectionPath))).toBe(true)
            for (const path of [
              told.accounts,
              told.keyPath,
              told.databaseUrlPath,
              join(directory, ServerOption.connectionPath)
            ])
              expect(statSync(path).mode & 0o777).toBe(0o600)
            // Another terminal in the same directory needs neither address nor key.
            const queue = yield* Processes.start({
              name: "queue",
              script: yield* Programs.cli,
              args: ["queue", "--json"],
              cwd: directory
            })
            expect(yield* queue.exit).toEqual({ _tag: "Exited", code: 0 })
            expect(yield* queue.output).toEqual(['{"depths":[],"holds":[]}'])
            // Nor do commands that work on the database itself, and two in one directory do not fight over it.
            const keys = yield* Processes.start({
              name: "keys",
              script: yield* Programs.cli,
              args: ["keys", "ls", "--json"],
              cwd: directory
            })
            expect(yield* keys.exit).toEqual({ _tag: "Exited", code: 0 })
            const second = yield* Processes.start({
              name: "second up",
              script: yield* Programs.cli,
              args: ["up"],
              cwd: directory
            })
            expect(yield* second.exit).toEqual({ _tag: "Exited", code: 1 })
            expect((yield* second.output).join("\n")).toContain("runs in this directory already")

            yield* process.kill("SIGTERM")
            yield* gone(told)
            expect(existsSync(join(directory, ServerOption.connectionPath))).toBe(false)
            return readFileSync(told.keyPath, "utf8")
          })
        )
        yield* Effect.scoped(
          Effect.gen(function* () {
            const { told } = yield* up
            expect(readFileSync(told.keyPath, "utf8")).toBe(key)
            const answer = yield* Effect.promise(() =>
              fetch(`${told.server}/v1/senders`, { headers: { authorization: `Bearer ${key.trim()}` } })
            )
            expect(answer.status).toBe(200)
          })
        )
      })
    ))

  it("leaves nothing behind when it is killed with -9", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const { process, told } = yield* up
          expect(told.pids.every(({ pid }) => isAlive(pid))).toBe(true)
          yield* process.kill("SIGKILL")
          yield* gone(told)
        })
      )
    ))
})
