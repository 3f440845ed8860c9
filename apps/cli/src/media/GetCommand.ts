import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as MediaReading from "@sluice/client/MediaReading"
import { Effect, Stream } from "effect"
import { createHash } from "node:crypto"
import * as Example from "../Example.ts"
import { CommandFailed, UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as Shown from "../Shown.ts"

const config = {
  server: ServerOption.server,
  format: Output.format,
  out: Options.text("out").pipe(Options.withDescription("the file to write it to")),
  force: Options.boolean("force").pipe(Options.withDescription("replace a file that is there")),
  id: Args.text({ name: "id" }).pipe(
    Args.withDescription("the reference as an event tells it, sluice-blob:…, or the platform's id of the file")
  )
}

const unwritable = (out: string) =>
  Effect.mapError(({ message }: { readonly message: string }) => new CommandFailed({ message: `${out}: ${message}` }))

/** Takes the file in beside its place, and moves it there once it is whole: what breaks off leaves nothing. */
const fetched = Effect.fnUntraced(function* (reading: MediaReading.Reading, out: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const beside = yield* unwritable(out)(files.makeTempFileScoped({ directory: path.dirname(out), prefix: ".sluice-" }))
  const hash = createHash("sha256")
  let bytes = 0
  const content = Stream.tap(reading.content, (part) =>
    Effect.sync(() => {
      bytes += part.length
      hash.update(part)
    })
  )
  yield* unwritable(out)(Stream.run(content, files.sink(beside)))
  const sha256 = hash.digest("hex")
  if ((reading.bytes ?? bytes) !== bytes || (reading.sha256 ?? sha256) !== sha256) {
    return yield* new CommandFailed({ message: `${out}: what came is not the whole file; nothing was written` })
  }
  yield* unwritable(out)(files.rename(beside, out))
  return { bytes, sha256 }
})

/** `sluice media get` */
export const command = Command.make("get", config, ({ force, format, id, out, server }) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const isThere = yield* unwritable(out)(files.exists(out))
    if (isThere && !force) return yield* new UsageError({ message: `${out} is there already; --force replaces it` })
    const options = yield* ServerOption.resolve(server)
    const reading = yield* ServerFailure.told(MediaReading.open(options, id))
    const { bytes, sha256 } = yield* fetched(reading, out)
    const { mimeType } = reading
    yield* format === "json"
      ? Output.json({ id, out, bytes, mimeType, sha256 })
      : Output.line(`${out}: ${bytes} bytes, ${Shown.whole(mimeType)} as its sender says`)
  }).pipe(Effect.scoped)
).pipe(
  Command.withDescription(
    Example.described("Write a file that somebody sent to disk, by its id or by the reference that an event tells", [
      "sluice media get --out voice.ogg sluice-blob:base64:37500:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "sluice media get --out invoice.pdf --json 1003383421387256"
    ])
  )
)
