import { createServer } from "node:net"
import { Data, Effect } from "effect"

/** The address everything of the project listens on when it runs on one machine. */
export const loopback = "127.0.0.1"

const portMax = 65_535

/** No port was free from `from` upwards, or the system handed none out (`from` null). */
export class NoFreePort extends Data.TaggedError("NoFreePort")<{ readonly from: number | null }> {
  override get message(): string {
    return this.from === null
      ? `the system handed out no port on ${loopback}`
      : `no port is free on ${loopback} from ${this.from} to ${portMax}`
  }
}

export interface Options {
  /** The first port to try; those in use are stepped over. Without it the system picks one. */
  readonly from?: number
  /** Ports already promised to something that does not listen yet: stepped over too. */
  readonly besides?: ReadonlyArray<number>
}

/** Listens on `port` (0: any) and lets go of it: the port that was bound, or null where it is in use. */
const probe = (port: number): Effect.Effect<number | null> =>
  Effect.async((resume) => {
    const server = createServer()
    server.once("error", () => resume(Effect.succeed(null)))
    server.listen({ port, host: loopback, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resume(Effect.succeed(address !== null && typeof address === "object" ? address.port : null)))
    })
    return Effect.sync(() => server.close())
  })

/**
 * A port of the loopback address that nothing listens on.
 *
 * Gotcha: it is free now, not reserved. A server that finds it taken after all asks again from the next one.
 */
export const free = Effect.fn("Ports.free")(function* (options: Options = {}) {
  const besides = new Set(options.besides)
  if (options.from === undefined) {
    for (let attempt = 0; attempt <= besides.size; attempt++) {
      const port = yield* probe(0)
      if (port !== null && !besides.has(port)) return port
    }
    return yield* new NoFreePort({ from: null })
  }
  for (let port = options.from; port <= portMax; port++) {
    if (!besides.has(port) && (yield* probe(port)) !== null) return port
  }
  return yield* new NoFreePort({ from: options.from })
})
