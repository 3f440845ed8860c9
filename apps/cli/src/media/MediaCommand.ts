import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as NodeMediaReader from "@sluice/adapter-media/NodeMediaReader"
import { kinds } from "@sluice/core/media/MediaKind"
import * as Policy from "@sluice/core/policy/Policy"
import * as MediaReader from "@sluice/engine/ports/MediaReader"
import { Effect, Option, Stream } from "effect"
import { basename } from "node:path"
import * as EachFile from "../EachFile.ts"
import * as Example from "../Example.ts"
import { CommandFailed, FindingsFound, UsageError } from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as Output from "../Output.ts"
import * as CheckReport from "./CheckReport.ts"
import * as GetCommand from "./GetCommand.ts"

const config = {
  files: Args.text({ name: "file" }).pipe(
    Args.withDescription("images, videos, audio files, documents and stickers; - for standard input"),
    Args.atLeast(1)
  ),
  as: Options.choice("as", kinds).pipe(
    Options.withDescription("judge them as what a message shows them as, instead of as what they are"),
    Options.optional
  ),
  mime: Options.text("mime").pipe(
    Options.withDescription("the type that they will be uploaded as, as image/jpeg"),
    Options.optional
  ),
  policy: Options.choice("policy", ["guide", "cloud-api"]).pipe(
    Options.withDescription("guide also limits the length of videos"),
    Options.withDefault("guide" as const)
  ),
  format: Output.format
}

type Given = Command.Command.ParseConfig<typeof config>

const isStandardInput = (file: string): boolean => file === ListSource.standardInput

/** A file is read where it lies; standard input comes once. */
const sourceOf = (file: string) =>
  isStandardInput(file)
    ? Effect.map(ListSource.open(file), ({ bytes }) =>
        MediaReader.Streamed({
          stream: Stream.mapError(
            bytes,
            ({ message }) => new MediaReader.MediaUnreadable({ reason: "broken", detail: message })
          )
        })
      )
    : Effect.succeed(MediaReader.File({ path: file }))

/** What is not there is a mistake in the call; what cannot be judged is a failure. */
const unread = (file: string) => (error: MediaReader.MediaUnreadable | MediaReader.MediaTooLarge) => {
  const message = `cannot read ${file}: ${error._tag === "MediaUnreadable" ? error.detail : error.message}`
  return error._tag === "MediaUnreadable" && error.reason === "missing"
    ? new UsageError({ message })
    : new CommandFailed({ message })
}

const checkFile = (file: string, given: Given) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const { read } = yield* MediaReader.MediaReader
    const claims = {
      name: isStandardInput(file) ? null : basename(file),
      mimeType: Option.getOrNull(given.mime)
    }
    const facts = yield* Effect.mapError(read(yield* sourceOf(file), claims), unread(file))
    const rules = Policy.shipped[given.policy].media
    const report = CheckReport.of(rules, file, facts, Option.getOrNull(given.as))
    yield* given.format === "json" ? Output.json(report) : Output.line(CheckReport.lines(report, style))
    return CheckReport.errors(report)
  })

const check = Command.make("check", config, (given) =>
  Effect.gen(function* () {
    const errors = yield* EachFile.counted(given.files, (file) => checkFile(file, given))
    if (errors > 0) return yield* new FindingsFound({ errors })
  }).pipe(Effect.provide(NodeMediaReader.layer()))
).pipe(
  Command.withDescription(
    Example.described("What files can be sent as, and what the platform would refuse them for, told by their bytes.", [
      "sluice media check photo.jpg clip.mp4",
      "sluice media check --as sticker --policy cloud-api --json logo.webp"
    ])
  )
)

/** `sluice media`: files that messages show (SPEC MD-01, MD-02), and those that people sent (WH-06). */
export const command = Command.make("media").pipe(
  Command.withDescription(
    Example.described("Files that messages show, and those that people sent", ["sluice media check photo.jpg"])
  ),
  Command.withSubcommands([check, GetCommand.command])
)
