import { Effect } from "effect"
import { createServer } from "node:net"

/** A port that nothing listens on at this moment. A runner must know its address before it starts to listen. */
export const take = (host: string): Effect.Effect<number> =>
  Effect.async<number>((resume) => {
    const probe = createServer()
    probe.once("error", (error) => resume(Effect.die(error)))
    probe.listen({ host, port: 0 }, () => {
      const address = probe.address()
      probe.close(() =>
        resume(
          typeof address === "object" && address !== null ? Effect.succeed(address.port) : Effect.dieMessage("no port")
        )
      )
    })
  })
