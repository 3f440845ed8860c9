import * as Options from "@effect/cli/Options"
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Option } from "effect"
import { CommandFailed } from "../ExitCode.ts"

/** `--plot`, the same on every command that draws. @param what what is drawn */
export const option = (what: string): Options.Options<Option.Option<string>> =>
  Options.text("plot").pipe(Options.withDescription(`draw ${what} into this SVG file`), Options.optional)

/** Why a drawing cannot be written, as people say it. */
const unwritable = (path: string, error: PlatformError): CommandFailed => {
  const reason =
    error._tag === "SystemError" && error.reason === "NotFound"
      ? "there is no such folder"
      : error._tag === "SystemError" && error.reason === "PermissionDenied"
        ? "not allowed"
        : error.message
  return new CommandFailed({ message: `cannot write ${path}: ${reason}` })
}

/** Writes a drawing where one was asked for; it is drawn only then. */
export const write = (
  path: Option.Option<string>,
  draw: () => string
): Effect.Effect<void, CommandFailed, FileSystem.FileSystem> =>
  Option.match(path, {
    onNone: () => Effect.void,
    onSome: (name) =>
      Effect.flatMap(FileSystem.FileSystem, (files) => files.writeFileString(name, draw())).pipe(
        Effect.mapError((error) => unwritable(name, error))
      )
  })
