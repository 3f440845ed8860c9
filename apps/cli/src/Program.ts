import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as EndWithParent from "@sluice/services/EndWithParent"
import { Cause, Effect, Exit, Layer, Schema } from "effect"
import { fileURLToPath } from "node:url"
import * as CommandLine from "./CommandLine.ts"
import * as Output from "./Output.ts"
import * as PlainConsole from "./PlainConsole.ts"
import * as Platform from "./Platform.ts"
import * as ServerOption from "./server/ServerOption.ts"

const Package = Schema.parseJson(Schema.Struct({ version: Schema.String }))

/** Beside `src` and `dist` alike. */
const version = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(fileURLToPath(new URL("../package.json", import.meta.url)))
  return (yield* Schema.decode(Package)(text)).version
}).pipe(Effect.orDie)

const program = Effect.gen(function* () {
  yield* EndWithParent.install
  return yield* CommandLine.run(process.argv.slice(2), yield* version).pipe(
    Effect.withConfigProvider(yield* ServerOption.environment)
  )
})

const main = PlainConsole.provided(program).pipe(Effect.provide(Layer.merge(Platform.layer, Output.layer)))

/** What shells expect of a process that a signal ended: everything it held has been let go of. */
const interrupted = 130

NodeRuntime.runMain(main, {
  disableErrorReporting: true,
  teardown: (exit, onExit) => {
    if (Exit.isFailure(exit)) return onExit(Cause.isInterruptedOnly(exit.cause) ? interrupted : 1)
    onExit(typeof exit.value === "number" ? exit.value : 0)
  }
})
