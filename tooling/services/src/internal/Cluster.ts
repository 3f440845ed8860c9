import { execFile } from "node:child_process"
import { randomBytes } from "node:crypto"
import { access, chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { isAbsolute, join } from "node:path"
import { promisify } from "node:util"
import { Effect, type Scope } from "effect"
import { PostgresUnavailable } from "../PostgresUnavailable.ts"
import * as Account from "./Account.ts"
import { attempt } from "./attempt.ts"
import * as Leftovers from "./Leftovers.ts"
import { environment } from "./Postmaster.ts"

/**
 * A directory with one server's files:
 *
 * - `data`: what PostgreSQL keeps, closed to everyone but its account
 * - `password`: of the one role, so that other users of the machine cannot connect to the loopback port
 * - `postgres.log`: the server's log
 * - `owner`: process id of the process that started it last
 */
export interface Place {
  readonly directory: string
  readonly account: Account.Account
}

/** The role that owns everything in an embedded server. */
export const role = "sluice"

const bases = [...new Set([tmpdir(), "/tmp", "/var/tmp"])]

const hand = (account: Account.Account, path: string) =>
  account === null ? Effect.void : attempt("directory", () => chown(path, account.uid, account.gid))

/** A temporary directory, removed with the scope. Leftovers of killed runs beside it are cleaned first. */
export const temporary: Effect.Effect<Place, PostgresUnavailable, Scope.Scope> = Effect.gen(function* () {
  const account = yield* Account.choose(null)
  const open = (base: string) => Effect.orElseSucceed(Account.reaches(account, base), () => false)
  const base = yield* Effect.findFirst(bases, open).pipe(
    Effect.flatten,
    Effect.mapError(
      () =>
        new PostgresUnavailable({
          step: "directory",
          detail: `account ${account?.uid} reaches none of ${bases.join(", ")}`
        })
    )
  )
  yield* Leftovers.sweep(base)
  const directory = yield* Effect.acquireRelease(
    attempt("directory", () => mkdtemp(join(base, Leftovers.nameStart))),
    (made) => Effect.ignore(attempt("directory", () => rm(made, { recursive: true, force: true })))
  )
  // Others may pass through, as the server's account must; they may not look around.
  if (account !== null) yield* attempt("directory", () => chmod(directory, 0o711))
  return { directory, account }
})

/** A directory that stays. It is made where it does not exist, and freed from a killed run. */
export const persistent = Effect.fn("Cluster.persistent")(function* (directory: string) {
  if (!isAbsolute(directory)) {
    return yield* new PostgresUnavailable({ step: "directory", detail: `${directory} is not an absolute path` })
  }
  yield* attempt("directory", () => mkdir(directory, { recursive: true }))
  const account = yield* Account.choose(join(directory, "data"))
  if (!(yield* Account.reaches(account, directory))) {
    return yield* new PostgresUnavailable({
      step: "directory",
      detail: `${directory} is closed to account ${account?.uid}, which runs PostgreSQL for root`
    })
  }
  yield* Leftovers.reclaim(directory)
  yield* attempt("directory", () => writeFile(join(directory, "owner"), `${process.pid}\n`))
  return { directory, account }
})

/**
 * Makes the data directory where there is none yet; answers the role's password.
 *
 * It is made beside its place and then moved there, so that a run that was killed meanwhile leaves nothing half made.
 * Encoding and order of characters are PostgreSQL's own (`C.UTF-8`), the same on every machine.
 *
 * @param durable whether the files are forced to the disk before it is used
 */
export const initialise = Effect.fn("Cluster.initialise")(function* (
  { directory, account }: Place,
  initdb: string,
  durable: boolean
) {
  const data = join(directory, "data")
  const password = join(directory, "password")
  if (!(yield* Effect.isSuccess(attempt("directory", () => access(data))))) {
    const making = join(directory, "data.new")
    yield* attempt("directory", () => rm(making, { recursive: true, force: true }))
    yield* attempt("directory", () => mkdir(making, { mode: 0o700 }))
    yield* attempt("directory", () => writeFile(password, randomBytes(18).toString("base64url"), { mode: 0o600 }))
    yield* hand(account, making)
    yield* hand(account, password)
    const flags = [
      `--pgdata=${making}`,
      `--username=${role}`,
      "--auth=scram-sha-256",
      `--pwfile=${password}`,
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(durable ? [] : ["--no-sync"])
    ]
    yield* Effect.tryPromise({
      try: () => promisify(execFile)(initdb, flags, { env: environment, cwd: "/", ...account }),
      catch: (cause) =>
        new PostgresUnavailable({
          step: "initdb",
          detail: cause instanceof Error ? cause.message.trim() : String(cause)
        })
    })
    yield* attempt("directory", () => rename(making, data))
  }
  return (yield* attempt("directory", () => readFile(password, "utf8"))).trim()
})
