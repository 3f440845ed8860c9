import { spawn } from "node:child_process"
import { close, open } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { promisify } from "node:util"
import { Deferred, Effect, Option } from "effect"
import { detailOf } from "../internal/attempt.ts"
import { KafkaUnavailable, type Step } from "./KafkaUnavailable.ts"

/** A Java program of the broker's, and the log that both of its streams go to. */
export interface Request {
  readonly program: string
  readonly classPath: ReadonlyArray<string>
  readonly main: string
  readonly args: ReadonlyArray<string>
  readonly logging: string
  readonly logPath: string
  readonly step: Step
}

export interface JavaProcess {
  readonly pid: number
  readonly signal: (name: NodeJS.Signals) => void
  /** Completes with its code when it has ended; null after a signal. */
  readonly exited: Effect.Effect<number | null>
  /** What it wrote since it was started. */
  readonly log: Effect.Effect<string>
}

const linesMax = 20

/** The last lines of a text. */
export const lastLines = (text: string): ReadonlyArray<string> => text.trimEnd().split("\n").slice(-linesMax)

/**
 * Enough for bodies of 3 MB and the tests of a run; the C1 compiler alone starts in half the time. Room for the classes from the beginning: each time that
 * they need more the whole heap is collected otherwise, which stops the broker for 60 ms and more.
 */
const flags = [
  "-Xms64m",
  "-Xmx512m",
  "-XX:MetaspaceSize=96m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Xshare:auto"
]

const attempt = <A>(step: Step, run: () => Promise<A>) =>
  Effect.tryPromise({
    try: run,
    catch: (cause) => new KafkaUnavailable({ step, detail: detailOf(cause), log: [] })
  })

/**
 * Starts the program. Its output goes to a file rather than a pipe: a server whose log nobody reads would stop at a full pipe. It leads a
 * group of its own, so that Ctrl-C reaches it only through us.
 */
export const spawnJava = Effect.fn("JavaProcess.spawnJava")(function* (request: Request) {
  const { step } = request
  const log = yield* attempt(step, () => promisify(open)(request.logPath, "a", 0o600))
  const { size } = yield* attempt(step, () => stat(request.logPath))
  const exited = yield* Deferred.make<number | null>()
  const child = spawn(
    request.program,
    [
      ...flags,
      `-Dlog4j2.configurationFile=${request.logging}`,
      "-cp",
      request.classPath.join(":"),
      request.main,
      ...request.args
    ],
    { stdio: ["ignore", log, log], detached: true, cwd: "/", env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" } }
  )
  child.once("error", () => Deferred.unsafeDone(exited, Effect.succeed(null)))
  child.once("exit", (code) => Deferred.unsafeDone(exited, Effect.succeed(code)))
  yield* attempt(step, () => promisify(close)(log))
  const { pid } = child
  if (pid === undefined) {
    return yield* new KafkaUnavailable({ step, detail: `${request.program} cannot be run`, log: [] })
  }
  const running: JavaProcess = {
    pid,
    signal: (name) => void child.kill(name),
    exited: Deferred.await(exited),
    log: Effect.tryPromise(() => readFile(request.logPath)).pipe(
      Effect.map((bytes) => bytes.subarray(size).toString("utf8")),
      Effect.orElseSucceed(() => "")
    )
  }
  return running
})

/** Ends it with ever less courtesy; each signal has fifteen seconds. */
export const end = Effect.fn("JavaProcess.end")(function* (
  running: JavaProcess,
  signals: ReadonlyArray<NodeJS.Signals>
) {
  for (const name of signals) {
    yield* Effect.sync(() => running.signal(name))
    // Where this is a finalizer, which is not interrupted, the wait still has to be.
    const within = yield* Effect.timeoutOption(Effect.interruptible(running.exited), "15 seconds")
    if (Option.isSome(within)) return
  }
})
