import * as SqlClient from "@effect/sql/SqlClient"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import type * as DatabaseJudgement from "@sluice/engine/doctor/DatabaseJudgement"
import { Clock, Effect, Redacted } from "effect"

/** `host:port/database`, without role and password. */
export const addressOf = (url: Redacted.Redacted): string => {
  const parsed = URL.parse(Redacted.value(url))
  return parsed === null ? "?" : `${parsed.host}${parsed.pathname}`
}

const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|)$/

/** Whether statements are encrypted on their way; null where they do not leave the machine. */
export const isEncrypted = (url: Redacted.Redacted): boolean | null => {
  const parsed = URL.parse(Redacted.value(url))
  if (parsed === null || local.test(parsed.hostname)) return null
  const mode = parsed.searchParams.get("sslmode")
  return mode !== null && mode !== "disable" && mode !== "prefer" && mode !== "allow"
}

interface Told {
  readonly version: number
  readonly connections_max: number
  readonly used: number
  readonly own: number
}

/** Questions by which its distance and its clock are measured: enough that the first, slower one does not count. */
const rounds = 5

/** One look at its clock: how long it took, and by how much ours is ahead at the least. */
const look = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const before = yield* Clock.currentTimeMillis
  const [row] = yield* sql<{ readonly millis: number }>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS millis`
  const after = yield* Clock.currentTimeMillis
  const theirs = row?.millis ?? before
  const skewMillis = before > theirs ? before - theirs : Math.min(0, after - theirs)
  return { tookMillis: after - before, skewMillis: Math.round(skewMillis) }
})

const fileName = ({ name, number }: Migrations.Migration): string => `${String(number).padStart(4, "0")}_${name}`

/** What the database tells of itself (`DatabaseJudgement.of`). */
export const collect = Effect.fn("DatabaseFacts.collect")(function* (address: string) {
  const sql = yield* SqlClient.SqlClient
  const [told] = yield* sql<Told>`
    SELECT current_setting('server_version_num')::int AS version,
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections_max,
           count(*) FILTER (WHERE backend_type = 'client backend')::int AS used,
           count(*) FILTER (WHERE backend_type = 'client backend' AND application_name LIKE 'sluice-%')::int AS own
    FROM pg_stat_activity`
  const looks = yield* Effect.forEach(Array.from({ length: rounds }), () => look)
  const nearest = looks.reduce((best, one) => (one.tookMillis < best.tookMillis ? one : best))
  const facts: DatabaseJudgement.Facts = {
    address,
    versionNumber: told?.version ?? 0,
    connectionsMax: told?.connections_max ?? 0,
    connectionsUsed: told?.used ?? 0,
    connectionsOwn: told?.own ?? 0,
    ...nearest,
    pending: (yield* Migrations.pending).map(fileName)
  }
  return facts
})
