import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { it } from "@effect/vitest"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as Processes from "@sluice/services/Processes"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Deferred, Effect, Fiber, Redacted } from "effect"
import { connect, createServer } from "node:net"
import { describe, expect } from "vitest"
import * as testServer from "./testServer.ts"

const script = new URL("../dist/main.js", import.meta.url)

/** What a server needs: a migrated database, an accounts file, and a free port to take. */
const environment = Effect.gen(function* () {
  const url = yield* TestDatabase.fresh()
  const client = Database.layer({ url: Redacted.make(url), connectionsMax: 1, applicationName: "server tests" })
  yield* Effect.provide(Migrations.run, client)
  const files = yield* FileSystem.FileSystem
  const path = yield* files.makeTempFileScoped()
  yield* files.writeFileString(path, JSON.stringify(testServer.accounts))
  return { SLUICE_DATABASE_URL: url, SLUICE_ACCOUNTS: path, SLUICE_PORT: "0" }
}).pipe(Effect.provide(NodeContext.layer))

const start = (env: Readonly<Record<string, string>>, ready = Processes.Line({ pattern: /^listening / })) =>
  Processes.start({ name: "server", script, env, ready })

const listening = /^listening (http:\/\/127\.0\.0\.1:\d+)$/

/** A callback whose head is sent at once, and whose body only when it is asked for. */
const slowPost = (port: number, body: string, signature: string) =>
  Effect.gen(function* () {
    const continued = yield* Deferred.make<void>()
    const answered = yield* Deferred.make<string>()
    const socket = connect(port, "127.0.0.1")
    let text = ""
    socket.on("data", (chunk) => {
      text += chunk.toString("utf8")
      if (text.startsWith("HTTP/1.1 100")) Effect.runSync(Deferred.succeed(continued, undefined))
      const rest = text.replace(/^HTTP\/1\.1 100[^]*?\r\n\r\n/, "")
      if (rest.includes("\r\n\r\n")) Effect.runSync(Deferred.succeed(answered, rest))
    })
    socket.write(
      [
        "POST /callbacks/cloud-api/acme HTTP/1.1",
        "host: localhost",
        `content-length: ${Buffer.byteLength(body)}`,
        `x-hub-signature-256: ${signature}`,
        "expect: 100-continue",
        "",
        ""
      ].join("\r\n")
    )
    const finish = Effect.zipRight(
      Effect.sync(() => socket.write(body)),
      Effect.ensuring(
        Deferred.await(answered),
        Effect.sync(() => socket.destroy())
      )
    )
    return { accepted: Deferred.await(continued), finish }
  })

describe("the server's process", () => {
  it.scopedLive("says where it listens, answers there, and ends cleanly when it is told to", () =>
    Effect.gen(function* () {
      const server = yield* start(yield* environment)
      const [, url = ""] = listening.exec(yield* server.line(listening)) ?? []
      const ready = yield* Effect.promise(() => fetch(`${url}/readyz`).then((answer) => answer.json()))
      expect(ready).toEqual({ status: "ready" })
      expect(yield* server.kill("SIGTERM")).toMatchObject({ _tag: "Exited", code: 0 })
      expect(yield* server.output).toEqual([`listening ${url}`])
    })
  )

  it.scopedLive(
    "WH-03: a callback whose body is still on its way when the process is told to end is stored and acknowledged",
    () =>
      Effect.gen(function* () {
        const server = yield* start(yield* environment)
        const [, url = ""] = listening.exec(yield* server.line(listening)) ?? []
        const body = JSON.stringify({ object: "whatsapp_business_account", entry: [] })
        const slow = yield* slowPost(Number(new URL(url).port), body, testServer.sign(body))
        yield* slow.accepted
        const ended = yield* Effect.fork(server.kill("SIGTERM"))
        yield* Effect.sleep("200 millis")
        expect(yield* slow.finish).toMatch(/^HTTP\/1\.1 200 OK/)
        expect(yield* Fiber.join(ended)).toMatchObject({ _tag: "Exited", code: 0 })
      })
  )

  it.scopedLive("a configuration that cannot be used ends it with one message that names every variable", () =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(start({ SLUICE_PORT: "many", SLUICE_CLOCK_SPEED: "5", SLUICE_HSOT: "hunter2" }))
      expect(failed.reason).toBe("ended")
      const told = failed.output.join("\n")
      expect(told).toContain("server: the configuration cannot be used:")
      for (const name of ["DATABASE_URL", "SLUICE_ACCOUNTS", "SLUICE_PORT"]) expect(told).toContain(name)
      expect(told).toContain("SLUICE_HSOT: no program of Sluice reads it: did you mean SLUICE_HOST?")
      expect(told).not.toContain("hunter2")
      expect(told).not.toMatch(/ at .*:\d+:\d+/)
    })
  )

  it.scopedLive("a port that is taken ends it with one message", () =>
    Effect.gen(function* () {
      const port = yield* Effect.acquireRelease(
        Effect.promise(
          () =>
            new Promise<{ readonly number: number; readonly close: () => void }>((resolve) => {
              const taken = createServer()
              taken.listen(0, "127.0.0.1", () => {
                const address = taken.address()
                const number = typeof address === "object" && address !== null ? address.port : 0
                resolve({ number, close: () => taken.close() })
              })
            })
        ),
        (taken) => Effect.sync(taken.close)
      )
      const env = { ...(yield* environment), SLUICE_PORT: String(port.number) }
      const failed = yield* Effect.flip(start(env))
      expect(failed.output.filter((line) => line.startsWith("server: "))).toEqual([
        expect.stringContaining("EADDRINUSE")
      ])
    })
  )
})
