import * as FileSystem from "@effect/platform/FileSystem"
import { SecretMissing } from "@sluice/engine/directory/SecretReference"
import type { Place, Resolver } from "@sluice/engine/directory/SecretReference"
import { Config, Data, Effect, Option, Redacted } from "effect"

/** A file cannot be read, or is not JSON. `detail` holds nothing of it. */
class FileUnreadable extends Data.TaggedError("FileUnreadable")<{
  readonly path: string
  readonly detail: string
}> {
  override get message(): string {
    return `${this.path} ${this.detail}`
  }
}

const reason = (error: { readonly _tag: string; readonly message: string }): string =>
  error._tag === "SystemError" && "reason" in error ? String(error.reason) : error.message

/** The JSON of a file. */
export const json = Effect.fn("ConfigFile.json")(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(
    files.readFileString(path),
    (error) => new FileUnreadable({ path, detail: `cannot be read: ${reason(error)}` })
  )
  return yield* Effect.try({
    try: (): unknown => JSON.parse(text),
    // The parser's own message quotes the text, which may hold secrets.
    catch: () => new FileUnreadable({ path, detail: "is not valid JSON" })
  })
})

const found = (files: FileSystem.FileSystem, place: Place): Effect.Effect<string, SecretMissing> => {
  const missing = (detail: string) => new SecretMissing({ place, detail })
  return "env" in place
    ? Effect.flatMap(
        Effect.option(Config.string(place.env)),
        Option.match({
          onNone: () => Effect.fail(missing("is not set")),
          onSome: Effect.succeed
        })
      )
    : Effect.mapBoth(files.readFileString(place.file), {
        onFailure: (error) => missing(`cannot be read: ${reason(error)}`),
        onSuccess: (text) => text.replace(/\r?\n$/, "")
      })
}

/** Reads secrets from the environment and from files. */
export const resolver = Effect.map(
  FileSystem.FileSystem,
  (files): Resolver =>
    (place) =>
      Effect.flatMap(found(files, place), (text) =>
        text === ""
          ? Effect.fail(new SecretMissing({ place, detail: "is empty" }))
          : Effect.succeed(Redacted.make(text))
      )
)
