import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import { Effect, Redacted } from "effect"
import { fileURLToPath } from "node:url"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as LiveView from "./LiveView.ts"
import type { Left } from "./Quickstart.ts"
import * as Summary from "./Summary.ts"

/** The list that comes with the repository: `samples/` at its root, from `dist` and from the sources alike. */
const sampleList = fileURLToPath(new URL("../../../../samples/recipients.csv", import.meta.url))

const options = {
  format: Output.format,
  keep: Options.boolean("keep").pipe(
    Options.withDescription("leave everything running at the end, until Ctrl-C, and print the addresses")
  ),
  list: Options.text("list").pipe(
    Options.withDefault(sampleList),
    Options.withDescription("another list: a CSV with the columns of samples/recipients.csv")
  ),
  plot: Options.text("plot").pipe(
    Options.optional,
    Options.withDescription("write a picture of the pacing to this file (SVG)")
  ),
  databaseUrl: Options.redacted("database-url").pipe(
    Options.withFallbackConfig(deployment.plainDatabaseUrl.config),
    Options.optional,
    Options.withDescription("a PostgreSQL to use; DATABASE_URL, or one that is started for this")
  )
}

const addresses = ({ databaseUrl, running }: Left): string =>
  [
    "",
    `  API        ${running.stack.serverUrl}  (description: ${running.stack.serverUrl}/openapi.json)`,
    `  simulator  ${running.stack.simulatorUrl}/simulator/stats`,
    `  database   ${databaseUrl}`,
    "",
    "  In another terminal:",
    `    export SLUICE_URL=${running.stack.serverUrl} SLUICE_API_KEY=${Redacted.value(running.key)}`,
    "    npx -y pnpm@12.21.0 sluice messages ls --state failed",
    "",
    "Ctrl-C ends it."
  ].join("\n")

/** `sluice quickstart`: everything once, on this machine, with numbers at the end. */
export const command = Command.make("quickstart", options, ({ databaseUrl, format, keep, list, plot }) =>
  Effect.scoped(
    Effect.gen(function* () {
      // Loaded when it is needed: it takes longer to load than most commands take to run.
      const Quickstart = yield* Effect.promise(() => import("./Quickstart.ts"))
      const view = yield* LiveView.make(format, process.stdout.isTTY)
      const { left, summary } = yield* Quickstart.run({ listPath: list, databaseUrl, plotPath: plot }, view)
      yield* format === "json" ? Output.json(summary) : Output.line(`\n${Summary.lines(summary)}`)
      if (summary.faults.length > 0)
        return yield* new ExitCode.CommandFailed({
          message: `not everything is accounted for: ${summary.faults.join("; ")}`
        })
      if (!keep) return
      yield* view.say(addresses(left))
      return yield* Effect.never
    })
  )
).pipe(
  Command.withDescription(
    Example.described(
      "Bring everything up on this machine, send a sample list through it, and account for every message",
      ["sluice quickstart --keep", "sluice quickstart --json"]
    )
  )
)
