import { chown, mkdir } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { attempt } from "./attempt.ts"
import type { Place } from "./Cluster.ts"

/** Where finished segments of the write-ahead log are kept: beside the data, as another machine would keep them. */
const directoryOf = (directory: string): string => join(directory, "archive")

/** Makes it, for the server's account. */
export const prepare = Effect.fn("Archive.prepare")(function* ({ account, directory }: Place) {
  const archive = directoryOf(directory)
  yield* attempt("directory", () => mkdir(archive, { recursive: true, mode: 0o700 }))
  if (account !== null) yield* attempt("directory", () => chown(archive, account.uid, account.gid))
})

const shell = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`

/**
 * What a server with an archive runs with. A segment is there whole or not at all: it is copied under another name first. The command that
 * fetches is asked only in recovery. In both, PostgreSQL puts a path for %p and a name for %f, so a % of ours is doubled.
 */
export const settings = (directory: string): Readonly<Record<string, string>> => {
  const archive = shell(directoryOf(directory)).replaceAll("%", "%%")
  return {
    archive_mode: "on",
    // While it recovers nobody is let in: whoever connects finds all that the archive has, and may write.
    hot_standby: "off",
    archive_command: `cp "%p" ${archive}/%f.part && mv ${archive}/%f.part ${archive}/%f`,
    restore_command: `cp ${archive}/%f "%p"`
  }
}
