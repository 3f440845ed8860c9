import { execFile } from "node:child_process"
import { stat } from "node:fs/promises"
import { dirname } from "node:path"
import { promisify } from "node:util"
import { Effect } from "effect"
import { PostgresUnavailable } from "../PostgresUnavailable.ts"
import { attempt } from "./attempt.ts"

/**
 * Who PostgreSQL runs as. It refuses to run as root, so root lends it another account; anyone else runs it as themselves
 * (`null`: no change of user).
 */
export type Account = { readonly uid: number; readonly gid: number } | null

const run = promisify(execFile)

/** Accounts that exist for this on usual machines, best first. None is created: a test run leaves no account behind. */
const candidates = ["postgres", "_postgres", "nobody"]

const idOf = (flag: "-u" | "-g", name: string) =>
  Effect.map(
    Effect.tryPromise(() => run("id", [flag, name])),
    ({ stdout }) => Number.parseInt(stdout, 10)
  )

const named = (name: string): Effect.Effect<{ readonly uid: number; readonly gid: number }, unknown> =>
  Effect.all({ uid: idOf("-u", name), gid: idOf("-g", name) })

/**
 * The account for a new server, or for the one whose data lie in `dataDirectory`.
 *
 * Data that exist decide: PostgreSQL starts only as their owner.
 */
export const choose = Effect.fn("Account.choose")(function* (dataDirectory: string | null) {
  if (process.getuid?.() !== 0) return null
  if (dataDirectory !== null) {
    const existing = yield* Effect.option(Effect.tryPromise(() => stat(dataDirectory)))
    if (existing._tag === "Some" && existing.value.uid !== 0) {
      return { uid: existing.value.uid, gid: existing.value.gid }
    }
  }
  return yield* Effect.firstSuccessOf(candidates.map(named)).pipe(
    Effect.mapError(
      () =>
        new PostgresUnavailable({
          step: "account",
          detail: `it refuses to run as root, and this machine has none of the accounts ${candidates.join(", ")}`
        })
    )
  )
})

/** The account's own view of a mode: its search (or execute) bit. */
const mayEnter = (account: Exclude<Account, null>, of: { uid: number; gid: number; mode: number }): boolean => {
  if (of.uid === account.uid) return (of.mode & 0o100) !== 0
  if (of.gid === account.gid) return (of.mode & 0o010) !== 0
  return (of.mode & 0o001) !== 0
}

/** Whether the account gets to `path`: a checkout under root's home, or in a private temporary directory, is closed to it. */
export const reaches = Effect.fn("Account.reaches")(function* (account: Account, path: string) {
  if (account === null) return true
  for (let at = path; ; at = dirname(at)) {
    if (!mayEnter(account, yield* attempt("directory", () => stat(at)))) return false
    if (at === dirname(at)) return true
  }
})
