import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Stream } from "effect"
import * as Example from "../Example.ts"
import { FindingsFound } from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as Output from "../Output.ts"
import { documents } from "./Documents.ts"
import * as Report from "./Report.ts"

const files = Args.text({ name: "file" }).pipe(
  Args.withDescription("callbacks as JSON, as a JSON array, or one on each line; - or nothing for standard input"),
  Args.repeated
)

const provider = Options.choice("provider", ["cloud-api"]).pipe(
  Options.withDescription("whose callbacks they are"),
  Options.withDefault("cloud-api" as const)
)

/** Reads one file to its end, tells of each callback as it comes, and counts those that are not in order. */
const decodeFile = (name: string, format: Output.Format) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const source = yield* ListSource.open(name)
    const lines = source.bytes.pipe(Stream.decodeText("utf-8"), Stream.splitLines)
    return yield* documents(lines).pipe(
      Stream.map((document) => Report.of(name, document)),
      Stream.tap((report) =>
        format === "json" ? Output.json(Report.json(report)) : Output.line(Report.lines(report, style))
      ),
      Stream.runFold(0, (broken, report) => broken + Number(!report.ok))
    )
  })

const decode = Command.make("decode", { files, provider, format: Output.format }, (given) =>
  Effect.gen(function* () {
    const names = given.files.length === 0 ? [ListSource.standardInput] : given.files
    const broken = yield* Effect.forEach(names, (name) => decodeFile(name, given.format))
    const errors = broken.reduce((sum, count) => sum + count, 0)
    if (errors > 0) return yield* new FindingsFound({ errors })
  })
).pipe(
  Command.withDescription(
    Example.described("What callbacks say: their events, what in them is unknown, and what is not as documented.", [
      "sluice callbacks decode callback.json",
      "sluice callbacks decode --provider cloud-api --json < callbacks.ndjson"
    ])
  )
)

/** `sluice callbacks`: callbacks as the platform sends them (SPEC WH). */
export const command = Command.make("callbacks").pipe(
  Command.withDescription("Callbacks"),
  Command.withSubcommands([decode])
)
