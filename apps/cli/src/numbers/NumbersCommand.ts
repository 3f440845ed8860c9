import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Finding from "@sluice/core/phone/Finding"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import * as Preflight from "@sluice/core/phone/Preflight"
import * as Region from "@sluice/core/phone/Region"
import { guide } from "@sluice/core/policy/guide"
import { Effect, Either, Option, Random, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Example from "../Example.ts"
import { FindingsFound, UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ListCheck from "./ListCheck.ts"
import * as ListSample from "./ListSample.ts"
import * as ListSource from "./ListSource.ts"
import * as Present from "./Present.ts"
import type * as RowVerdict from "./RowVerdict.ts"

/** Both shipped policies have the same figures for numbers. */
const policy = guide.numbers

const config = {
  numbers: Args.text({ name: "number" }).pipe(Args.withDescription("numbers to check"), Args.repeated),
  file: Options.text("file").pipe(
    Options.withDescription("check a list: CSV or NDJSON, - for standard input"),
    Options.optional
  ),
  column: Options.text("column").pipe(
    Options.withDescription("column of the numbers, by name or position from 1"),
    Options.optional
  ),
  region: Options.text("region").pipe(
    Options.withDescription("where numbers without a calling code are dialled, as TW"),
    Options.optional
  ),
  lenient: Options.boolean("lenient").pipe(
    Options.withDescription("repair what leaves no doubt, and say what was repaired")
  ),
  sample: Options.boolean("sample").pipe(
    Options.withDescription("only judge a tenth of the list and project its failure rate")
  ),
  stopAbove: Bounded.share("stop-above").pipe(
    Options.withDescription("with --sample: fail when the projected rate is above this share, as 0.05"),
    Options.optional
  ),
  seed: Options.integer("seed").pipe(
    Options.withDescription("with --sample: draw the same rows again"),
    Options.optional
  ),
  format: Output.format
}

type Given = Command.Command.ParseConfig<typeof config>

const usage = (message: string) => new UsageError({ message })

/** The arguments, with the region known to have a plan. */
interface Arguments extends Omit<Given, "region"> {
  readonly region: Option.Option<Region.Region>
}

const readRegion = (given: Given): Effect.Effect<Arguments, UsageError> =>
  Option.match(given.region, {
    onNone: () => Effect.succeed({ ...given, region: Option.none() }),
    onSome: (text) =>
      Schema.decodeEither(Region.Region)(text.toUpperCase()).pipe(
        Either.mapBoth({
          onLeft: () => usage(`--region ${text}: no region by that code has a numbering plan`),
          onRight: (region) => ({ ...given, region: Option.some(region) })
        })
      )
  })

const judgeBy =
  ({ lenient, region }: Arguments): RowVerdict.Judge =>
  (text) =>
    PhoneNumber.judge(policy, text, {
      mode: lenient ? "lenient" : "strict",
      ...(Option.isSome(region) && { defaultRegion: region.value })
    })

const failIf = (errors: number): Effect.Effect<void, FindingsFound> =>
  errors > 0 ? new FindingsFound({ errors }) : Effect.void

/** Numbers given as arguments. */
const checkNumbers = (given: Arguments) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const verdicts = given.numbers.map(judgeBy(given))
    yield* given.format === "json"
      ? Effect.forEach(verdicts, Output.json, { discard: true })
      : Output.line(Present.verdicts(verdicts, style))
    yield* failIf(verdicts.filter(({ findings }) => Finding.hasErrors(findings)).length)
  })

/** A list: rows on stdout, totals on stderr, so that the rows can be piped on. */
const checkList = (given: Arguments, file: string) =>
  Effect.gen(function* () {
    const { note, style } = yield* Output.Output
    const source = yield* ListSource.open(file)
    const finished = yield* ListCheck.run({ source, column: given.column, judge: judgeBy(given) }, given.format)
    if (finished.rows === 0) return yield* ListSource.empty(source)
    yield* given.format === "json"
      ? note(JSON.stringify({ summary: finished }))
      : note(Present.summary(finished, style))
    yield* failIf(finished.refused)
  }).pipe(Effect.scoped)

/** The pre-flight of a list: the report is the result, and goes to stdout. */
const sampleList = (given: Arguments, file: string) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const source = yield* ListSource.open(file)
    const seed = yield* Option.match(given.seed, { onNone: () => Random.nextInt, onSome: Effect.succeed })
    const sampled = yield* ListSample.run(policy, { source, column: given.column, judge: judgeBy(given) }, seed)
    if (sampled.rows === 0) return yield* ListSource.empty(source)
    const decision = Option.getOrNull(Option.map(given.stopAbove, (rateMax) => Preflight.decide(sampled, rateMax)))
    yield* given.format === "json"
      ? Output.json({ ...sampled, decision: decision?._tag ?? null, seed })
      : Output.line(Present.sample(sampled, decision, style))
    yield* failIf(decision === null || decision._tag === "Stop" ? sampled.failed : 0)
  })

/** Options that the parser took for numbers, because it knows no option by that name. */
const unknownOption = /^--?[a-z]/i

const run = (given: Arguments) => {
  const unknown = given.numbers.find((text) => unknownOption.test(text))
  if (unknown !== undefined) return usage(`unknown option ${unknown}`)
  if (!given.sample && (Option.isSome(given.stopAbove) || Option.isSome(given.seed)))
    return usage("--stop-above and --seed belong to --sample")
  if (Option.isSome(given.file)) {
    if (given.numbers.length > 0) return usage("give numbers or --file, not both")
    return given.sample ? sampleList(given, given.file.value) : checkList(given, given.file.value)
  }
  if (given.sample) return usage("--sample needs a list: --file")
  return given.numbers.length === 0
    ? usage("nothing to check: give numbers, or a list with --file")
    : checkNumbers(given)
}

const check = Command.make("check", config, (given) => Effect.flatMap(readRegion(given), run)).pipe(
  Command.withDescription(
    Example.described("Check phone numbers: which can be sent to, and what is wrong with the others", [
      "sluice numbers check +886912345678 886912345678",
      "sluice numbers check --file list.csv --lenient --region TW > checked.csv",
      "sluice numbers check --file list.csv --sample --stop-above 0.05"
    ])
  )
)

/** `sluice numbers`: everything about phone numbers (SPEC PH-01 to PH-09). */
export const numbersCommand = Command.make("numbers").pipe(
  Command.withDescription(Example.described("Phone numbers", ["sluice numbers check +886912345678"])),
  Command.withSubcommands([check])
)
