import { Effect } from "effect"
import * as Binaries from "../../src/internal/Binaries.ts"
import * as Cluster from "../../src/internal/Cluster.ts"
import * as Ports from "../../src/Ports.ts"
import * as Postmaster from "../../src/internal/Postmaster.ts"

/**
 * Leaves a server behind that nobody watches, as when a run and its watchdog are killed at once: in the directory given,
 * or in a temporary one. Tells about it, and ends without closing its scope.
 */
const kept = process.argv[2]
await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const place = yield* kept === undefined ? Cluster.temporary : Cluster.persistent(kept)
      const { initdb, postgres } = yield* Binaries.locate(place.account, place.directory)
      yield* Cluster.initialise(place, initdb, false)
      const outcome = yield* Postmaster.start({
        program: postgres,
        directory: place.directory,
        port: yield* Ports.free(),
        account: place.account,
        settings: { unix_socket_directories: "", fsync: "off" },
        watch: () => {}
      })
      const pid = outcome._tag === "Ready" ? outcome.postmaster.pid : 0
      process.stdout.write(`${JSON.stringify({ pid, directory: place.directory })}\n`, () => process.exit(0))
      yield* Effect.never
    })
  )
)
