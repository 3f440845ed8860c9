import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { OnboardingView } from "@sluice/client/Onboarding"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import { StepId } from "@sluice/core/onboarding/Onboarding"
import * as Registration from "@sluice/core/standing/Registration"
import { Effect, Option, Schema } from "effect"
import * as VerifyOptions from "../callbacks/verify/VerifyOptions.ts"
import * as Choice from "../Choice.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import { FindingsFound, UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as OnboardingLines from "./OnboardingLines.ts"
import * as TestCommand from "./TestCommand.ts"

const shared = { server: ServerOption.server, format: Output.format }

const account = Args.text({ name: "account" }).pipe(
  Args.withDescription("its id in the accounts file, or the one that it will have there")
)

const viewJson = Schema.encodeSync(OnboardingView)

const print = (format: Output.Format, one: OnboardingView) =>
  format === "json" ? Output.json(viewJson(one)) : Output.line(OnboardingLines.page(one))

const ls = Command.make("ls", shared, ({ format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const { onboarding } = yield* ServerFailure.told(client.onboarding.list())
    yield* format === "json"
      ? Effect.forEach(onboarding, (one) => Output.json(viewJson(one)), { discard: true })
      : Output.line(OnboardingLines.table(onboarding))
  })
).pipe(
  Command.withDescription(
    Example.described("List the accounts on their way to live, and when each is expected", ["sluice onboarding ls"])
  )
)

const show = Command.make("show", { ...shared, account }, ({ account, format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* print(format, yield* ServerFailure.told(client.onboarding.show({ path: { id: account } })))
  })
).pipe(
  Command.withDescription(
    Example.described("Show where an account is: steps, who acts, the expected date, what is still open", [
      "sluice onboarding show acme"
    ])
  )
)

const step = Command.make(
  "step",
  {
    ...shared,
    account,
    step: Choice.arg("step", StepId.literals).pipe(Args.withDescription("which step")),
    act: Choice.arg("act", ["begin", "block", "resume", "finish"]).pipe(
      Args.withDescription("what happens to it; a step with checks is finished once they have passed")
    ),
    reason: Options.text("reason").pipe(Options.withDefault(""), Options.withDescription("why it is blocked")),
    yes: Confirmation.yes
  },
  ({ account, act, format, reason, server, step, yes }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      yield* Confirmation.asked(`${account}: ${act} ${step}`, yes)
      const stepped = client.onboarding.step({ path: { id: account }, payload: { step, act, reason } })
      yield* print(format, yield* ServerFailure.told(stepped))
    })
).pipe(
  Command.withDescription(
    Example.described("Begin, block, resume or finish a step", [
      "sluice onboarding step acme developer-account begin --yes",
      'sluice onboarding step acme developer-account block --yes --reason "the certificate is being renewed"'
    ])
  )
)

const listed = (text: string): ReadonlyArray<string> => text.split(",").filter((part) => part !== "")

const holidays = Options.text("holidays").pipe(
  Options.filterMap((text) => {
    const days = listed(text).map(BusinessDays.fromIso)
    return days.every((day) => day !== null) ? Option.some(days) : Option.none()
  }, "--holidays takes dates such as 2026-12-25,2027-01-01"),
  Options.optional,
  Options.withDescription("days without work beside weekends, separated by commas")
)

const said = <A>(name: string, given: Option.Option<A>) =>
  Option.match(given, { onNone: () => ({}), onSome: (value) => ({ [name]: value }) })

const set = Command.make(
  "set",
  {
    ...shared,
    account,
    businessType: Options.choice("business-type", Registration.BusinessType.literals).pipe(
      Options.optional,
      Options.withDescription("what the business sells or does")
    ),
    blocks: Options.choice("blocks", Registration.Blocks.literals).pipe(
      Options.optional,
      Options.withDescription("whether a number or an account of the business was blocked before, and still is")
    ),
    templates: Options.text("templates").pipe(
      Options.optional,
      Options.withDescription("names of the templates that are to be sent, separated by commas")
    ),
    timeZone: Options.text("time-zone").pipe(
      Options.optional,
      Options.withDescription("IANA name, as Asia/Seoul; that of the account's first sender where it is not given")
    ),
    holidays
  },
  ({ account, blocks, businessType, format, holidays, server, templates, timeZone }) =>
    Effect.gen(function* () {
      const payload = {
        ...said("businessType", businessType),
        ...said("blocks", blocks),
        ...said("templates", Option.map(templates, listed)),
        ...said("timeZone", timeZone),
        ...said("holidays", holidays)
      }
      if (Object.keys(payload).length === 0) {
        return yield* new UsageError({ message: "say what is to be set; --help names it" })
      }
      const client = yield* ServerOption.client(server)
      const described = client.onboarding.describe({ path: { id: account }, payload })
      yield* print(format, yield* ServerFailure.told(described))
    })
).pipe(
  Command.withDescription(
    Example.described("Answer what registrations are refused for; say which templates, time zone and holidays", [
      "sluice onboarding set acme --business-type other --blocks none",
      "sluice onboarding set acme --time-zone Asia/Seoul --holidays 2026-12-25,2027-01-01"
    ])
  )
)

const callbackUrl = Options.text("callback-url").pipe(
  Options.optional,
  Options.withDescription(
    "the address as the platform calls it, https://<host>/callbacks/cloud-api/<account>; without it the address is not looked at"
  )
)

const check = Command.make(
  "check",
  {
    ...shared,
    account,
    callbackUrl,
    verifyTokenFile: VerifyOptions.verifyTokenFile,
    appSecretFile: VerifyOptions.appSecretFile,
    caFile: VerifyOptions.caFile
  },
  (given) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(given.server)
      const { progress } = yield* Output.Output
      yield* progress("asking the provider, the registry and the callback address …")
      const webhook = yield* Option.match(given.callbackUrl, {
        onNone: () => Effect.succeed({}),
        onSome: (text) =>
          Effect.gen(function* () {
            // Loaded when it is needed, as by `verify-url`.
            const WebhookChecks = yield* Effect.promise(() => import("./WebhookChecks.ts"))
            const found = yield* WebhookChecks.run({
              url: yield* VerifyOptions.addressOf(text),
              ...(yield* VerifyOptions.secrets(given)),
              authorities: yield* VerifyOptions.authorities(given.caFile)
            })
            return { webhook: found }
          }).pipe(Effect.scoped)
      })
      const checked = client.onboarding.check({ path: { id: given.account }, payload: webhook })
      const one = yield* ServerFailure.told(checked)
      yield* print(given.format, one)
      const errors = one.checks.filter(({ state }) => state === "failed").length
      if (errors > 0) return yield* new FindingsFound({ errors })
    })
).pipe(
  Command.withDescription(
    Example.described("Run the technical checks of an account, and keep what they find; fails where one of them does", [
      "sluice onboarding check acme",
      "SLUICE_APP_SECRET=… SLUICE_VERIFY_TOKEN=… sluice onboarding check acme --callback-url https://hooks.example.com/callbacks/cloud-api/acme"
    ])
  )
)

/** `sluice onboarding`: from nothing to live (ON-01, ON-02, ST-04). */
export const command = Command.make("onboarding").pipe(
  Command.withDescription(
    Example.described("From nothing to live: who acts, how long it takes, what is still open", [
      "sluice onboarding ls",
      "sluice onboarding show acme"
    ])
  ),
  Command.withSubcommands([ls, show, step, set, check, TestCommand.command])
)
