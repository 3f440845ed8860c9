import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Path from "@effect/platform/Path"
import * as TimeScale from "@sluice/core/clock/TimeScale"
import { Keys } from "@sluice/engine/access/Keys"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import type { PostgresUnavailable } from "@sluice/services/PostgresUnavailable"
import type * as Processes from "@sluice/services/Processes"
import * as Behaviour from "@sluice/simulator/config/Behaviour"
import { Clock, Effect, Option, Redacted } from "effect"
import * as DatabaseOption from "../database/DatabaseOption.ts"
import * as ExitCode from "../ExitCode.ts"
import * as KeyRing from "../keys/KeyRing.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as OwnFiles from "../stack/OwnFiles.ts"
import * as Sandbox from "../stack/Sandbox.ts"
import * as Stack from "../stack/Stack.ts"
import * as Rehearsal from "./Rehearsal.ts"
import * as UpClock from "./UpClock.ts"

/** What to bring up. */
export interface Options {
  /** PostgreSQL of someone else's; an embedded one that keeps its data in the directory where it is none. */
  readonly databaseUrl: Option.Option<Redacted.Redacted>
  readonly policy: Sandbox.Sandbox["policy"]
  readonly workers: number
  /** How much faster than the wall's its clock runs; as the directory has it where it is none. */
  readonly speed: Option.Option<number>
  /** Whether it begins with a hold that awaits a review. */
  readonly rehearse: boolean
  /** Whether what the processes print is shown. */
  readonly verbose: boolean
}

/** Everything that is up. */
export interface Running {
  readonly stack: Stack.Stack
  /** The file that holds the database's address: it has a password in it. */
  readonly databaseUrlPath: string
  readonly workers: ReadonlyArray<Processes.Process>
  readonly keyPath: string
  /** The time that everything shares; null is the wall's. */
  readonly clock: TimeScale.TimeScale | null
}

/** First ports to try; those in use are stepped over. */
const ports = { server: 8080, simulator: 8090, postgres: 5440 }

/** A sender of each tier, known to the gateway and to the simulator alike. */
const sandbox = (policy: Sandbox.Sandbox["policy"]): Sandbox.Sandbox => ({
  accountId: "local",
  policy,
  senders: [
    { id: "shop", number: "+886912000001", callingCode: "886", tier: "raised" },
    { id: "support", number: "+886912000002", callingCode: "886", tier: "initial" }
  ]
})

/**
 * One number in fifty is on no phone, and fails every message; nothing else fails by chance. Whoever tries the gateway sees the same of the same number
 * each time, and the first message that somebody sends is not the one that the platform loses without a reason.
 */
const fates = {
  failureShare: 0.02,
  // A delivery that only its reading tells may take a minute: whoever tries `send --wait` is not kept guessing.
  deliveredOmittedShare: 0,
  causes: Behaviour.failureCauses.filter(({ drawnBy }) => drawnBy === "recipient")
}

/** More than twice what a sender of the initial tier may send in a minute (RL-06). */
const rehearsedSends = 12

/** The key of the last time where the database still takes it, else a new one. */
const keyIn = Effect.fn("Up.key")(function* (keyPath: string, stack: Stack.Stack, databaseUrl: Redacted.Redacted) {
  const fs = yield* FileSystem.FileSystem
  const kept = yield* Effect.option(fs.readFileString(keyPath))
  if (Option.isSome(kept)) {
    const known = yield* Effect.option(
      Effect.flatMap(Keys, (keys) => keys.authenticate(kept.value.trim())).pipe(
        Effect.provide(KeyRing.layer),
        Effect.provide(DatabaseOption.layer(databaseUrl))
      )
    )
    if (Option.isSome(known) && known.value.role === "admin") return Redacted.make(kept.value.trim())
  }
  const key = yield* stack.issueKey("up", "admin")
  yield* OwnFiles.write(keyPath, `${Redacted.value(key)}\n`)
  return key
})

/** Tells other terminals in this directory where everything is, while it is there. */
const announce = (path: string, connection: typeof ServerOption.Connection.Encoded) =>
  Effect.acquireRelease(OwnFiles.writeJson(path, connection), () =>
    Effect.ignore(Effect.flatMap(FileSystem.FileSystem, (fs) => fs.remove(path)))
  )

