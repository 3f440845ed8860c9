import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import { commandLine } from "@sluice/adapter-node/settings/CommandLineSettings"
import { shipped } from "@sluice/core/policy/Policy"
import type { Setting } from "@sluice/engine/settings/Setting"
import { Effect, Option, type Redacted } from "effect"
import * as TokenInput from "../../accounts/TokenInput.ts"
import * as Example from "../../Example.ts"
import { FindingsFound, UsageError } from "../../ExitCode.ts"
import * as Output from "../../Output.ts"
import * as Probe from "./Probe.ts"
import * as Verification from "./Verification.ts"
import * as VerifyReport from "./VerifyReport.ts"

const address = Args.text({ name: "url" }).pipe(
  Args.withDescription("the address as the platform calls it: https://<host>/callbacks/cloud-api/<account>")
)

const secretFile = (name: string, what: string, { name: variable }: Setting<unknown>) =>
  Options.text(name).pipe(
    Options.withDescription(`file with ${what}, or - for standard input; without it the variable ${variable}`),
    Options.optional
  )
const verifyTokenFile = secretFile("verify-token-file", "the verify token", commandLine.verifyToken)
const appSecretFile = secretFile("app-secret-file", "the app secret", commandLine.appSecret)
const caFile = Options.text("ca-file").pipe(
  Options.withDescription("certificates to believe besides the usual ones, in PEM; the platform knows nothing of them"),
  Options.optional
)
const requests = Options.integer("requests").pipe(
  Options.withDescription("callbacks by which answer times are measured, 1 to 1000"),
  Options.withDefault(50)
)
const concurrency = Options.integer("concurrency").pipe(
  Options.withDescription("how many of them at once, 1 to 8"),
  Options.withDefault(4)
)

/** Longer than the platform waits, so that a slow answer is told from none. */
const answerMillisMax = 10_000

const within = (name: string, value: number, max: number) =>
  value >= 1 && value <= max
    ? Effect.void
    : Effect.fail(new UsageError({ message: `--${name} must be from 1 to ${max}, not ${value}` }))

/** Secrets come from a file or the environment, never from the command line, which other users of the machine can read. */
const secret = (file: Option.Option<string>, { config }: Setting<Option.Option<Redacted.Redacted>>) =>
  Option.match(file, {
    onSome: (name) => Effect.map(TokenInput.read(name), (token): Redacted.Redacted | null => token),
    onNone: () => Effect.map(Effect.orElseSucceed(config, Option.none), Option.getOrNull)
  })

const addressOf = (text: string) => {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return Effect.fail(
      new UsageError({
        message: `${JSON.stringify(text)} is not an address; give one like https://hooks.example.com/callbacks`
      })
    )
  }
  return url.username === "" && url.password === ""
    ? Effect.succeed(url)
    : Effect.fail(new UsageError({ message: "leave user and password out of the address: the platform presents none" }))
}

const authorities = (file: Option.Option<string>) =>
  Option.match(file, {
    onNone: () => Effect.succeed(null),
    onSome: (name) =>
      Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(name)).pipe(
        Effect.mapError(() => new UsageError({ message: `${name} cannot be read; is it there?` }))
      )
  })

/** `sluice callbacks verify-url`: whether an address for callbacks works as the platform needs it (ON-02). */
export const command = Command.make(
  "verify-url",
  { address, verifyTokenFile, appSecretFile, caFile, requests, concurrency, format: Output.format },
  (given) =>
    Effect.gen(function* () {
      yield* within("requests", given.requests, 1_000)
      yield* within("concurrency", given.concurrency, 8)
      const url = yield* addressOf(given.address)
      const { answerMillisAim, answerMillisMax: repeatedMillis } = shipped.guide.receiving
      const probe = yield* Probe.make({ answerMillisMax, authorities: yield* authorities(given.caFile) })
      const verification = yield* Verification.run(probe, {
        url,
        verifyToken: yield* secret(given.verifyTokenFile, commandLine.verifyToken),
        appSecret: yield* secret(given.appSecretFile, commandLine.appSecret),
        requests: given.requests,
        concurrency: given.concurrency,
        aimMillis: answerMillisAim,
        maxMillis: repeatedMillis
      })
      const { style } = yield* Output.Output
      yield* given.format === "json"
        ? Output.json(VerifyReport.json(verification))
        : Output.line(VerifyReport.lines(verification, style))
      const errors = VerifyReport.failures(verification)
      if (errors > 0) return yield* new FindingsFound({ errors })
    }).pipe(Effect.scoped)
).pipe(
  Command.withDescription(
    Example.described(
      "Check an address for callbacks as the platform would use it; it sends callbacks that tell nothing.",
      [
        "SLUICE_APP_SECRET=… SLUICE_VERIFY_TOKEN=… sluice callbacks verify-url https://hooks.example.com/callbacks/cloud-api/acme",
        "sluice callbacks verify-url https://hooks.example.com/wa --app-secret-file ./secret --json"
      ]
    )
  )
)
