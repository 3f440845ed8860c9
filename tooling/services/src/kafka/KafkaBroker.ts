import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect, MutableRef, Option, Random } from "effect"
import { detailOf } from "../internal/attempt.ts"
import * as Watchdog from "../internal/Watchdog.ts"
import * as Ports from "../Ports.ts"
import * as Jars from "./Jars.ts"
import * as Java from "./Java.ts"
import * as JavaProcess from "./JavaProcess.ts"
import { KafkaUnavailable } from "./KafkaUnavailable.ts"
import * as Properties from "./Properties.ts"

/**
 * One Kafka broker on this machine, for tests and fault drills: a real Apache Kafka 4 (KRaft, no ZooKeeper) on the machine's Java, on the
 * loopback address, its data in a temporary directory, for the length of a scope. It ends with the process that started it, also when that
 * one is killed.
 *
 * States: Up(pid) -> Down -> Up(pid) … `kill` and `stop` lead to Down, `restart` to Up on the same port and data.
 */
export interface Broker {
  /** For clients: `127.0.0.1:port`. */
  readonly address: string
  readonly port: number
  readonly directory: string
  /** Process id; none while it is down. */
  readonly pid: Effect.Effect<Option.Option<number>>
  /** SIGKILL: nothing is saved. Nothing happens where it is down. */
  readonly kill: Effect.Effect<void>
  /** Saves everything, ends. */
  readonly stop: Effect.Effect<void>
  /** Up again on the same port and data; ended first where it runs. */
  readonly restart: Effect.Effect<void, KafkaUnavailable>
}

/** Where it starts to look for ports: below those that systems lend to outgoing connections, and not always the same. */
const portsMin = 20_000
const portsMax = 32_000

/** How often ports are given up because something else was quicker to listen on them. */
const portTriesMax = 5

/** A start costs 3 to 8 s on two cores, more where they are busy. */
const startMillisMax = 120_000

const lookMillis = 50

/** Any id: a cluster of one is nobody else's. */
const clusterId = "c2x1aWNlLXRlc3RzLWthZg"

const saving: ReadonlyArray<NodeJS.Signals> = ["SIGTERM", "SIGKILL"]

const temporary = Effect.acquireRelease(
  Effect.tryPromise({
    try: () => mkdtemp(join(tmpdir(), `sluice-kafka-${process.pid}-`)),
    catch: (cause) => new KafkaUnavailable({ step: "format", detail: detailOf(cause), log: [] })
  }),
  (directory) => Effect.ignore(Effect.tryPromise(() => rm(directory, { recursive: true, force: true })))
)

const write = (path: string, text: string) =>
  Effect.tryPromise({
    try: () => writeFile(path, text, { mode: 0o600 }),
    catch: (cause) => new KafkaUnavailable({ step: "format", detail: detailOf(cause), log: [] })
  })

interface Programs {
  readonly program: string
  readonly classPath: ReadonlyArray<string>
}

const request = (programs: Programs, directory: string, what: Pick<JavaProcess.Request, "args" | "main" | "step">) => ({
  ...programs,
  ...what,
  logging: pathToFileURL(join(directory, "log4j2.yaml")).href,
  logPath: join(directory, "kafka.log")
})

/** Makes an empty directory one of a cluster of one. */
const format = Effect.fnUntraced(function* (programs: Programs, directory: string) {
  const run = yield* JavaProcess.spawnJava(
    request(programs, directory, {
      main: "kafka.tools.StorageTool",
      args: ["format", "-t", clusterId, "-c", join(directory, "server.properties")],
      step: "format"
    })
  )
  const code = yield* Effect.onInterrupt(run.exited, () => JavaProcess.end(run, ["SIGKILL"]))
  if (code !== 0) {
    const log = JavaProcess.lastLines(yield* run.log)
    return yield* new KafkaUnavailable({ step: "format", detail: `it ended with code ${code}`, log })
  }
})

