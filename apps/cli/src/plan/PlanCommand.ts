import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import type * as Campaign from "@sluice/core/plan/Campaign"
import * as Forecast from "@sluice/core/plan/Forecast"
import type * as Summary from "@sluice/core/plan/Summary"
import * as Policy from "@sluice/core/policy/Policy"
import * as LaneLook from "@sluice/core/routing/LaneLook"
import { Clock, DateTime, Effect, Option } from "effect"
import * as Example from "../Example.ts"
import { FindingsFound, UsageError } from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as Output from "../Output.ts"
import * as PlotFile from "../plot/PlotFile.ts"
import * as PlanChart from "./PlanChart.ts"
import * as PlanList from "./PlanList.ts"
import * as PlanReport from "./PlanReport.ts"

/** Bounds of a number are told here: the options' own refusal shows a schema. */
const within = (option: string, value: number, least: number, most: number): Effect.Effect<number, UsageError> =>
  value >= least && value <= most
    ? Effect.succeed(value)
    : new UsageError({ message: `--${option} ${value}: a whole number from ${least} to ${most}` })

const config = {
  file: Args.text({ name: "file" }).pipe(
    Args.withDescription(
      "the list: CSV or NDJSON, - for standard input; columns kind, template, due and wrote (when the recipient last wrote) count where they are there"
    )
  ),
  policy: Options.choice("policy", ["guide", "cloud-api"]).pipe(
    Options.withDescription("whose limits to plan by"),
    Options.withDefault("guide" as const)
  ),
  senders: Options.integer("senders").pipe(
    Options.withDescription("how many senders take turns"),
    Options.withDefault(1)
  ),
  tier: Options.choice("tier", ["initial", "raised"]).pipe(
    Options.withDescription("the senders' tier under the guide: 5, or 30 to 50 a minute"),
    Options.withDefault("initial" as const)
  ),
  start: Options.text("start").pipe(
    Options.withDescription("when it begins, as 2026-03-10T09:00 on the zone's clocks or with an offset; now without"),
    Options.optional
  ),
  timeZone: Options.text("time-zone").pipe(
    Options.withDescription("the business's time zone, for peak hours and for the times shown"),
    Options.withDefault("UTC")
  ),
  roundTripMillis: Options.integer("round-trip").pipe(
    Options.withDescription("how long the platform takes to answer, in milliseconds"),
    Options.withDefault(300)
  ),
  column: Options.text("column").pipe(
    Options.withDescription("column of the numbers, by name or position from 1"),
    Options.optional
  ),
  lenient: Options.boolean("lenient").pipe(Options.withDescription("repair numbers that leave no doubt")),
  plot: PlotFile.option("messages through over time, with what binds,"),
  format: Output.format
}

type Given = Command.Command.ParseConfig<typeof config>

const zoneOf = (name: string): Effect.Effect<DateTime.TimeZone, UsageError> =>
  Option.match(DateTime.zoneMakeNamed(name), {
    onNone: () => new UsageError({ message: `--time-zone ${name}: no time zone by that name` }),
    onSome: Effect.succeed
  })

const hasOffset = (text: string): boolean => /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text)

/** A time without an offset is one of the zone's clocks. */
const startOf = ({ start }: Given, zone: DateTime.TimeZone): Effect.Effect<number, UsageError> =>
  Option.match(start, {
    onNone: () => Clock.currentTimeMillis,
    onSome: (text) => {
      const read: Option.Option<DateTime.DateTime> = hasOffset(text)
        ? DateTime.make(text)
        : Option.flatMap(DateTime.make(`${text.includes("T") ? text : `${text}T00:00`}Z`), (local) =>
            DateTime.makeZoned(local, { timeZone: zone, adjustForTimeZone: true })
          )
      return Option.match(read, {
        onNone: () => new UsageError({ message: `--start ${text}: not a time, such as 2026-03-10T09:00` }),
        onSome: (moment) => Effect.succeed(DateTime.toEpochMillis(moment))
      })
    }
  })

const campaignOf = (
  given: Given,
  messages: ReadonlyArray<Campaign.Message>,
  startMillis: number
): Campaign.Campaign => ({
  senders: Array.from({ length: given.senders }, (_, n) => ({
    context: {
      sender: `sender-${String(n + 1).padStart(String(given.senders).length, "0")}`,
      pacing: Policy.shipped[given.policy].pacing,
      standing: { tier: given.tier, throughput: "standard" as const },
      timeZone: given.timeZone
    },
    state: null,
    templates: null
  })),
  messages,
  startMillis,
  roundTripMillis: given.roundTripMillis,
  startUnit: null,
  rhythm: LaneLook.defaults
})

/** Lines are written in batches: one write a message would cost more than its plan. */
const batchLines = 1_000

/** Plans, and writes a line for each message where asked to. */
const planned = (given: Given, list: PlanList.Planned, campaign: Campaign.Campaign) =>
  Effect.gen(function* () {
    const { write } = yield* Output.Output
    const steps = Forecast.steps(campaign)
    const points: Array<PlanChart.Point> = []
    let lines: Array<string> = []
    const take = (): Summary.Summary | null => {
      while (lines.length < batchLines) {
        const step = steps.next()
        if (step.done === true) return step.value
        const { value } = step
        if (value._tag === "Departs" && Option.isSome(given.plot)) {
          points.push({ atMillis: value.atMillis, limit: value.waitedFor?.limit ?? null })
        }
        if (given.format === "json") {
          const { recipient = "" } = list.messages[value.index] ?? {}
          lines.push(JSON.stringify(PlanReport.stepJson(value, list.rows[value.index] ?? 0, recipient)))
        }
      }
      return null
    }
    for (;;) {
      const summary = take()
      if (lines.length > 0) yield* write(`${lines.join("\n")}\n`)
      lines = []
      if (summary !== null) return { summary, points }
    }
  })

export const command = Command.make("plan", config, (given) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const policy = Policy.shipped[given.policy]
    yield* within("senders", given.senders, 1, 1_000)
    yield* within("round-trip", given.roundTripMillis, 0, 60_000)
    const zone = yield* zoneOf(given.timeZone)
    const startMillis = yield* startOf(given, zone)
    const source = yield* ListSource.open(given.file)
    const judge = (text: string) =>
      PhoneNumber.judge(policy.numbers, text, { mode: given.lenient ? "lenient" : "strict" })
    const list = yield* PlanList.read(source, given.column, judge, policy.pacing)
    const { points, summary } = yield* planned(given, list, campaignOf(given, list.messages, startMillis))
    const caption = `From ${PlanReport.time(zone, startMillis)}, ${given.timeZone}; below, what the next message waits for.`
    const title = `${PlanReport.counted(summary.departures, "message")} through, ${PlanReport.counted(given.senders, "sender")}, ${given.policy}`
    yield* PlotFile.write(given.plot, () => PlanChart.svg(points, summary.startMillis, title, caption))
    yield* given.format === "json"
      ? Output.json(PlanReport.summaryJson(summary, list))
      : Output.line(PlanReport.lines(summary, list, given.policy, zone, style))
    const errors = list.refused + summary.stays.count
    if (errors > 0) return yield* new FindingsFound({ errors })
  }).pipe(Effect.scoped)
).pipe(
  Command.withDescription(
    Example.described("When each message of a list would leave, and which limits bind (SPEC RL-12). Nothing is sent.", [
      "sluice plan list.csv --policy guide --senders 5",
      "sluice plan list.csv --tier raised --start 2026-03-10T09:00 --time-zone Asia/Taipei --plot plan.svg",
      "sluice plan list.ndjson --policy cloud-api --json"
    ])
  )
)
