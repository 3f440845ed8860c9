import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Provider } from "@sluice/core/callback/providers/Provider"
import { Effect, Stream } from "effect"
import * as EachFile from "../EachFile.ts"
import * as Example from "../Example.ts"
import { FindingsFound } from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as Output from "../Output.ts"
import * as ArchiveCommand from "./ArchiveCommand.ts"
import * as CalibrateCommand from "./CalibrateCommand.ts"
import { documents } from "./Documents.ts"
import * as DriftCommand from "./DriftCommand.ts"
import * as FormLine from "./FormLine.ts"
import * as RefusedCommand from "./RefusedCommand.ts"
import * as Report from "./Report.ts"
import * as VerifyCommand from "./verify/VerifyCommand.ts"

const files = Args.text({ name: "file" }).pipe(
  Args.withDescription(
    "callbacks as JSON, as a JSON array, or one on each line, JSON or form; - or nothing for standard input"
  ),
  Args.repeated
)

const provider = Options.choice("provider", Provider.literals).pipe(
  Options.withDescription("whose callbacks they are"),
  Options.withDefault("cloud-api" as const)
)

/** Providers whose callbacks may be forms. */
const forms: ReadonlySet<Provider> = new Set(["twilio", "messagebird"])

const show = (report: Report.Report, format: Output.Format) =>
  Effect.flatMap(Output.Output, ({ style }) =>
    format === "json" ? Output.json(Report.json(report)) : Output.line(Report.lines(report, style))
  )

/** Reads one file to its end, tells of each callback as it comes, and counts those that are not in order. */
const decodeFile = (name: string, from: Provider, format: Output.Format) =>
  Effect.gen(function* () {
    const source = yield* ListSource.open(name)
    const lines = source.bytes.pipe(Stream.decodeText("utf-8"), Stream.splitLines)
    const found = yield* documents(lines, forms.has(from) ? FormLine.orJson : undefined).pipe(
      Stream.map((document) => Report.of(from, name, document)),
      Stream.tap((report) => show(report, format)),
      Stream.runFold({ callbacks: 0, broken: 0 }, ({ broken, callbacks }, report) => ({
        callbacks: callbacks + 1,
        broken: broken + Number(!report.ok)
      }))
    )
    if (found.callbacks > 0) return found.broken
    yield* show(Report.empty(name), format)
    return 1
  })

const decode = Command.make("decode", { files, provider, format: Output.format }, (given) =>
  Effect.gen(function* () {
    const names = given.files.length === 0 ? [ListSource.standardInput] : given.files
    const errors = yield* EachFile.counted(names, (name) => decodeFile(name, given.provider, given.format))
    if (errors > 0) return yield* new FindingsFound({ errors })
  })
).pipe(
  Command.withDescription(
    Example.described("What callbacks say: their events, what in them is unknown, and what is not as documented.", [
      "sluice callbacks decode callback.json",
      "sluice callbacks decode --provider twilio --json < callbacks.txt"
    ])
  )
)

/** `sluice callbacks`: callbacks as the platform sends them (SPEC WH). */
export const command = Command.make("callbacks").pipe(
  Command.withDescription(Example.described("Callbacks", ["sluice callbacks decode callback.json"])),
  Command.withSubcommands([
    decode,
    ArchiveCommand.ls,
    ArchiveCommand.show,
    ArchiveCommand.replay,
    RefusedCommand.command,
    DriftCommand.command,
    CalibrateCommand.calibrate,
    CalibrateCommand.reports,
    VerifyCommand.command
  ])
)
