import { it } from "@effect/vitest"
import * as Target from "@sluice/adapter-webhooks/HttpTarget"
import { HttpTarget } from "@sluice/engine/ports/Targets"
import { Effect, Fiber, Option } from "effect"
import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { describe, expect } from "vitest"

const quick: Target.Options = { ...Target.defaults, loopback: true, connectMillisMax: 1_500, millisMax: 1_500 }

/** A receiver that would keep connections for a minute, and what is open of them. */
const receiver = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.async<{ readonly server: Server; readonly at: (path: string) => string }>((resume) => {
      const server = createServer({ keepAliveTimeout: 60_000 }, listener)
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({ server, at: (path) => `http://127.0.0.1:${port}${path}` }))
      })
    }),
    ({ server }) =>
      Effect.async<void>((resume) => {
        server.closeAllConnections()
        server.close(() => resume(Effect.void))
      })
  )

const holder = (id: string, accountId = "acme") => ({ id, accountId })

const parcel = { headers: {}, body: "{}" }
const times = <A, E, R>(count: number, effect: (n: number) => Effect.Effect<A, E, R>) =>
  Effect.forEach(
    Array.from({ length: count }, (_, n) => n),
    effect,
    { concurrency: "unbounded" }
  )

describe("Lines", () => {
  it.scopedLive("what one holder keeps waiting holds up no other at the same host", () =>
    Effect.gen(function* () {
      const hanging = new Set<string>()
      let full = () => {}
      const { at } = yield* receiver((request, response) => {
        if (request.url !== "/hangs") return response.writeHead(204).end()
        hanging.add(`${request.socket.remotePort}`)
        return hanging.size === quick.connectionsMax && full()
      })
      const { post } = yield* HttpTarget
      const filled = Effect.async<void>((resume) => {
        full = () => resume(Effect.void)
      })
      const hung = yield* Effect.fork(times(40, () => post(at("/hangs"), parcel, holder("hangs"))))
      yield* filled
      const told = yield* times(200, () => post(at("/answers"), parcel, holder("answers")))
      expect(told).toEqual(told.map(() => ({ _tag: "Taken", status: 204 })))
      // All of it while the first had all that it may have, and no more.
      expect(Option.isNone(yield* Fiber.poll(hung))).toBe(true)
      expect(hanging.size).toBe(quick.connectionsMax)
      yield* Fiber.interrupt(hung)
    }).pipe(Effect.provide(Target.layer({ ...quick, millisMax: 10_000 })))
  )

  it.scopedLive("a request that waits for room uses up nothing of its time", () =>
    Effect.gen(function* () {
      const { at } = yield* receiver((_, response) => {
        setTimeout(() => response.writeHead(204).end(), 700)
      })
      const { post } = yield* HttpTarget
      // The last of three leaves after 1,400 ms, and takes 700 of the 1,500 that it has.
      const told = yield* times(3, () => post(at("/"), parcel, holder("slow")))
      expect(told.map(({ _tag }) => _tag)).toEqual(["Taken", "Taken", "Taken"])
    }).pipe(Effect.provide(Target.layer({ ...quick, connectionsMax: 1 })))
  )

  it.scopedLive("holders that are silent hold no connection, whatever the receiver says of keeping it", () =>
    Effect.gen(function* () {
      const { at, server } = yield* receiver((_, response) => {
        response.writeHead(204).end()
      })
      let open = 0
      let opened = 0
      let emptied = () => {}
      server.on("connection", (socket) => {
        open++
        opened++
        socket.on("close", () => {
          if (--open === 0) emptied()
        })
      })
      const { post } = yield* HttpTarget
      const told = yield* times(200, (n) => post(at("/"), parcel, holder(`holder ${n}`)))
      expect(told.every(({ _tag }) => _tag === "Taken")).toBe(true)
      expect(opened).toBe(200)
      yield* Effect.async<void>((resume) => {
        emptied = () => resume(Effect.void)
        if (open === 0) emptied()
      }).pipe(Effect.timeout("10 seconds"))
      // And they are called again as if nothing had been.
      expect(yield* post(at("/"), parcel, holder("holder 7"))).toEqual({ _tag: "Taken", status: 204 })
    }).pipe(Effect.provide(Target.layer({ ...quick, idleMillisMax: 300 })))
  )

  const few = { ...quick, connectMillisMax: 10_000, millisMax: 60_000, overallMax: 20 }

  it.scopedLive(
    "however many hang at one host and of one account, they hold half of the connections, and others are told",
    () =>
      Effect.gen(function* () {
        let hanging = 0
        let half = () => {}
        const hangs = yield* receiver(() => {
          if (++hanging === 10) half()
        })
        const answers = yield* receiver((_, response) => response.writeHead(204).end())
        const filled = Effect.async<void>((resume) => {
          half = () => resume(Effect.void)
        })
        const { post } = yield* HttpTarget
        const hung = yield* Effect.fork(times(200, (n) => post(hangs.at("/"), parcel, holder(`hangs ${n}`, "acme"))))
        yield* filled
        // Another account at another host.
        const told = yield* times(100, (n) => post(answers.at("/"), parcel, holder(`answers ${n % 30}`, "zenith")))
        expect(told).toEqual(told.map(() => ({ _tag: "Taken", status: 204 })))
        expect(Option.isNone(yield* Fiber.poll(hung))).toBe(true)
        expect(hanging).toBe(10)
        yield* Fiber.interrupt(hung)
      }).pipe(Effect.provide(Target.layer(few)))
  )

  it.scopedLive("connections that are kept are bounded over all holders, however many there are", () =>
    Effect.gen(function* () {
      const { at, server } = yield* receiver((_, response) => {
        setTimeout(() => response.writeHead(204).end(), 5)
      })
      let open = 0
      let most = 0
      server.on("connection", (socket) => {
        most = Math.max(most, ++open)
        socket.on("close", () => open--)
      })
      const { post } = yield* HttpTarget
      const told = yield* times(300, (n) => post(at("/"), parcel, holder(`holder ${n % 100}`)))
      expect(told.every(({ _tag }) => _tag === "Taken")).toBe(true)
      expect(most).toBeLessThanOrEqual(2 * few.overallMax)
    }).pipe(Effect.provide(Target.layer(few)))
  )
})
