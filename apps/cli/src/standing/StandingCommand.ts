import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { StandingView } from "@sluice/client/Standing"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import { Clock, DateTime, Effect, Option, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import { CommandFailed, UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as StandingLines from "./StandingLines.ts"

const shared = { server: ServerOption.server, format: Output.format }

const sender = Args.text({ name: "sender" }).pipe(Args.withDescription("the sender, as `sluice senders` names it"))

const viewJson = Schema.encodeSync(StandingView)

const print = (format: Output.Format, standing: StandingView) =>
  format === "json" ? Output.json(viewJson(standing)) : Output.line(StandingLines.page(standing))

const ls = Command.make("ls", shared, ({ format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const { standing } = yield* ServerFailure.told(client.standing.list())
    yield* format === "json"
      ? Effect.forEach(standing, (one) => Output.json(viewJson(one)), { discard: true })
      : Output.line(StandingLines.table(standing))
  })
).pipe(Command.withDescription(Example.described("List how every sender stands", ["sluice standing ls"])))

const show = Command.make("show", { ...shared, sender }, ({ format, sender, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* print(format, yield* ServerFailure.told(client.standing.show({ path: { id: sender } })))
  })
).pipe(
  Command.withDescription(
    Example.described("Show how a sender stands: complaints, its raise, its first week, and what to do", [
      "sluice standing show shop"
    ])
  )
)

/** A day as it is written on the command line. */
const dayOption = (name: string) =>
  Options.text(name).pipe(
    Options.filterMap(
      (text) => Option.fromNullable(BusinessDays.fromIso(text)),
      `--${name} takes a date such as 2026-11-23`
    ),
    Options.optional
  )

const millisOfDay = 86_400_000

const complaints = Command.make(
  "complaints",
  {
    ...shared,
    sender,
    count: Bounded.integer("count", 0, 1_000_000_000).pipe(
      Options.withDescription("how many recipients complained on that day, all of them so far")
    ),
    day: dayOption("day").pipe(Options.withDescription("the day, in UTC; today where it is not given"))
  },
  ({ count, day, format, sender, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const today = Math.floor((yield* Clock.currentTimeMillis) / millisOfDay)
      const days = [{ day: Option.getOrElse(day, () => today), complaints: count }]
      const report = client.standing.report({ path: { id: sender }, payload: { days } })
      yield* print(format, yield* ServerFailure.told(report))
    })
).pipe(
  Command.withDescription(
    Example.described(
      "Report how many recipients complained on a day; a later figure of the same day replaces the one before",
      ["sluice standing complaints shop --count 3", "sluice standing complaints shop --day 2026-11-23 --count 12"]
    )
  )
)

const forecast = Options.text("forecast").pipe(
  Options.filterMap((text) => {
    const months = text.split(",").map(Number)
    return months.every((month) => Number.isSafeInteger(month) && month > 0) ? Option.some(months) : Option.none()
  }, "--forecast takes messages a month such as 30000,33000,36000"),
  Options.optional,
  Options.withDescription("messages expected in each of the coming months, at least three")
)

const at = (day: number) => DateTime.unsafeMake(day * millisOfDay)

const set = Command.make(
  "set",
  {
    ...shared,
    sender,
    registered: dayOption("registered").pipe(Options.withDescription("when the number was registered")),
    live: dayOption("live").pipe(
      Options.withDescription("when its business went live; the day of its first message unless told otherwise")
    ),
    forecast
  },
  ({ forecast, format, live, registered, sender, server }) =>
    Effect.gen(function* () {
      const payload = {
        ...Option.match(registered, { onNone: () => ({}), onSome: (day) => ({ registeredAt: at(day) }) }),
        ...Option.match(live, { onNone: () => ({}), onSome: (day) => ({ liveAt: at(day) }) }),
        ...Option.match(forecast, { onNone: () => ({}), onSome: (months) => ({ forecastMonthly: months }) })
      }
      if (Object.keys(payload).length === 0) {
        return yield* new UsageError({ message: "say at least one of --registered, --live and --forecast" })
      }
      const client = yield* ServerOption.client(server)
      const described = client.standing.describe({ path: { id: sender }, payload })
      yield* print(format, yield* ServerFailure.told(described))
    })
).pipe(
  Command.withDescription(
    Example.described("Say since when a sender is registered and live, and what it will send", [
      "sluice standing set shop --registered 2026-09-01 --forecast 30000,33000,36000"
    ])
  )
)

const request = Command.make("request", { ...shared, sender }, ({ format, sender, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const standing = yield* ServerFailure.told(client.standing.show({ path: { id: sender } }))
    const ready = standing.advice?.request ?? null
    if (ready === null) {
      const reasons = (standing.advice?.failing ?? []).map(({ says }) => says)
      const why = reasons.length === 0 ? "there is no limit to ask for" : reasons.join("; ")
      return yield* new CommandFailed({ message: `a raise of ${sender} cannot be asked for: ${why}` })
    }
    yield* format === "json" ? Output.json(viewJson(standing).advice?.request) : Output.line(ready.text)
  })
).pipe(
  Command.withDescription(
    Example.described("Print the request for a higher limit, ready to be handed in", ["sluice standing request shop"])
  )
)

const step = Args.choice<"asked" | "granted" | "declined">(
  [
    ["asked", "asked"],
    ["granted", "granted"],
    ["declined", "declined"]
  ],
  { name: "step" }
).pipe(Args.withDescription("what became of it"))

const told = {
  asked: "a raise would be recorded as asked for",
  granted: "the limit would be raised, and watched for seven days",
  declined: "the raise would be recorded as declined"
} as const

const raise = Command.make(
  "raise",
  { ...shared, sender, step, yes: Confirmation.yes },
  ({ format, sender, server, step, yes }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      yield* Confirmation.asked(`${sender}: ${told[step]}`, yes)
      const stepped = client.standing.raise({ path: { id: sender }, payload: { step } })
      yield* print(format, yield* ServerFailure.told(stepped))
    })
).pipe(
  Command.withDescription(
    Example.described("Record that a raise was asked for, granted or declined; one that was granted holds at once", [
      "sluice standing raise shop asked --yes",
      "sluice standing raise shop granted --yes"
    ])
  )
)

/** `sluice standing`: what recipients think of a sender, and the limits that follow from it (ST-01 to ST-03). */
export const command = Command.make("standing").pipe(
  Command.withDescription(
    Example.described("What recipients think of senders, and the limits that follow from it", [
      "sluice standing ls",
      "sluice standing show shop"
    ])
  ),
  Command.withSubcommands([ls, show, complaints, set, request, raise])
)
