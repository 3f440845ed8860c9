import * as EndpointJudgement from "./EndpointJudgement.ts"
import { fail, type Finding, ok, warn } from "./Finding.ts"

/** What a database that answers tells of itself. */
export interface Facts {
  /** `host:port/database`. */
  readonly address: string
  /** As `server_version_num` has it: 180001. */
  readonly versionNumber: number
  /** Connections it takes in all, without those it keeps for its own people. */
  readonly connectionsMax: number
  /** Those that are open now, ours among them. */
  readonly connectionsUsed: number
  /** Those of them that belong to Sluice. */
  readonly connectionsOwn: number
  /** Milliseconds of one question and its answer. */
  readonly tookMillis: number
  /** By how much our clock is ahead of its; 0 where nothing shows it. */
  readonly skewMillis: number
  /** File names of the migrations that it has not seen. */
  readonly pending: ReadonlyArray<string>
}

/** What the processes are told to open. */
export interface Pools {
  readonly server: number
  readonly worker: number
}

/** The oldest that is still maintained and that the statements are written for. */
const versionMin = 15

/** A store that is further away than this makes every send slower than the platform does. */
const tookMillisMax = 50

/** Cluster locks, and a command of an operator beside it. */
const besides = 5

const answers = ({ address, tookMillis }: Facts): Finding => {
  const seen = `answers in ${tookMillis} ms`
  return tookMillis > tookMillisMax
    ? warn("database", address, seen, "run it in the same place as the workers: every send asks it several times")
    : ok("database", address, seen)
}

const version = ({ address, versionNumber }: Facts): Finding => {
  const major = Math.floor(versionNumber / 10_000)
  return major < versionMin
    ? fail("version", address, `PostgreSQL ${major}`, `upgrade to PostgreSQL ${versionMin} or newer`)
    : ok("version", address, `PostgreSQL ${major}`)
}

const migrations = ({ address, pending }: Facts): Finding =>
  pending.length === 0
    ? ok("migrations", address, "every migration is in")
    : fail("migrations", address, `it lacks ${pending.join(", ")}`, "run `sluice migrate`; no process starts before")

const connections = (facts: Facts, { server, worker }: Pools): Finding => {
  const { address, connectionsMax, connectionsOwn, connectionsUsed } = facts
  const wanted = server + worker + besides
  const free = connectionsMax - (connectionsUsed - connectionsOwn)
  const seen = `one server and one worker take up to ${wanted} of ${connectionsMax}; others have ${connectionsUsed - connectionsOwn} open`
  return wanted > free
    ? fail(
        "connections",
        address,
        seen,
        "raise max_connections, or lower SLUICE_SERVER_CONNECTIONS and SLUICE_WORKER_CONNECTIONS"
      )
    : ok("connections", address, seen)
}

/** Everything about a database that answers. */
export const of = (facts: Facts, pools: Pools): ReadonlyArray<Finding> => [
  answers(facts),
  migrations(facts),
  version(facts),
  connections(facts, pools),
  EndpointJudgement.clock("database", facts.skewMillis)
]

/** One that does not. @param reason what the client said, without the password */
export const unreachable = (address: string, reason: string): Finding =>
  fail(
    "database",
    address,
    reason,
    "start it, or correct SLUICE_DATABASE_URL; no server and no worker runs without it, and callbacks wait at the platform"
  )
