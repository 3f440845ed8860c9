import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Cost from "@sluice/core/cost/Cost"
import * as Policy from "@sluice/core/policy/Policy"
import { Effect, Either, Option } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Example from "../Example.ts"
import { UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as PlotFile from "../plot/PlotFile.ts"
import * as CostChart from "./CostChart.ts"
import * as CostReport from "./CostReport.ts"

const config = {
  perDay: Bounded.integer("per-day", 0, 100_000_000).pipe(Options.withDescription("messages a day")),
  prices: Options.text("prices").pipe(
    Options.optional,
    Options.withDescription(
      'current prices as JSON: {"plans": {"twilio": {"perMessageUsd": 0.004}}}; those of the guide without'
    )
  ),
  plot: PlotFile.option("the plans' bills"),
  format: Output.format
}

/** The plans with the prices of a file in place of those that ship. */
const pricesOf = (file: Option.Option<string>) =>
  Effect.gen(function* () {
    if (Option.isNone(file)) return Policy.shipped.guide.cost
    const name = file.value
    const usage = (message: string) => new UsageError({ message: `--prices ${name}: ${message}` })
    const files = yield* FileSystem.FileSystem
    const text = yield* Effect.mapError(files.readFileString(name), () => usage("cannot be read; is it there?"))
    const json = yield* Effect.try({ try: (): unknown => JSON.parse(text), catch: () => usage("is not valid JSON") })
    const policy = Policy.override(Policy.shipped.guide, { cost: json })
    if (Either.isRight(policy)) return policy.right.cost
    return yield* usage(policy.left.map(({ message, path }) => `${path}: ${message}`).join("; "))
  })

const compare = Command.make("compare", config, ({ format, perDay, plot, prices }) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const comparison = Cost.compare(yield* pricesOf(prices), perDay)
    yield* PlotFile.write(plot, () => CostChart.svg(comparison))
    yield* format === "json" ? Output.json(comparison) : Output.line(CostReport.lines(comparison, style))
  })
).pipe(
  Command.withDescription(
    Example.described(
      "What the providers' plans cost for a number of messages a day, and which kind is advised (SPEC CO-01)",
      ["sluice cost compare --per-day 2000", "sluice cost compare --per-day 8000 --plot cost.svg --json"]
    )
  )
)

/** `sluice cost`: what sending costs (SPEC CO-01). */
export const command = Command.make("cost").pipe(
  Command.withDescription(Example.described("What sending costs", ["sluice cost compare --per-day 2000"])),
  Command.withSubcommands([compare])
)
