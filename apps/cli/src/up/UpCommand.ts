import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Path from "@effect/platform/Path"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import { Effect } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import type { Running } from "./Up.ts"

const options = {
  format: Output.format,
  policy: Options.choice("policy", ["guide", "cloud-api"]).pipe(
    Options.withDefault("guide" as const),
    Options.withDescription("whose limits the gateway keeps and the simulator judges by; guide where it is not given")
  ),
  workers: Bounded.integer("workers", 1, 16).pipe(
    Options.withDefault(1),
    Options.withDescription("worker processes; 1 where it is not given")
  ),
  speed: Bounded.positive("speed", 100).pipe(
    Options.optional,
    Options.withDescription(
      "how much faster than the wall's its clock runs, to try hours in minutes; the directory keeps it"
    )
  ),
  rehearse: Options.boolean("rehearse").pipe(
    Options.withDescription("begin with a medium hold that awaits its review, to learn on")
  ),
  verbose: Options.boolean("verbose").pipe(Options.withDescription("show what the processes print, on stderr")),
  databaseUrl: Options.redacted("database-url").pipe(
    Options.withFallbackConfig(deployment.plainDatabaseUrl.config),
    Options.optional,
    Options.withDescription("a PostgreSQL to use; DATABASE_URL, or one that keeps its data in .sluice/")
  )
}

/** Paths are told as they are written in the directory that everything runs in. */
const words = ({ clock, databaseUrlPath, keyPath, stack }: Running, here: (path: string) => string): string =>
  [
    `API        ${stack.serverUrl}  (description: ${stack.serverUrl}/openapi.json)`,
    `dashboard  ${stack.serverUrl}/dashboard  (sign in with the API key)`,
    `simulator  ${stack.simulatorUrl}/simulator/stats`,
    `database   ${here(databaseUrlPath)}`,
    `accounts   ${here(stack.accountsPath)}`,
    `API key    ${here(keyPath)}`,
    ...(clock === null ? [] : [`clock      ${clock.speed} times as fast as the wall's`]),
    "",
    "In another terminal, in this directory:",
    '  sluice send --sender shop --to +886912345678 --text "Your order is ready" --wait 30',
    "",
    "Ctrl-C ends everything."
  ].join("\n")

/** `sluice up`: the whole gateway with a platform to talk to, until it is ended. */
export const command = Command.make("up", options, ({ format, ...given }) =>
  Effect.scoped(
    Effect.gen(function* () {
      // Loaded when it is needed: it takes longer to load than most commands take to run.
      const Up = yield* Effect.promise(() => import("./Up.ts"))
      const path = yield* Path.Path
      const { note } = yield* Output.Output
      yield* note("starting PostgreSQL, simulator, server and workers …")
      const running = yield* Up.start(given)
      const { databaseUrlPath, keyPath, stack, workers } = running
      yield* format === "json"
        ? Output.json({
            server: stack.serverUrl,
            simulator: stack.simulatorUrl,
            databaseUrlPath,
            accounts: stack.accountsPath,
            keyPath,
            pids: [stack.server, stack.simulator, ...workers].map(({ name, pid }) => ({ name, pid }))
          })
        : Output.line(words(running, (to) => path.relative(path.resolve(), to)))
      return yield* Up.watch(running)
    })
  )
).pipe(
  Command.withDescription(
    Example.described("Bring everything up on this machine: PostgreSQL, simulator, server and workers", [
      "sluice up",
      "sluice up --policy cloud-api --workers 2",
      "sluice up --speed 20 --rehearse"
    ])
  )
)
