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
      const hung = yield* Effect.fork(times(40, () => post(at("/hangs"), parcel, "hangs")))
      yield* filled
      const told = yield* times(200, () => post(at("/answers"), parcel, "answers"))
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
      const told = yield* times(3, () => post(at("/"), parcel, "slow"))
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
      const told = yield* times(200, (n) => post(at("/"), parcel, `holder ${n}`))
      expect(told.every(({ _tag }) => _tag === "Taken")).toBe(true)
      expect(opened).toBe(200)
      yield* Effect.async<void>((resume) => {
        emptied = () => resume(Effect.void)
        if (open === 0) emptied()
      }).pipe(Effect.timeout("10 seconds"))
      // And they are called again as if nothing had been.
      expect(yield* post(at("/"), parcel, "holder 7")).toEqual({ _tag: "Taken", status: 204 })
    }).pipe(Effect.provide(Target.layer({ ...quick, idleMillisMax: 300 })))
  )
})