/** As root, PostgreSQL runs under another account, which cannot reach data below a directory that is closed to it. */
const withRemedy = (error: PostgresUnavailable) =>
  error.step === "directory"
    ? new ExitCode.CommandFailed({
        message: `${error.message}\n  run this in a directory that others may pass through, or name a PostgreSQL with --database-url`
      })
    : error

/** Long enough for a server on this machine that is busy. */
const answerMillisMax = 2_000

/** Two of them here would fight over one database and one address file. One that was killed has left its file and does not answer. */
const aloneHere = Effect.fn("Up.aloneHere")(function* () {
  const found = yield* ServerOption.left
  if (Option.isNone(found)) return
  const { url } = found.value
  const client = yield* HttpClient.HttpClient
  const answered = yield* client.get(`${url}/healthz`).pipe(Effect.timeout(answerMillisMax), Effect.option)
  if (Option.isSome(answered))
    return yield* new ExitCode.CommandFailed({
      message: `\`sluice up\` runs in this directory already, at ${url}: use that one, end it first, or start in another directory`
    })
}, Effect.scoped)

/** A hold to learn on, behind the sender that may send least. */
const rehearsed = Effect.fn("Up.rehearsed")(function* (
  databaseUrl: Redacted.Redacted,
  { accountId, senders }: Sandbox.Sandbox,
  clock: TimeScale.TimeScale | null
) {
  const realMillis = yield* Clock.currentTimeMillis
  yield* Rehearsal.tell(databaseUrl, {
    accountId,
    businessId: Sandbox.businessIdOf(accountId),
    senderId: (senders.find(({ tier }) => tier === "initial") ?? senders[0]).id,
    sends: rehearsedSends,
    nowMillis: clock === null ? realMillis : TimeScale.toVirtual(clock, realMillis)
  })
})

/** Brings everything up, for the length of the scope. */
export const start = Effect.fn("Up.start")(function* (options: Options) {
  const path = yield* Path.Path
  const connectionPath = path.resolve(ServerOption.connectionPath)
  const directory = path.dirname(connectionPath)
  yield* aloneHere()
  yield* OwnFiles.directory(directory)
  const postgres = yield* EmbeddedPostgres.make({
    url: Option.getOrUndefined(Option.map(options.databaseUrl, Redacted.value)),
    directory: path.join(directory, "postgres"),
    portFrom: ports.postgres
  }).pipe(Effect.mapError(withRemedy))
  const databaseUrl = Redacted.make(postgres.url)
  const clock = yield* UpClock.of(directory, options.speed)
  const stack = yield* Stack.start({
    name: "up",
    sandbox: sandbox(options.policy),
    databaseUrl,
    directory,
    seed: "up",
    clock,
    portsFrom: ports,
    simulator: { fates },
    print: options.verbose
  })
  if (options.rehearse) yield* rehearsed(databaseUrl, sandbox(options.policy), clock)
  const workers = yield* Effect.forEach(
    Array.from({ length: options.workers }, (_, index) => index + 1),
    (number) => stack.startWorker(number),
    { concurrency: "unbounded" }
  )
  const keyPath = path.join(directory, "api-key")
  const key = yield* keyIn(keyPath, stack, databaseUrl)
  yield* announce(connectionPath, {
    url: stack.serverUrl,
    key: Redacted.value(key),
    // DATABASE_URL and not SLUICE_DATABASE_URL: where the shell has either, that one is meant.
    environment: {
      DATABASE_URL: postgres.url,
      SLUICE_ACCOUNTS: stack.accountsPath,
      SLUICE_BLOBS_DIRECTORY: stack.blobsPath
    }
  })
  const databaseUrlPath = path.join(directory, "database-url")
  yield* OwnFiles.write(databaseUrlPath, `${postgres.url}\n`)
  const running: Running = { stack, databaseUrlPath, workers, keyPath, clock }
  return running
})

/** Fails when any of the processes ends; never succeeds. */
export const watch = ({ stack, workers }: Running) => Stack.whileAllRun([stack.server, stack.simulator, ...workers])
