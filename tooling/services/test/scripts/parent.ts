import { Effect } from "effect"
import * as Processes from "../../src/Processes.ts"

/** Starts a process, tells its id, and never closes its scope. */
await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const child = yield* Processes.start({
        name: "ending",
        script: new URL("ending.ts", import.meta.url),
        print: true,
        ready: Processes.Line({ pattern: /^watching/ })
      })
      process.stdout.write(`started ${child.pid}\n`)
      yield* Effect.never
    })
  )
)
