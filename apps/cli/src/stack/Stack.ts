import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import type * as TimeScale from "@sluice/core/clock/TimeScale"
import type * as Database from "@sluice/adapter-postgres/Database"
import type { Role } from "@sluice/engine/ports/ApiKeys"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import * as Ports from "@sluice/services/Ports"
import * as Processes from "@sluice/services/Processes"
import { randomBytes } from "node:crypto"
import { Effect, ExecutionStrategy, Exit, Redacted, Scope } from "effect"
import * as DatabaseOption from "../database/DatabaseOption.ts"
import * as ExitCode from "../ExitCode.ts"
import * as KeyRing from "../keys/KeyRing.ts"
import * as Migrate from "../migrate/Migrate.ts"
import * as OwnFiles from "./OwnFiles.ts"
import * as Programs from "./Programs.ts"
import * as Sandbox from "./Sandbox.ts"
import type * as Seat from "./Seat.ts"

/** What to bring up. */
export interface Options {
  /** What messages call it; also the prefix of its processes' names. */
  readonly name: string
  readonly sandbox: Sandbox.Sandbox
  /** A database of its own; it is migrated first. */
  readonly databaseUrl: Redacted.Redacted
  /** Where accounts file and simulator's configuration are written; made where it is missing. */
  readonly directory: string
  /** Names every draw of the simulator. */
  readonly seed: string
  /** The time that all of its processes share; real time where it is null. */
  readonly clock: TimeScale.TimeScale | null
  /** The first ports to try; those in use are stepped over. Any free one where it is null. */
  readonly portsFrom: { readonly server: number; readonly simulator: number } | null
  /** Faults, fates and the rest where they are not the simulator's own. */
  readonly simulator?: Sandbox.Running["besides"]
  /** The server's program where it is not that of this workspace. */
  readonly serverScript?: string
  /** More of the configuration of server and workers, by the names of its variables. */
  readonly env?: Readonly<Record<string, string>>
  /** Flags of node itself for server and workers, as for one that is looked into while it runs. */
  readonly nodeFlags?: ReadonlyArray<string>
  /** Whether what the processes print is passed on to our standard error. */
  readonly print?: boolean
}

/** How a process of the stack comes up. */
type Starting = Effect.Effect<Processes.Process, Processes.ProcessFailed | Programs.NotBuilt, Scope.Scope>

/** A whole gateway with a platform to talk to: server, simulator, and workers as they are asked for. */
export interface Stack {
  readonly name: string
  readonly serverUrl: string
  readonly simulatorUrl: string
  readonly accountsPath: string
  /**
   * Writes the accounts file anew, with the senders at another provider that the sandbox names, as an operator does; processes that start from now on
   * read it.
   */
  readonly moveSenders: (to: Seat.Provider) => Effect.Effect<void, PlatformError, FileSystem.FileSystem | Path.Path>
  /** Where media are kept. */
  readonly blobsPath: string
  readonly server: Processes.Process
  readonly simulator: Processes.Process
  /** A server at the same address, for the length of the caller's scope: once the one before it has ended. */
  readonly startServer: Starting
  /**
   * A worker, ready to send, for the length of the caller's scope. `number` tells it from its siblings; `script` is the program of another version.
   */
  readonly startWorker: (number: number, script?: string) => Starting
  /** A new API key for the server. */
  readonly issueKey: (
    name: string,
    role: Role
  ) => Effect.Effect<Redacted.Redacted, Database.DatabaseUnreachable | StoreUnavailable>
}

const secret = Effect.sync(() => randomBytes(24).toString("base64url"))

/** Of the form and the length that the platform's tokens have, so that nothing is to be said against it. */
const accessToken = Effect.sync(() => `EAA${randomBytes(64).toString("hex")}`)

const clockVariables = (clock: TimeScale.TimeScale | null): Readonly<Record<string, string>> =>
  clock === null
    ? {}
    : { SLUICE_CLOCK_ORIGIN_MILLIS: String(clock.originMillis), SLUICE_CLOCK_SPEED: String(clock.speed) }

/** What the worker prints when its runner is registered. */
const workerReady = /running as runner/

/** What simulator and server print when they listen; asking their ports could find somebody else's there. */
const simulatorReady = /^Graph API /
const serverReady = /^listening /

/** How often everything is started again because something else was quicker to listen on a port. */
const portTriesMax = 5

const isPortTaken = (error: unknown): boolean =>
  error instanceof Processes.ProcessFailed && error.output.some((line) => /EADDRINUSE|it is taken/.test(line))

