import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { shipped } from "@sluice/core/policy/Policy"
import { Effect } from "effect"
import * as Example from "../../Example.ts"
import { FindingsFound, UsageError } from "../../ExitCode.ts"
import * as Output from "../../Output.ts"
import * as Probe from "./Probe.ts"
import * as Verification from "./Verification.ts"
import * as VerifyOptions from "./VerifyOptions.ts"
import * as VerifyReport from "./VerifyReport.ts"

const address = Args.text({ name: "url" }).pipe(
  Args.withDescription("the address as the platform calls it: https://<host>/callbacks/cloud-api/<account>")
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

/** `sluice callbacks verify-url`: whether an address for callbacks works as the platform needs it (ON-02). */
export const command = Command.make(
  "verify-url",
  {
    address,
    verifyTokenFile: VerifyOptions.verifyTokenFile,
    appSecretFile: VerifyOptions.appSecretFile,
    caFile: VerifyOptions.caFile,
    requests,
    concurrency,
    format: Output.format
  },
  (given) =>
    Effect.gen(function* () {
      yield* within("requests", given.requests, 1_000)
      yield* within("concurrency", given.concurrency, 8)
      const url = yield* VerifyOptions.addressOf(given.address)
      const { answerMillisAim, answerMillisMax: repeatedMillis } = shipped.guide.receiving
      const probe = yield* Probe.make({ answerMillisMax, authorities: yield* VerifyOptions.authorities(given.caFile) })
      const verification = yield* Verification.run(probe, {
        url,
        ...(yield* VerifyOptions.secrets(given)),
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
