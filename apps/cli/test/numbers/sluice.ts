/** The smallest program around `sluice numbers`, for tests that need a real process: its streams, its memory, its exit code. */
import * as Command from "@effect/cli/Command"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { numbersCommand } from "@sluice/cli/numbers/NumbersCommand"
import * as ExitCode from "@sluice/cli/ExitCode"
import * as Output from "@sluice/cli/Output"
import { Effect, Layer } from "effect"

const root = Command.make("sluice").pipe(Command.withSubcommands([numbersCommand]))

const explain = () => ({ at: "", message: "the command is not called so", remedy: "" })

await Command.run(root, { name: "sluice", version: "0.0.0" })(process.argv).pipe(
  Effect.exit,
  Effect.flatMap((exit) => ExitCode.report(exit, { format: "human", explain })),
  Effect.tap((code) => Effect.sync(() => (process.exitCode = code))),
  Effect.provide(Layer.merge(NodeContext.layer, Output.layer)),
  Effect.runPromise
)
// For the test that compares memory: the most that this process has held, in KiB.
process.send?.({ rssKibMax: process.resourceUsage().maxRSS })
