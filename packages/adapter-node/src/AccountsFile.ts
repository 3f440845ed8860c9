import * as FileSystem from "@effect/platform/FileSystem"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import { SecretMissing } from "@sluice/engine/directory/SecretReference"
import type { Place } from "@sluice/engine/directory/SecretReference"
import type { Directory } from "@sluice/engine/ports/Directory"
import { Config, Data, Effect, Layer, Option, Redacted } from "effect"

/** The accounts file cannot be read, or is not JSON. */
export class AccountsUnreadable extends Data.TaggedError("AccountsUnreadable")<{
  readonly path: string
  readonly detail: string
}> {
  override get message(): string {
    return `the accounts file ${this.path} ${this.detail}`
  }
}

/**
 * The directory that the accounts file at `path` describes, its secrets read from the environment and from files.
 *
 * Read once, when the process starts; every issue of the file is told at once, and none of its secrets.
 */
export const layer = (
  path: string
): Layer.Layer<Directory, AccountsUnreadable | DirectoryLayer.AccountsInvalid, FileSystem.FileSystem> =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const text = yield* Effect.mapError(
        files.readFileString(path),
        (error) => new AccountsUnreadable({ path, detail: `cannot be read: ${reason(error)}` })
      )
      const json = yield* Effect.try({
        try: (): unknown => JSON.parse(text),
        // The parser's own message quotes the text, which may hold secrets.
        catch: () => new AccountsUnreadable({ path, detail: "is not valid JSON" })
      })
      return DirectoryLayer.layer(json, (place) => resolve(files, place))
    })
  )

const reason = (error: { readonly _tag: string; readonly message: string }): string =>
  error._tag === "SystemError" && "reason" in error ? String(error.reason) : error.message

const resolve = (files: FileSystem.FileSystem, place: Place): Effect.Effect<Redacted.Redacted, SecretMissing> => {
  const missing = (detail: string) => new SecretMissing({ place, detail })
  const found =
    "env" in place
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
  return Effect.flatMap(found, (text) =>
    text === "" ? Effect.fail(missing("is empty")) : Effect.succeed(Redacted.make(text))
  )
}
