import type * as FileSystem from "@effect/platform/FileSystem"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import type { Directory } from "@sluice/engine/ports/Directory"
import { Data, Effect, Layer } from "effect"
import * as ConfigFile from "./ConfigFile.ts"

/** The accounts file cannot be read, or is not JSON. */
export class AccountsUnreadable extends Data.TaggedError("AccountsUnreadable")<{
  readonly path: string
  readonly detail: string
}> {
  override get message(): string {
    return `the accounts file ${this.path} ${this.detail}; SLUICE_ACCOUNTS names it`
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
      const json = yield* Effect.mapError(
        ConfigFile.json(path),
        ({ detail }) => new AccountsUnreadable({ path, detail })
      )
      return DirectoryLayer.layer(json, yield* ConfigFile.resolver)
    })
  )
