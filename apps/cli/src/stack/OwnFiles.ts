import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { Effect } from "effect"

/**
 * Files with secrets in them: their owner alone may read them, from the moment they exist. Their directory may be passed
 * through by others, and not be looked into: where we are root, PostgreSQL keeps its data in it under an account of its own.
 */
const modes = { file: 0o600, directory: 0o711 }

/** Makes the directory where it is missing. */
export const directory = Effect.fn("OwnFiles.directory")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.makeDirectory(path, { recursive: true, mode: modes.directory })
})

/**
 * Writes a file as a whole: a reader finds the old one or the new one, never a part.
 *
 * The new one is written beside it first; its mode is that of a new file, so an older file's wider mode does not stay.
 */
export const write = Effect.fn("OwnFiles.write")(function* (path: string, text: string) {
  const fs = yield* FileSystem.FileSystem
  const { dirname, join, basename } = yield* Path.Path
  const beside = join(dirname(path), `.${basename(path)}.new`)
  yield* fs.remove(beside, { force: true })
  yield* fs.writeFileString(beside, text, { mode: modes.file })
  yield* fs.rename(beside, path)
})

/** The same for a value, as JSON that people can read. */
export const writeJson = (path: string, value: unknown) => write(path, `${JSON.stringify(value, null, 2)}\n`)
