import { it } from "@effect/vitest"
import { Holds } from "@sluice/engine/ports/Holds"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Deferred, Effect, Option } from "effect"
import { connect } from "node:net"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, read, recipient, send, sendBatch, textTo } = testServer

type OutboxService = Context.Tag.Service<Outbox>

/** A server whose outbox is replaced in part. */
const withOutbox = (changes: (outbox: OutboxService) => Partial<OutboxService>) =>
  testServer.make({}, (store) => {
    const outbox = Context.get(store, Outbox)
    return Context.add(store, Outbox, { ...outbox, ...changes(outbox) })
  })

const away = new StoreUnavailable({
  operation: "Outbox.enqueue",
  cause: Object.assign(new Error("INSERT INTO message VALUES ('+886987654321')"), { code: "57P01" })
})

/** Sends bytes as they are, and answers with what comes back until the server closes. */
const raw = (port: number, bytes: string) =>
  Effect.async<string>((resume) => {
    let answer = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes))
    socket.on("data", (chunk) => (answer += chunk.toString("utf8")))
    socket.on("close", () => resume(Effect.succeed(answer)))
  })

const listening = (server: testServer.TestServer) =>
  Effect.promise(async () => {
    await server.app.listen(0, "127.0.0.1")
    return Number(new URL(await server.app.getUrl()).port)
  })

describe("when something fails behind the doors", () => {
  it.scoped("a store that is away: 503 with Retry-After, logged by name, and not a word of the statement", () =>
    Effect.gen(function* () {
      const server = yield* withOutbox(() => ({ enqueue: () => Effect.fail(away) }))
      const token = yield* server.key("operator")
      const answer = yield* ask(server, send(token, textTo(recipient)))
      expectProblem(answer, "unavailable")
      expect(answer.headers["retry-after"]).toBe("1")
      expect(answer.json["retryAfterSeconds"]).toBe(1)
      expectProblem(yield* ask(server, sendBatch(token, [textTo(recipient)])), "unavailable")
      const line = server.logged.join("\n")
      expect(line).toContain("the store did not complete Outbox.enqueue: Error 57P01")
      expect(line).toContain(String(answer.json["instance"]))
      expect(line).not.toMatch(/INSERT|987654321/)
    })
  )

  it.scoped(
    "a store that goes away in the middle of a batch: what is queued is told as queued, the rest as not stored",
    () =>
      Effect.gen(function* () {
        let calls = 0
        const server = yield* testServer.make({ batchRowsMax: 2_000 }, (store) => {
          const outbox = Context.get(store, Outbox)
          const enqueue: OutboxService["enqueue"] = (rows) =>
            Effect.suspend(() => ((calls += 1) === 2 ? Effect.fail(away) : outbox.enqueue(rows)))
          return Context.add(store, Outbox, { ...outbox, enqueue })
        })
        const token = yield* server.key("operator")
        const rows = Array.from({ length: 1_100 }, () => textTo(recipient))
        const answer = yield* ask(server, sendBatch(token, rows))
        expect(answer.status).toBe(202)
        expect(answer.json).toMatchObject({ queued: 500, repeated: 0, refused: 600 })
        expect(answer.json["results"]).toHaveProperty("[500].findings.0.code", "not-stored")
        expect(yield* testServer.queued(server)).toBe(500)
      })
  )

  it.scoped(
    "TM-10: a defect: 500 without detail, logged with its cause under the same instance, numbers taken out",
    () =>
      Effect.gen(function* () {
        const server = yield* withOutbox(() => ({ find: () => Effect.die(new Error("impossible for +886987654321")) }))
        const token = yield* server.key("viewer")
        const answer = yield* ask(server, read(token, "/v1/messages/0197f8a0-0000-7000-8000-000000000000"))
        expectProblem(answer, "internal")
        expect(answer.text).not.toContain("impossible")
        const line = server.logged.find((one) => one.includes(String(answer.json["instance"])))
        expect(line).toContain("impossible for [number]")
        expect(line).not.toContain("886987654321")
      })
  )

  it.scoped("a caller's own mistakes are not logged", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      yield* ask(server, send(token, textTo("+886")))
      yield* ask(server, send("nonsense", textTo(recipient)))
      expect(server.logged).toEqual([])
    })
  )

  it.scoped("a forecast that cannot be made costs nothing but the forecast", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make({}, (store) => {
        const holds = Context.get(store, Holds)
        return Context.add(store, Holds, { ...holds, active: () => Effect.fail(away) })
      })
      const token = yield* server.key("operator")
      const answer = yield* ask(server, send(token, textTo(recipient)))
      expect(answer.status).toBe(202)
      expect(answer.json["predictedAt"]).toBe(null)
    })
  )

  it.scopedLive("a caller who hangs up interrupts the work", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const interrupted = yield* Deferred.make<void>()
      const server = yield* withOutbox(() => ({
        find: () =>
          Deferred.succeed(begun, undefined).pipe(
            Effect.zipRight(Effect.never),
            Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined)),
            Effect.as(Option.none())
          )
      }))
      const token = yield* server.key("viewer")
      const port = yield* listening(server)
      const leaving = new AbortController()
      const answer = fetch(`http://127.0.0.1:${port}/v1/messages/0197f8a0-0000-7000-8000-000000000000`, {
        headers: { authorization: `Bearer ${token}` },
        signal: leaving.signal
      }).catch(() => null)
      yield* Deferred.await(begun)
      leaving.abort()
      yield* Deferred.await(interrupted)
      expect(yield* Effect.promise(() => answer)).toBe(null)
      expect(server.logged).toEqual([])
    })
  )

  it.scopedLive("what is not HTTP at all is told so, as a problem too", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const port = yield* listening(server)
      const answer = yield* raw(port, "NONSENSE\r\n\r\n")
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json/)
      const body: unknown = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))
      expect(body).toMatchObject(testServer.problem("malformed-request"))
    })
  )
})
