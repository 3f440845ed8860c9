import { execFile } from "node:child_process"
import { lstat, readFile, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { Effect, Either } from "effect"
import { PostgresUnavailable } from "../PostgresUnavailable.ts"

/**
 * What killed runs left behind.
 *
 * A server ends with the process that started it (see Watchdog). Should both have been killed at once, the next start
 * finds the remains: temporary directories carry the process id of their owner in their names, persistent ones in the
 * file `owner`.
 */
const prefix = "sluice-postgres-"

/** Beginning of the name of a temporary directory of this process; `mkdtemp` adds the rest. */
export const nameStart = `${prefix}${process.pid}-`

const ownerOf = (name: string): number | null => {
  const found = /^sluice-postgres-(\d+)-/.exec(name)?.[1]
  return found === undefined ? null : Number(found)
}

/** Signals a process; 0 only asks for it. False where there is none. Another user's may not be signalled, but it is there. */
const signal = (pid: number, name: NodeJS.Signals | 0): boolean =>
  Either.match(
    Either.try(() => process.kill(pid, name)),
    {
      onLeft: (cause) => cause instanceof Error && "code" in cause && cause.code === "EPERM",
      onRight: () => true
    }
  )

const isAlive = (pid: number): boolean => signal(pid, 0)

/** How a process was called; empty where it is gone. Only Linux has /proc, everything else has ps. */
const commandOf = (pid: number): Effect.Effect<string> =>
  Effect.tryPromise(() => readFile(`/proc/${pid}/cmdline`, "utf8")).pipe(
    Effect.orElse(() =>
      Effect.tryPromise(() => promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)])).pipe(
        Effect.map(({ stdout }) => stdout)
      )
    ),
    Effect.orElseSucceed(() => "")
  )

const readNumber = (path: string): Effect.Effect<number | null> =>
  Effect.tryPromise(() => readFile(path, "utf8")).pipe(
    Effect.map((text) => Number.parseInt(text, 10)),
    Effect.map((pid) => (Number.isInteger(pid) && pid > 0 ? pid : null)),
    Effect.orElseSucceed(() => null)
  )

/** The live server of a directory. An id that another program has meanwhile is not taken for it. */
const serverOf = Effect.fnUntraced(function* (directory: string) {
  const pid = yield* readNumber(join(directory, "data", "postmaster.pid"))
  if (pid === null || !isAlive(pid)) return null
  return (yield* commandOf(pid)).includes(join(directory, "data")) ? pid : null
})

/** A process that has ended, but that nobody has waited for, has no command any more. */
const gone = (pid: number): Effect.Effect<void> =>
  Effect.flatMap(commandOf(pid), (command) =>
    command === ""
      ? Effect.void
      : Effect.delay(
          Effect.suspend(() => gone(pid)),
          "20 millis"
        )
  )

/** Asks with ever less courtesy. Each signal has five seconds. */
const end = Effect.fnUntraced(function* (pid: number, signals: ReadonlyArray<NodeJS.Signals>) {
  for (const name of signals) {
    yield* Effect.sync(() => signal(pid, name))
    if ((yield* Effect.timeoutOption(gone(pid), "5 seconds"))._tag === "Some") return
  }
})

/** Ends the servers of dead owners under `base` and removes their directories. What cannot be removed stays. */
export const sweep = Effect.fn("Leftovers.sweep")(function* (base: string) {
  const names = yield* Effect.orElseSucceed(
    Effect.tryPromise(() => readdir(base)),
    () => []
  )
  for (const name of names) {
    const owner = ownerOf(name)
    if (owner === null || isAlive(owner)) continue
    const directory = join(base, name)
    const mine = yield* Effect.option(Effect.tryPromise(() => lstat(directory)))
    // Others may write to a temporary directory too: only what this user made is touched.
    if (mine._tag === "None" || !mine.value.isDirectory() || mine.value.uid !== process.getuid?.()) continue
    const server = yield* serverOf(directory)
    if (server !== null) yield* end(server, ["SIGQUIT", "SIGKILL"])
    yield* Effect.ignore(Effect.tryPromise(() => rm(directory, { recursive: true, force: true })))
  }
})

/**
 * Makes a persistent directory free to start in: ends the server of a dead owner, and removes a lock file whose process
 * id belongs to another program by now (usual after a restart of a container, where ids repeat). A server whose owner
 * lives is left alone and reported.
 */
export const reclaim = Effect.fn("Leftovers.reclaim")(function* (directory: string) {
  const server = yield* serverOf(directory)
  if (server === null) {
    yield* Effect.ignore(Effect.tryPromise(() => rm(join(directory, "data", "postmaster.pid"), { force: true })))
    return
  }
  const owner = yield* readNumber(join(directory, "owner"))
  if (owner !== null && isAlive(owner)) {
    return yield* new PostgresUnavailable({
      step: "directory",
      detail: `${directory} is in use by process ${owner} (its server is process ${server})`
    })
  }
  yield* end(server, ["SIGINT", "SIGQUIT", "SIGKILL"])
})
