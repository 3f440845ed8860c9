import * as PgClient from "@effect/sql-pg/PgClient"
import type { SqlClient } from "@effect/sql/SqlClient"
import { Clock, Data, Effect, Layer, Redacted } from "effect"
import * as PreparingPool from "./internal/PreparingPool.ts"
import * as Notices from "./Notices.ts"

/** How a process reaches its database. */
export interface Options {
  /** `postgres://user:password@host:port/database`; TLS by its `sslmode` parameter. */
  readonly url: Redacted.Redacted
  /** Connections at most; further statements wait for one. */
  readonly connectionsMax: number
  /** Name of the process, as the database shows it (`pg_stat_activity`). */
  readonly applicationName: string
  /** How long a connection may take, also one from the full pool; 10 s unless told. */
  readonly connectMillisMax?: number
}

/** The database could not be reached, or refused the connection: wrong address, role, password, or not up yet. */
export class DatabaseUnreachable extends Data.TaggedError("DatabaseUnreachable")<{
  /** `host:port/database`, without role and password; `?` for text that is no URL. */
  readonly address: string
  readonly cause: unknown
}> {
  override get message(): string {
    return `cannot use PostgreSQL at ${this.address}: ${reasonOf(this.cause)}`
  }
}

/**
 * The client on which `PgStore` and the migrations run. It connects once while the layer is built, so that a wrong address fails
 * the boot, and later reconnects by itself: statements fail while the database is away, and work again when it is back.
 *
 * It reads `bigint` as text (like any other client of `@effect/sql-pg`), so that it can be shared with stores of 64-bit ids.
 */
export const layer = (
  options: Options
): Layer.Layer<PgClient.PgClient | SqlClient | Notices.Notices, DatabaseUnreachable> => {
  const address = addressOf(options.url)
  // The driver would take it for the path of a socket, and show it.
  if (address === null) {
    return Layer.fail(new DatabaseUnreachable({ address: "?", cause: "the address is not a postgres:// URL" }))
  }
  const { applicationName, connectMillisMax = 10_000, connectionsMax, url } = options
  const acquire = PreparingPool.make({
    url: Redacted.value(url),
    connectionsMax,
    applicationName,
    connectMillisMax
  })
  const client = PgClient.layerFromPool({ acquire }).pipe(
    Layer.build,
    // The time limit above is real time, whatever clock the engine runs on.
    Effect.withClock(Clock.make()),
    Effect.mapError((error) => new DatabaseUnreachable({ address, cause: error.cause ?? error })),
    Layer.scopedContext
  )
  return Layer.merge(client, Notices.layer({ url, applicationName, connectMillisMax }))
}

const addressOf = (url: Redacted.Redacted): string | null => {
  const parsed = URL.parse(Redacted.value(url))
  return parsed === null ? null : `${parsed.host}${parsed.pathname}`
}

/** Node reports a failed connection to several addresses as an aggregate with an empty message. */
const reasonOf = (cause: unknown): string => {
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join("; ")
  return cause instanceof Error ? cause.message : String(cause)
}