/** Until its log says that it is up, or that a port is taken, or it has ended. */
const outcomeOf = Effect.fnUntraced(function* (run: JavaProcess.JavaProcess) {
  const exited = yield* Effect.fork(run.exited)
  for (let waited = 0; waited < startMillisMax; waited += lookMillis) {
    const log = yield* run.log
    if (Properties.startedPattern.test(log)) return "ready" as const
    if (Properties.portTakenPattern.test(log)) return "port-taken" as const
    if (Option.isSome(yield* exited.poll)) break
    yield* Effect.sleep(lookMillis)
  }
  const log = JavaProcess.lastLines(yield* run.log)
  return yield* new KafkaUnavailable({ step: "start", detail: "it ended, or took too long", log })
})

/**
 * A broker for the length of the scope.
 *
 * @param options.portFrom the first port to try; those in use are stepped over. Anywhere by default.
 */
export const start = Effect.fn("KafkaBroker.start")(function* (options: { readonly portFrom?: number } = {}) {
  const programs = { program: yield* Java.locate, classPath: yield* Jars.classPath() }
  const directory = yield* temporary
  const watchdog = yield* Watchdog.make("KILL", directory)
  const running = MutableRef.make<JavaProcess.JavaProcess | null>(null)
  const ending = (signals: ReadonlyArray<NodeJS.Signals>) =>
    Effect.suspend(() => {
      const run = MutableRef.get(running)
      if (run === null) return Effect.void
      return Effect.ensuring(
        JavaProcess.end(run, signals),
        Effect.sync(() => {
          MutableRef.set(running, null)
          watchdog.watch(null)
        })
      )
    })
  // The data go with the scope: there is nothing to save.
  yield* Effect.addFinalizer(() => ending(["SIGKILL"]))

  const freePort = (from: number, besides: ReadonlyArray<number>) =>
    Effect.mapError(
      Ports.free({ from, besides }),
      ({ message }) => new KafkaUnavailable({ step: "start", detail: message, log: [] })
    )
  const launch = Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const run = yield* JavaProcess.spawnJava(
        request(programs, directory, {
          main: "kafka.Kafka",
          args: [join(directory, "server.properties")],
          step: "start"
        })
      )
      MutableRef.set(running, run)
      watchdog.watch(run.pid)
      return yield* restore(outcomeOf(run)).pipe(Effect.onError(() => ending(["SIGKILL"])))
    })
  )
  const configure = Effect.fnUntraced(function* (taken: ReadonlyArray<number>) {
    const from = options.portFrom ?? (yield* Random.nextIntBetween(portsMin, portsMax))
    const port = yield* freePort(from, taken)
    const controllerPort = yield* freePort(port + 1, taken)
    yield* write(join(directory, "server.properties"), Properties.text({ directory, port, controllerPort }))
    return { port, controllerPort }
  })

  yield* write(join(directory, "log4j2.yaml"), Properties.logging)
  const taken: Array<number> = []
  let ports = yield* configure(taken)
  yield* format(programs, directory)
  while ((yield* launch) === "port-taken") {
    yield* ending(["SIGKILL"])
    taken.push(ports.port, ports.controllerPort)
    if (taken.length >= 2 * portTriesMax) {
      return yield* new KafkaUnavailable({ step: "start", detail: `ports were taken: ${taken.join(", ")}`, log: [] })
    }
    ports = yield* configure(taken)
  }
  const { port } = ports
  const again = Effect.gen(function* () {
    yield* ending(saving)
    if ((yield* launch) === "ready") return
    yield* ending(["SIGKILL"])
    return yield* new KafkaUnavailable({ step: "start", detail: `port ${port} was taken while it was down`, log: [] })
  })
  const oneAtATime = (yield* Effect.makeSemaphore(1)).withPermits(1)
  const broker: Broker = {
    address: `${Ports.loopback}:${port}`,
    port,
    directory,
    pid: Effect.sync(() => Option.map(Option.fromNullable(MutableRef.get(running)), ({ pid }) => pid)),
    kill: oneAtATime(ending(["SIGKILL"])),
    stop: oneAtATime(ending(saving)),
    restart: oneAtATime(again)
  }
  return broker
})
