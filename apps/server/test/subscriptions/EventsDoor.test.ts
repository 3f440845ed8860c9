import { it } from "@effect/vitest"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Feed } from "@sluice/engine/ports/Feed"
import * as EventsDoor from "@sluice/server/subscriptions/EventsDoor"
import { Duration, Effect, Layer, ManagedRuntime, Schedule, Schema } from "effect"
import { type FastifyInstance, fastify } from "fastify"
import type { AddressInfo } from "node:net"
import { connect, type Socket } from "node:net"
import { describe, expect } from "vitest"
import { accounts } from "../testServer.ts"

/** As in a server, in a fraction of its time; a machine that is busy still takes what it reads within it. */
const limits: EventsDoor.Limits = {
  listenersMax: 3,
  pageMax: 50,
  pollMillis: 10,
  heartbeatMillis: 100,
  drainMillis: 2_000
}

/** What the door throws, for whoever turns it into an answer. */
const problem = Schema.decodeUnknownSync(Schema.Struct({ status: Schema.Number }))

const patience = Schedule.intersect(Schedule.spaced(Duration.millis(20)), Schedule.recurs(1_000))

const shownChars = 20_000

const directory = DirectoryLayer.layer(accounts, () => Effect.dieMessage("every secret is inline"))

/** The door alone, for listeners of account `acme`, over a store in memory. */
const opened = Effect.acquireRelease(
  Effect.promise(async () => {
    const runtime = ManagedRuntime.make(Layer.orDie(Layer.merge(MemoryStore.layer, directory)))
    const app = fastify()
    app.decorateRequest("caller")
    app.addHook("onRequest", async (request) => {
      request.caller = { keyId: "k", name: "k", role: "viewer", accountId: "acme" }
    })
    app.setErrorHandler((thrown, _request, reply) => {
      const { status } = problem(thrown)
      return reply.code(status).send()
    })
    EventsDoor.install(app, runtime, limits)
    await app.listen({ host: "127.0.0.1", port: 0 })
    return { app, feed: await runtime.runPromise(Feed), runtime }
  }),
  ({ app, runtime }) => Effect.promise(() => app.close().then(() => runtime.dispose()))
)

const portOf = (app: FastifyInstance): number => (app.server.address() as AddressInfo).port

/** A listener that reads: how much, and the beginning of it. */
const listener = (app: FastifyInstance) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const socket = connect(portOf(app), "127.0.0.1")
      const heard = { text: "", chars: 0, closed: false }
      socket.setEncoding("utf8")
      socket.on("data", (chunk) => {
        heard.chars += chunk.length
        if (heard.text.length < shownChars) heard.text += String(chunk)
      })
      socket.on("close", () => (heard.closed = true))
      socket.on("error", () => (heard.closed = true))
      socket.write("GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
      return { heard, socket }
    }),
    ({ socket }) => Effect.sync(() => socket.destroy())
  )

/** A listener that takes nothing from the wire. */
const deaf = (app: FastifyInstance) =>
  Effect.acquireRelease(
    Effect.sync((): Socket => {
      const socket = connect(portOf(app), "127.0.0.1")
      socket.on("error", () => {})
      socket.pause()
      socket.write("GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

const until = (what: string, holds: () => boolean) =>
  Effect.retry(
    Effect.suspend(() => (holds() ? Effect.void : Effect.fail(what))),
    patience
  )

const connections = (app: FastifyInstance) =>
  Effect.async<number>((resume) => {
    app.server.getConnections((_, count) => resume(Effect.succeed(count)))
  })

const event = (number: number, bytes: number) => ({
  type: "message.received" as const,
  accountId: "acme",
  atMillis: 1_800_000_000_000,
  data: { number, text: "x".repeat(bytes) }
})

describe("listeners of the event feed", () => {
  it.scopedLive("a listener hears a sign of life where nothing happens, again and again", () =>
    Effect.gen(function* () {
      const { app } = yield* opened
      const { heard } = yield* listener(app)
      yield* until("three signs of life", () => heard.text.split(": still here").length > 3)
      expect(heard.text).toMatch(/^HTTP\/1\.1 200 /)
      expect(heard.text).toContain("retry: 2000")
    })
  )

  it.scopedLive("a listener that takes nothing is cut off in time, and keeps no other one waiting", () =>
    Effect.gen(function* () {
      const { app, feed } = yield* opened
      const quick = yield* listener(app)
      const slow = yield* deaf(app)
      yield* until("both are listening", () => quick.heard.text.includes("id: "))
      while ((yield* connections(app)) < 2) yield* Effect.sleep(Duration.millis(10))
      yield* Effect.sleep(Duration.millis(100))
      // More than any pair of sockets holds for a reader that does not read.
      const count = 120
      const chars = 200_000
      for (let n = 0; n < count; n++) yield* feed.append([event(n, chars)])
      yield* until("the quick one has all of it", () => quick.heard.chars > count * chars)
      yield* Effect.gen(function* () {
        if ((yield* connections(app)) > 1) return yield* Effect.fail("the slow one is still there")
      }).pipe(Effect.retry(patience))
      expect(quick.heard.closed).toBe(false)
      expect(slow.destroyed).toBe(false)
    })
  )

  it.scopedLive("more listeners than a process serves are told to come back; one that goes makes room", () =>
    Effect.gen(function* () {
      const { app } = yield* opened
      const heard = yield* Effect.forEach([1, 2, 3], () => listener(app))
      for (const one of heard) yield* until("it is listening", () => one.heard.text.includes("id: "))
      const refused = yield* listener(app)
      yield* until("an answer", () => refused.heard.text.includes("HTTP/1.1"))
      expect(refused.heard.text).toMatch(/^HTTP\/1\.1 503 /)
      heard[0]?.socket.destroy()
      yield* Effect.gen(function* () {
        const next = yield* listener(app)
        yield* until("an answer", () => next.heard.text.includes("HTTP/1.1"))
        if (!next.heard.text.startsWith("HTTP/1.1 200 ")) return yield* Effect.fail("no room yet")
      }).pipe(Effect.retry(patience))
    })
  )

  it.scopedLive("a server that closes lets its listeners go", () =>
    Effect.gen(function* () {
      const { app } = yield* opened
      const { heard } = yield* listener(app)
      yield* until("it is listening", () => heard.text.includes("id: "))
      yield* Effect.promise(() => app.close())
      yield* until("the end", () => heard.closed)
    })
  )
})
