import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Finding from "@sluice/engine/doctor/Finding"
import { Effect, Option } from "effect"
import * as Example from "../Example.ts"
import { FindingsFound, UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as DoctorReport from "./DoctorReport.ts"

const config = {
  callbackUrl: Options.text("callback-url").pipe(
    Options.optional,
    Options.withDescription(
      "what providers call, as https://hooks.example.com; SLUICE_PUBLIC_URL, or the one that `sluice up` runs here"
    )
  ),
  account: Options.text("account").pipe(
    Options.optional,
    Options.withDescription("check this account alone; all where it is not given")
  ),
  strict: Options.boolean("strict").pipe(Options.withDescription("end with 1 for warnings too")),
  format: Output.format
}

const address = (given: Option.Option<string>): Effect.Effect<string | null, UsageError> =>
  Option.match(given, {
    onNone: () => Effect.succeed(null),
    onSome: (text) =>
      /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(text)
        ? Effect.succeed(text)
        : new UsageError({ message: `--callback-url ${text}: give an address like https://hooks.example.com` })
  })

/** `sluice doctor`: what stands against sending and receiving, each with its remedy. */
export const command = Command.make("doctor", config, (given) =>
  Effect.gen(function* () {
    const callbackUrl = yield* address(given.callbackUrl)
    const { progress, style } = yield* Output.Output
    const local = yield* ServerOption.left
    yield* progress("asking the database, the providers and the server …")
    // Loaded when it is needed: it takes longer to load than most commands take to run.
    const Doctor = yield* Effect.promise(() => import("./Doctor.ts"))
    const findings = yield* Doctor.run({
      callbackUrl,
      localUrl: Option.getOrNull(Option.map(local, ({ url }) => url)),
      account: Option.getOrNull(given.account)
    })
    yield* given.format === "json"
      ? Output.json(DoctorReport.json(findings))
      : Output.line(DoctorReport.lines(findings, style))
    const errors = Finding.count(findings, "fail") + (given.strict ? Finding.count(findings, "warn") : 0)
    if (errors > 0) return yield* new FindingsFound({ errors })
  })
).pipe(
  Command.withDescription(
    Example.described(
      "Check everything that sending and receiving hang on: configuration, database, providers, tokens, clocks, callbacks. Run it in the environment of the server.",
      ["sluice doctor", "sluice doctor --strict --json"]
    )
  )
)
