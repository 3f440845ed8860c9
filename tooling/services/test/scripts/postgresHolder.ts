import { Effect, Option } from "effect"
import * as EmbeddedPostgres from "../../src/EmbeddedPostgres.ts"

/** Starts a server, in the directory given or a temporary one, tells about it, and never closes its scope. */
const directory = process.argv[2]
await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const server = yield* EmbeddedPostgres.start(directory === undefined ? { unsafeFast: true } : { directory })
      const pid = Option.getOrThrow(yield* server.pid)
      process.stdout.write(`${JSON.stringify({ pid, url: server.url, directory: server.directory })}\n`)
      yield* Effect.never
    })
  )
)