/** Writes the files and starts simulator and server on ports that are free now. */
const launch = Effect.fn("Stack.launch")(function* (options: Options) {
  const { clock, directory, name, portsFrom, sandbox } = options
  const { join } = yield* Path.Path
  const serverPort = yield* Ports.free(portsFrom === null ? {} : { from: portsFrom.server })
  const simulatorPort = yield* Ports.free({
    ...(portsFrom === null ? {} : { from: portsFrom.simulator }),
    besides: [serverPort]
  })
  const serverUrl = `http://${Ports.loopback}:${serverPort}`
  const simulatorUrl = `http://${Ports.loopback}:${simulatorPort}`

  const secrets: Seat.Secrets = {
    accessToken: yield* accessToken,
    appSecret: yield* secret,
    verifyToken: yield* secret
  }
  yield* OwnFiles.directory(directory)
  const accountsPath = join(directory, "accounts.json")
  const blobsPath = join(directory, "blobs")
  const simulatorPath = join(directory, "simulator.json")
  const running = { port: simulatorPort, seed: options.seed, clock, serverUrl, besides: options.simulator ?? {} }
  const writeAccounts = (at?: Seat.Provider) =>
    OwnFiles.writeJson(
      accountsPath,
      Sandbox.accountsFile(sandbox, secrets, { serverUrl, platformUrl: simulatorUrl }, at)
    )
  yield* writeAccounts()
  yield* OwnFiles.writeJson(simulatorPath, Sandbox.simulatorFile(sandbox, secrets, running))

  const print = options.print ?? false
  const nodeFlags = options.nodeFlags ?? []
  const env = {
    SLUICE_DATABASE_URL: Redacted.value(options.databaseUrl),
    SLUICE_ACCOUNTS: accountsPath,
    SLUICE_BLOBS_DIRECTORY: blobsPath,
    SLUICE_LOG_LEVEL: "WARN",
    ...clockVariables(clock),
    ...options.env
  }
  const { serverScript } = options
  const program = serverScript === undefined ? Programs.server : Effect.succeed(serverScript)
  const startServer: Stack["startServer"] = Effect.flatMap(program, (script) =>
    Processes.start({
      name: `${name} server`,
      script,
      nodeFlags,
      env: { ...env, SLUICE_PORT: String(serverPort) },
      ready: Processes.Line({ pattern: serverReady }),
      print
    })
  )
  const [simulator, server] = yield* Effect.all(
    [
      Processes.start({
        name: `${name} simulator`,
        script: yield* Programs.cli,
        args: ["simulator", "--config", simulatorPath],
        ready: Processes.Line({ pattern: simulatorReady }),
        print
      }),
      startServer
    ],
    { concurrency: "unbounded" }
  )
  const startWorker: Stack["startWorker"] = (number, other) =>
    Effect.flatMap(other === undefined ? Programs.worker : Effect.succeed(other), (script) =>
      Processes.start({
        name: `${name} worker ${number}`,
        script,
        nodeFlags,
        env,
        ready: Processes.Line({ pattern: workerReady }),
        print
      })
    )
  return {
    name,
    serverUrl,
    simulatorUrl,
    accountsPath,
    moveSenders: writeAccounts,
    blobsPath,
    server,
    simulator,
    startServer,
    startWorker
  }
})

/** The same in a scope of its own, which ends at once where it fails: the other process must not be in the way of the next try. */
const launchOrLeave = Effect.fn("Stack.launchOrLeave")(function* (options: Options) {
  const own = yield* Scope.fork(yield* Effect.scope, ExecutionStrategy.sequential)
  return yield* launch(options).pipe(
    Scope.extend(own),
    Effect.onError(() => Scope.close(own, Exit.void))
  )
})

/**
 * Migrates the database, writes the files, starts the simulator and the server as processes, and waits until both listen.
 *
 * Everything ends with the scope; the processes also end when this one is killed (`EndWithParent`).
 */
export const start = Effect.fn("Stack.start")(function* (options: Options) {
  const database = DatabaseOption.layer(options.databaseUrl)
  yield* Migrate.run.pipe(Effect.provide(database))
  const launched = yield* launchOrLeave(options).pipe(Effect.retry({ times: portTriesMax - 1, while: isPortTaken }))
  const stack: Stack = {
    ...launched,
    issueKey: (name, role) =>
      KeyRing.issue({ name, role, accountId: null, expiresMillis: null }).pipe(
        Effect.map(({ token }) => token),
        Effect.provide(database)
      )
  }
  return stack
})

/** Lines of its output that tell why a process ended. */
const lastLinesMax = 15

/** Fails when any of the processes ends; never succeeds. */
export const whileAllRun = (
  processes: readonly [Processes.Process, ...ReadonlyArray<Processes.Process>]
): Effect.Effect<never, ExitCode.CommandFailed> =>
  Effect.raceAll(
    processes.map((process) =>
      Effect.zipRight(
        process.exit,
        Effect.flatMap(
          process.output,
          (output) =>
            new ExitCode.CommandFailed({
              message: [`the ${process.name} ended; the last it said:`, ...output.slice(-lastLinesMax)].join("\n  ")
            })
        )
      )
    )
  )
