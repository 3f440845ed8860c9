import { spawn } from "node:child_process"
import { close, open } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { Data, Deferred, Duration, Effect, Option } from "effect"
import type { PostgresUnavailable } from "../PostgresUnavailable.ts"
import { loopback } from "../Ports.ts"
import type { Account } from "./Account.ts"
import { attempt } from "./attempt.ts"

/** A server that is up. `exited` completes when its main process has ended, for whatever reason. */
export interface Postmaster {
  readonly pid: number
  readonly signal: (name: NodeJS.Signals) => void
  readonly exited: Effect.Effect<void>
}

/** What came of an attempt to start. */
export type Outcome = Data.TaggedEnum<{
  Ready: { readonly postmaster: Postmaster }
  /** Something else listens on the port. */
  PortTaken: {}
  /** Processes of the server before have not let go of the data yet; they will within moments. */
  StillInUse: {}
  Failed: { readonly log: ReadonlyArray<string> }
}>
export const Outcome = Data.taggedEnum<Outcome>()

export interface Request {
  readonly program: string
  readonly directory: string
  readonly port: number
  readonly account: Account
  readonly settings: Readonly<Record<string, string>>
  /** Told of the process as soon as there is one, and null when it is gone: nothing that runs goes unnoticed. */
  readonly watch: (running: Postmaster | null) => void
}

/** The server's environment: nothing of ours, so that no PG* variable or locale changes what it does. */
export const environment = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" }

const dataOf = (request: Request): string => join(request.directory, "data")

/** Ends a server with ever less courtesy; each signal has ten seconds. */
export const end = Effect.fn("Postmaster.end")(function* (
  postmaster: Postmaster,
  signals: ReadonlyArray<NodeJS.Signals>
) {
  for (const name of signals) {
    yield* Effect.sync(() => postmaster.signal(name))
    // Where this is a finalizer, which is not interrupted, the wait still has to be.
    const within = yield* Effect.timeoutOption(Effect.interruptible(postmaster.exited), "10 seconds")
    if (Option.isSome(within)) return
  }
})

const logLinesMax = 20

/** Lines that the server wrote to its log since it had `offset` bytes, at most the last `logLinesMax`. */
const logSince = (path: string, offset: number) =>
  Effect.tryPromise(() => readFile(path)).pipe(
    Effect.map((bytes) => bytes.subarray(offset).toString("utf8").trimEnd().split("\n").slice(-logLinesMax)),
    Effect.orElseSucceed((): ReadonlyArray<string> => [])
  )

const classify = (log: ReadonlyArray<string>): Outcome => {
  const text = log.join("\n")
  if (/could not bind|Address already in use/.test(text)) return Outcome.PortTaken()
  if (/pre-existing shared memory block|lock file "postmaster\.pid" already exists/.test(text)) {
    return Outcome.StillInUse()
  }
  return Outcome.Failed({ log })
}

/**
 * The server writes its state to the eighth line of `postmaster.pid`, after its process id in the first. This is what
 * pg_ctl reads too: no connection, no password, no words of a log needed.
 */
const isReady = (data: string, pid: number) =>
  Effect.tryPromise(() => readFile(join(data, "postmaster.pid"), "utf8")).pipe(
    Effect.map((text) => {
      const lines = text.split("\n")
      return lines[0] === String(pid) && lines[7]?.trim() === "ready"
    }),
    Effect.orElseSucceed(() => false)
  )

const untilReady = (data: string, pid: number): Effect.Effect<void> =>
  Effect.flatMap(isReady(data, pid), (ready) =>
    ready
      ? Effect.void
      : Effect.delay(
          Effect.suspend(() => untilReady(data, pid)),
          "10 millis"
        )
  )

/** Recovery after a crash is part of a start, so it has time. */
const startMillisMax = 120_000

/** Runs the program; answers null where it could not be run. */
const launch = Effect.fnUntraced(function* (request: Request, log: number) {
  const exited = yield* Deferred.make<void>()
  const settings = Object.entries({ listen_addresses: loopback, port: String(request.port), ...request.settings })
  const child = spawn(
    request.program,
    ["-D", dataOf(request), ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { stdio: ["ignore", log, log], detached: true, cwd: "/", env: environment, ...request.account }
  )
  const ended = () => {
    request.watch(null)
    Deferred.unsafeDone(exited, Effect.void)
  }
  child.once("error", ended)
  child.once("exit", ended)
  if (child.pid === undefined) return null
  const postmaster: Postmaster = {
    pid: child.pid,
    signal: (name) => child.kill(name),
    exited: Deferred.await(exited)
  }
  request.watch(postmaster)
  return postmaster
})

/**
 * Starts the server and waits until it takes connections. An interrupted start ends the server.
 *
 * Its log goes to a file rather than a pipe: a server whose log nobody reads would stop at a full pipe.
 */
export const start = (request: Request): Effect.Effect<Outcome, PostgresUnavailable> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const logPath = join(request.directory, "postgres.log")
      const log = yield* attempt("start", () => promisify(open)(logPath, "a", 0o600))
      const { size } = yield* attempt("start", () => stat(logPath))
      const postmaster = yield* launch(request, log)
      yield* attempt("start", () => promisify(close)(log))
      if (postmaster === null) return Outcome.Failed({ log: [`${request.program} cannot be run`] })
      const ready = Effect.as(untilReady(dataOf(request), postmaster.pid), Outcome.Ready({ postmaster }))
      const ended = Effect.zipRight(postmaster.exited, Effect.map(logSince(logPath, size), classify))
      const late = Effect.zipRight(
        Effect.sleep(Duration.millis(startMillisMax)),
        Effect.map(logSince(logPath, size), (lines) => Outcome.Failed({ log: ["it took too long", ...lines] }))
      )
      // The contenders are interruptible even in a caller that is not: the losers have to end.
      const outcome = yield* restore(Effect.raceAll([ready, ended, late].map(Effect.interruptible))).pipe(
        Effect.onInterrupt(() => end(postmaster, ["SIGQUIT", "SIGKILL"]))
      )
      if (outcome._tag === "Failed") yield* end(postmaster, ["SIGQUIT", "SIGKILL"])
      return outcome
    })
  )
