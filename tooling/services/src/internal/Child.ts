import { type ChildProcess, spawn as spawnChild } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Config, Data, Deferred, Duration, Effect, Option } from "effect"
import * as EndWithParent from "../EndWithParent.ts"
import * as Lines from "./Lines.ts"

/** How a process ended. */
export type Exit = Data.TaggedEnum<{
  Exited: { readonly code: number }
  Signalled: { readonly signal: NodeJS.Signals }
}>
const { Exited, Signalled } = Data.taggedEnum<Exit>()

/** A running process, its output and its end. */
export interface Child {
  readonly pid: number
  readonly lines: Lines.Lines
  readonly exit: Effect.Effect<Exit>
  readonly ended: Effect.Effect<boolean>
  /** To the process alone. */
  readonly signal: (name: NodeJS.Signals) => Effect.Effect<void>
}

export interface Request {
  readonly name: string
  readonly script: string | URL
  readonly args?: ReadonlyArray<string>
  readonly nodeFlags?: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly print?: boolean
}

export class SpawnFailed extends Data.TaggedError("SpawnFailed")<{ readonly detail: string }> {}

/** Variables that programs need to run at all, and where Node keeps what it has compiled; passed on where they are set. */
const inherited = [
  "PATH",
  "HOME",
  "TMPDIR",
  "TZ",
  "LANG",
  "LC_ALL",
  "NODE_EXTRA_CA_CERTS",
  "NODE_COMPILE_CACHE",
  "NO_COLOR",
  "FORCE_COLOR"
]

const outputLinesMax = 200

/** From the end of a process to the end of its pipes, which something it started may hold open. */
const drainMillisMax = 250

const inheritance: Effect.Effect<Readonly<Record<string, string>>> = Effect.reduce(
  inherited,
  {},
  (found: Readonly<Record<string, string>>, name) =>
    Effect.map(Config.option(Config.string(name)), (value) =>
      Option.isSome(value) ? { ...found, [name]: value.value } : found
    )
).pipe(Effect.orDie)

/** Signals every process of a group; none there is no failure. */
const signalGroup = (leader: number, name: NodeJS.Signals): Effect.Effect<void> =>
  Effect.ignore(Effect.try(() => process.kill(-leader, name)))

const exitOf = (code: number | null, signal: NodeJS.Signals | null): Exit =>
  signal === null ? Exited({ code: code ?? 0 }) : Signalled({ signal })

const collect = (child: ChildProcess, request: Request): Lines.Lines => {
  const lines = Lines.make(outputLinesMax)
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line)
      if (request.print === true) process.stderr.write(`${request.name} | ${line}\n`)
    })
  }
  return lines
}

/** Completes `exit` once the process has ended and its output has been read; ends what it left behind. */
const observe = (child: ChildProcess, pid: number, exit: Deferred.Deferred<Exit>): void => {
  child.once("exit", (code, signal) => {
    Effect.runSync(signalGroup(pid, "SIGKILL"))
    const done = () => Deferred.unsafeDone(exit, Effect.succeed(exitOf(code, signal)))
    child.once("close", done)
    setTimeout(done, drainMillisMax)
  })
}

/**
 * Starts node on a program, as the leader of a process group: what a terminal sends to its foreground group reaches it
 * only through us, in order. Its standard input is a pipe that nothing is written to: its end tells that we are gone.
 */
export const spawn = Effect.fn("Child.spawn")(function* (request: Request) {
  const env = { ...(yield* inheritance), ...request.env, [EndWithParent.variable]: "1" }
  const script = typeof request.script === "string" ? request.script : fileURLToPath(request.script)
  const args = [...(request.nodeFlags ?? []), script, ...(request.args ?? [])]
  const child = spawnChild(process.execPath, args, { cwd: request.cwd, env, detached: true, stdio: "pipe" })
  const exit = yield* Deferred.make<Exit>()
  const { pid } = child
  if (pid === undefined) {
    return yield* Effect.async<never, SpawnFailed>((resume) => {
      child.once("error", ({ message }) => resume(new SpawnFailed({ detail: message })))
    })
  }
  child.on("error", () => {})
  child.stdin.on("error", () => {})
  const lines = collect(child, request)
  observe(child, pid, exit)
  const running: Child = {
    pid,
    lines,
    exit: Deferred.await(exit),
    ended: Deferred.isDone(exit),
    signal: (name) => Effect.sync(() => void child.kill(name))
  }
  return running
})

/** Ends a process and all of its group: SIGTERM first, SIGKILL after `millisMax`. */
export const stop = Effect.fn("Child.stop")(function* (child: Child, millisMax: number) {
  if (yield* child.ended) return
  yield* signalGroup(child.pid, "SIGTERM")
  // A finalizer is not interrupted; its waits have to be, or they would outlast their time.
  const within = yield* Effect.timeoutOption(Effect.interruptible(child.exit), Duration.millis(millisMax))
  if (Option.isSome(within)) return
  yield* signalGroup(child.pid, "SIGKILL")
  yield* child.exit
})
