import { CliConfig, Command } from "@effect/cli"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as EndWithParent from "@sluice/services/EndWithParent"
import { Cause, Effect, Exit, Layer, Schema } from "effect"
import { fileURLToPath } from "node:url"
import * as CallbacksCommand from "./callbacks/CallbacksCommand.ts"
import * as ErrorsCommand from "./errors/ErrorsCommand.ts"
import * as Example from "./Example.ts"
import * as ExitCode from "./ExitCode.ts"
import * as KeysCommand from "./keys/KeysCommand.ts"
import * as MessagesCommand from "./messages/MessagesCommand.ts"
import * as MigrateCommand from "./migrate/MigrateCommand.ts"
import * as NumbersCommand from "./numbers/NumbersCommand.ts"
import * as Output from "./Output.ts"
import * as PlainConsole from "./PlainConsole.ts"
import * as Overview from "./Overview.ts"
import * as Platform from "./Platform.ts"
import * as QueueCommand from "./queue/QueueCommand.ts"
import * as QuickstartCommand from "./quickstart/QuickstartCommand.ts"
import * as SendCommand from "./send/SendCommand.ts"
import * as SimulatorCommand from "./simulator/SimulatorCommand.ts"
import * as UpCommand from "./up/UpCommand.ts"

/** `sluice`: operations and every core rule at the prompt. */
const sluice = Command.make("sluice").pipe(
  Command.withDescription(
    Example.described("A gateway to the WhatsApp Business platform", ["sluice up", "sluice numbers check +886912345678"])
  ),
  Command.withSubcommands([
    NumbersCommand.numbersCommand,
    CallbacksCommand.command,
    ErrorsCommand.command,
    SendCommand.command,
    MessagesCommand.command,
    QueueCommand.command,
    KeysCommand.command,
    MigrateCommand.command,
    SimulatorCommand.command,
    UpCommand.command,
    QuickstartCommand.command
  ])
)

const Package = Schema.parseJson(Schema.Struct({ version: Schema.String }))

/** Beside `src` and `dist` alike. */
const version = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(fileURLToPath(new URL("../package.json", import.meta.url)))
  return (yield* Schema.decode(Package)(text)).version
}).pipe(Effect.orDie)

const program = Effect.gen(function* () {
  yield* EndWithParent.install
  const number = yield* version
  const run = Command.run(sluice, { name: "sluice", version: number })
  const exit = yield* Effect.exit(
    Overview.isAskedFor(process.argv.slice(2)) ? Output.line(Overview.text(number)) : run(process.argv)
  )
  return yield* ExitCode.report(exit)
})

const main = PlainConsole.provided(program).pipe(
  Effect.provide(
    Layer.mergeAll(Platform.layer, Output.layer, CliConfig.layer({ showBuiltIns: false }))
  )
)

/** What shells expect of a process that a signal ended: everything it held has been let go of. */
const interrupted = 130

NodeRuntime.runMain(main, {
  disableErrorReporting: true,
  teardown: (exit, onExit) => {
    if (Exit.isFailure(exit)) return onExit(Cause.isInterruptedOnly(exit.cause) ? interrupted : 1)
    onExit(typeof exit.value === "number" ? exit.value : 0)
  }
})
