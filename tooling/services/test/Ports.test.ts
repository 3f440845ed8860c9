import { type AddressInfo, createServer } from "node:net"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Ports from "@sluice/services/Ports"

/** Listens on a port (0: any) for the length of the scope, and answers it. */
const listening = (port: number, host: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<ReturnType<typeof createServer>>((resume) => {
        const server = createServer()
        server.listen(port, host, () => resume(Effect.succeed(server)))
      }),
      (server) => Effect.sync(() => server.close())
    ),
    (server) => (server.address() as AddressInfo).port
  )

describe("Ports", () => {
  it.scopedLive("a port that is handed out can be listened on", () =>
    Effect.gen(function* () {
      const port = yield* Ports.free()
      expect(yield* listening(port, Ports.loopback)).toBe(port)
    })
  )

  it.scopedLive("a port in use on the loopback address is stepped over", () =>
    Effect.gen(function* () {
      const taken = yield* listening(0, Ports.loopback)
      expect(yield* Ports.free({ from: taken })).toBeGreaterThan(taken)
    })
  )

  it.scopedLive("a port in use on every address is stepped over", () =>
    Effect.gen(function* () {
      const taken = yield* listening(0, "0.0.0.0")
      expect(yield* Ports.free({ from: taken })).toBeGreaterThan(taken)
    })
  )

  it.scopedLive("a port promised to something that does not listen yet is stepped over", () =>
    Effect.gen(function* () {
      const first = yield* Ports.free({ from: 21_000 })
      const second = yield* Ports.free({ from: 21_000, besides: [first] })
      expect(second).toBeGreaterThan(first)
    })
  )

  it.scopedLive("when no port is left, the failure names where the search began", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Ports.free({ from: 65_535, besides: [65_535] }))
      expect(error).toBeInstanceOf(Ports.NoFreePort)
      expect(error.message).toBe("no port is free on 127.0.0.1 from 65535 to 65535")
    })
  )
})
