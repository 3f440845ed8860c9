import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Simulator from "@sluice/simulator/Simulator"
import { Clock, Effect, Option } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as Credentials from "./Credentials.ts"
import * as Settings from "./Settings.ts"

const options = {
  config: Options.file("config", { exists: "yes" }).pipe(
    Options.withDescription("a file with the simulator's configuration as JSON; the other options go before it"),
    Options.optional
  ),
  port: Bounded.integer("port", 0, 65_535).pipe(
    Options.withDescription("port on this machine; any free one where it is not given"),
    Options.optional
  ),
  seed: Options.text("seed").pipe(
    Options.withDescription("text that decides every draw: the same seed and messages give the same fates"),
    Options.optional
  ),
  speed: Bounded.positive("speed", 10_000).pipe(
    Options.withDescription("how much faster than the wall's its clock runs; 1 where it is not given"),
    Options.optional
  ),
  policy: Options.choice("policy", ["guide", "cloud-api"]).pipe(
    Options.withDescription("whose limits it judges by; guide where it is not given"),
    Options.optional
  ),
  callbackUrl: Options.text("callback-url").pipe(
    Options.filterMap(
      (url) => (URL.canParse(url) ? Option.some(url) : Option.none()),
      "--callback-url takes an address, as http://127.0.0.1:8080/callbacks/cloud-api/sample"
    ),
    Options.withDescription("where callbacks go; nowhere where it is not given"),
    Options.optional
  ),
  stateFile: Options.file("state-file").pipe(
    Options.withDescription("file to write address and credentials to, as JSON; it is removed at the end"),
    Options.optional
  ),
  format: Output.format
}

const words = (simulator: Simulator.Simulator["Type"]): string => {
  const { apps, clock, control, policy, seed, senders, tokens, url } = Credentials.of(simulator)
  return [
    `Graph API  ${url}`,
    `control    ${control}/stats`,
    `judged by  ${policy}, seed ${seed}, speed ${clock.speed}`,
    ...senders.map((sender) => `sender     ${sender.phoneNumberId}  ${sender.displayPhoneNumber}`),
    ...tokens.map((token) => `token      ${token.value}`),
    ...apps.map((app) => `app        ${app.appId}, callbacks to ${app.callbackUrl ?? "nowhere"}`),
    "",
    "Ctrl-C ends it."
  ].join("\n")
}

const started = (input: Parameters<typeof Simulator.make>[0]) =>
  Simulator.make(input).pipe(
    Effect.catchTags({
      ParseError: (error) =>
        new ExitCode.UsageError({ message: `the configuration makes no sense\n${Settings.issues(error)}` }),
      ServeError: () =>
        new ExitCode.CommandFailed({ message: `cannot listen on port ${input?.port ?? 0}: it is taken` })
    })
  )

/** `sluice simulator`: the Cloud API on this machine, and the judge of whoever sends to it, until it is ended. */
export const command = Command.make("simulator", options, ({ config, format, stateFile, ...given }) =>
  Effect.scoped(
    Effect.gen(function* () {
      const file = yield* Settings.read(config)
      const simulator = yield* started(Settings.merged(file, given, yield* Clock.currentTimeMillis))
      if (Option.isSome(stateFile)) yield* Credentials.leave(stateFile.value, simulator)
      yield* format === "json" ? Output.json(Credentials.of(simulator)) : Output.line(words(simulator))
      return yield* Effect.never
    })
  )
).pipe(
  Command.withDescription(
    Example.described("The Cloud API on this machine, with limits, failures, delays, duplicates and disorder", [
      "sluice simulator --port 8090 --callback-url http://127.0.0.1:8080/callbacks/cloud-api/sample",
      "sluice simulator --config simulator.json --speed 600 --json"
    ])
  )
)
