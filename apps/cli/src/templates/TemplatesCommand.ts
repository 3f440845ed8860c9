import { Args, Command, Options } from "@effect/cli"
import * as Policy from "@sluice/core/policy/Policy"
import type { Templates } from "@sluice/core/policy/Content"
import { Effect, Stream } from "effect"
import { documents } from "../callbacks/Documents.ts"
import * as EachFile from "../EachFile.ts"
import * as Example from "../Example.ts"
import { FindingsFound } from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as Output from "../Output.ts"
import * as ImportCommand from "./ImportCommand.ts"
import * as LintReport from "./LintReport.ts"
import * as RegistryCommand from "./RegistryCommand.ts"
import * as SubmitCommand from "./SubmitCommand.ts"

const files = Args.text({ name: "file" }).pipe(
  Args.withDescription(
    "templates as they are submitted: JSON, a JSON array, or one on each line; - for standard input"
  ),
  Args.atLeast(1)
)

const policy = Options.choice("policy", ["guide", "cloud-api"]).pipe(
  Options.withDescription("guide also refuses percentage discounts and every request to follow a link"),
  Options.withDefault("guide" as const)
)

const show = (report: LintReport.LintReport, format: Output.Format) =>
  Effect.flatMap(Output.Output, ({ style }) =>
    format === "json" ? Output.json(report) : Output.line(LintReport.lines(report, style))
  )

/** Reads one file to its end, tells of each template as it comes, and counts the errors. */
const lintFile = (rules: Templates, file: string, format: Output.Format) =>
  Effect.gen(function* () {
    const source = yield* ListSource.open(file)
    const lines = source.bytes.pipe(Stream.decodeText("utf-8"), Stream.splitLines)
    const found = yield* documents(lines).pipe(
      Stream.map((document) => LintReport.of(rules, file, document)),
      Stream.tap((report) => show(report, format)),
      Stream.runFold({ templates: 0, errors: 0 }, ({ errors, templates }, report) => ({
        templates: templates + 1,
        errors: errors + LintReport.errors(report)
      }))
    )
    if (found.templates > 0) return found.errors
    const none = LintReport.empty(file)
    yield* show(none, format)
    return LintReport.errors(none)
  })

const lint = Command.make("lint", { files, policy, format: Output.format }, (given) =>
  Effect.gen(function* () {
    const rules = Policy.shipped[given.policy].templates
    const errors = yield* EachFile.counted(given.files, (file) => lintFile(rules, file, given.format))
    if (errors > 0) return yield* new FindingsFound({ errors })
  })
).pipe(
  Command.withDescription(
    Example.described("What would be refused or rejected in message templates, before they are submitted.", [
      "sluice templates lint order_update.json",
      "sluice templates lint --policy cloud-api --json templates/*.json"
    ])
  )
)

/** `sluice templates`: message templates (SPEC TP-01 to TP-05, TP-07). */
export const command = Command.make("templates").pipe(
  Command.withDescription(
    Example.described("Message templates: judged, handed in, and followed through their approval", [
      "sluice templates ls"
    ])
  ),
  Command.withSubcommands([
    lint,
    RegistryCommand.sync,
    RegistryCommand.ls,
    SubmitCommand.command,
    RegistryCommand.status,
    ImportCommand.command
  ])
)
