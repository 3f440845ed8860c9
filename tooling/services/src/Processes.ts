import { Data, Duration, Effect, Match, Option, Schedule } from "effect"
import * as Child from "./internal/Child.ts"

/** When a process counts as started. */
export type Readiness = Data.TaggedEnum<{
  /** As soon as it runs. */
  Spawned: {}
  /** When it has printed a line that matches, on either stream. */
  Line: { readonly pattern: RegExp }
  /** When a GET of the address answers 200. */
  Url: { readonly url: string }
}>
const { Spawned, Line, Url } = Data.taggedEnum<Readiness>()
export { Line, Url }

export interface Options {
  /** What messages and printed lines call it. */
  readonly name: string
  /** The program: a module that node runs. */
  readonly script: string | URL
  readonly args?: ReadonlyArray<string>
  /** Flags of node itself (`--conditions=…`). */
  readonly nodeFlags?: ReadonlyArray<string>
  /**
   * Its environment. Nothing else is inherited but what programs need to run at all (PATH, HOME, time zone, colours and
   * the like), so that what a process does is written where it is started.
   */
  readonly env?: Readonly<Record<string, string>>
  /** Working directory; ours by default. */
  readonly cwd?: string
  readonly ready?: Readiness
  readonly readyMillisMax?: number
  /** From SIGTERM to SIGKILL when the scope closes. */
  readonly stopMillisMax?: number
  /** Whether its lines are printed to our standard error as they come, with its name before them. */
  readonly print?: boolean
}

/** A process of the project, for the length of a scope. */
export interface Process {
  readonly name: string
  readonly pid: number
  /** The last lines it printed, both streams, oldest first. */
  readonly output: Effect.Effect<ReadonlyArray<string>>
  /** The first line that matches, among the last ones or those to come. */
  readonly line: (pattern: RegExp) => Effect.Effect<string, ProcessFailed>
  /** Waits for its end. */
  readonly exit: Effect.Effect<Child.Exit>
  /** Signals it, and waits for its end. Nothing happens where it has ended. */
  readonly kill: (signal: NodeJS.Signals) => Effect.Effect<Child.Exit>
}

/** A process did not come up, or ended while something was expected of it. */
export class ProcessFailed extends Data.TaggedError("ProcessFailed")<{
  readonly name: string
  readonly reason: "not-started" | "ended" | "not-ready"
  readonly detail: string
  readonly output: ReadonlyArray<string>
}> {
  override get message(): string {
    return [`${this.name}: ${this.reason.replace("-", " ")}: ${this.detail}`, ...this.output].join("\n  ")
  }
}

const readyMillisDefault = 60_000
const stopMillisDefault = 10_000

/** Between two looks at an address that does not answer yet. */
const lookMillis = 50

const told = (exit: Child.Exit): string => (exit._tag === "Exited" ? `with code ${exit.code}` : `by ${exit.signal}`)

const failed = (name: string, child: Child.Child, reason: ProcessFailed["reason"], detail: string) =>
  Effect.suspend(() => new ProcessFailed({ name, reason, detail, output: child.lines.last() }))

/** `expected`, or the failure that the process ended before. */
const orEnded = <A>(name: string, child: Child.Child, expected: Effect.Effect<A>): Effect.Effect<A, ProcessFailed> =>
  Effect.raceFirst(
    Effect.interruptible(expected),
    Effect.flatMap(Effect.interruptible(child.exit), (exit) => failed(name, child, "ended", told(exit)))
  )

const answers = (url: string): Effect.Effect<void> =>
  Effect.tryPromise((signal) => fetch(url, { signal })).pipe(
    Effect.filterOrFail(({ status }) => status === 200),
    Effect.retry(Schedule.spaced(Duration.millis(lookMillis))),
    Effect.orDie
  )

const readiness = Match.type<Readiness>().pipe(
  Match.tagsExhaustive({
    Spawned: () => () => Effect.void,
    Line:
      ({ pattern }) =>
      (child: Child.Child) =>
        Effect.asVoid(child.lines.first(pattern)),
    Url:
      ({ url }) =>
      () =>
        answers(url)
  })
)

/**
 * A node program of the project, started and ready, for the length of the scope.
 *
 * At the end of the scope it gets SIGTERM, then SIGKILL; what it started itself and left behind is ended with it (its
 * process group). It also ends when this process is killed, if its main program installs `EndWithParent`.
 */
export const start = Effect.fn("Processes.start")(function* (options: Options) {
  const { name, ready = Spawned(), readyMillisMax = readyMillisDefault } = options
  const child = yield* Effect.acquireRelease(
    Effect.catchAll(Child.spawn(options), ({ detail }) =>
      Effect.fail(new ProcessFailed({ name, reason: "not-started", detail, output: [] }))
    ),
    (spawned) => Child.stop(spawned, options.stopMillisMax ?? stopMillisDefault)
  )
  yield* orEnded(name, child, readiness(ready)(child)).pipe(
    Effect.timeoutOption(Duration.millis(readyMillisMax)),
    Effect.flatMap(
      Option.match({
        onNone: () => failed(name, child, "not-ready", `not within ${readyMillisMax} ms`),
        onSome: () => Effect.void
      })
    )
  )
  const started: Process = {
    name,
    pid: child.pid,
    output: Effect.sync(() => child.lines.last()),
    line: (pattern) => orEnded(name, child, child.lines.first(pattern)),
    exit: child.exit,
    kill: (signal) => Effect.zipRight(child.signal(signal), child.exit)
  }
  return started
})
