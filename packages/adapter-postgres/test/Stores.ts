import { readdirSync, readFileSync } from "node:fs"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { SqlClient } from "@effect/sql/SqlClient"
import { Effect, Exit, Layer, Redacted, Scope } from "effect"
import { afterAll } from "vitest"

/** A client of the database at `url`. */
export const client = (url: string, connectionsMax = 8) =>
  Database.layer({ url: Redacted.make(url), connectionsMax, applicationName: "sluice tests" })

const directory = new URL("../migrations/", import.meta.url)

/** Migrated once in the run, and copied from there; the key changes with the files. */
const migrated = {
  key: readdirSync(directory)
    .toSorted()
    .map((name) => readFileSync(new URL(name, directory), "utf8"))
    .join("\n"),
  prepare: (url: string) => Effect.asVoid(Effect.provide(Migrations.run, client(url, 1)))
}

/** Address of a migrated, empty database, dropped with the scope. */
const freshUrl = TestDatabase.fresh(migrated)

const tables = [
  "message",
  "queue",
  "message_name",
  "attempt",
  "message_event",
  "lane",
  "ledger",
  "hold",
  "callback",
  "callback_digest",
  "early_status",
  "status_look",
  "api_key",
  "audit_record",
  "session",
  "recipient_optout",
  "media_file",
  "callback_file",
  "service_window",
  "service_hearing",
  "template",
  "campaign",
  "campaign_row",
  "campaign_returned",
  "campaign_open",
  "campaign_stretch",
  "account_secret",
  "erasure",
  "feed_event",
  "feed_said",
  "subscription",
  "token_report",
  "platform_word",
  "sender_standing",
  "onboarding",
  "timeline",
  "drift",
  "calibration",
  "alert_state",
  "alert",
  "alert_letter",
  "process_vital"
]

/** For a handful of rows, deleting is faster than truncating, which makes new files for every table and index. */
const empty = Effect.flatMap(SqlClient, (sql) =>
  sql.unsafe(
    [
      ...tables.map((table) => `DELETE FROM ${table}`),
      "SELECT feed_close(9223372036854775807)",
      "UPDATE alert_desk SET holder = NULL, until_millis = 0, last_id = 0"
    ].join(";")
  )
)

/** Every port on the database at `url`, and the client under them. */
export const on = (url: string) => PgStore.layer.pipe(Layer.provideMerge(client(url)))

/**
 * One database for a test file: its address, and every port on it with the client under them. The database is emptied each time
 * the layer is built, since a copy for each test would take longer than the test.
 */
export const ofFile = () => over(freshUrl)

/** Nobody but the test opens transactions: the server's own upkeep would too. */
const undisturbed = (url: string) =>
  Effect.provide(
    Effect.flatMap(SqlClient, (sql) =>
      Effect.zipRight(sql`ALTER SYSTEM SET autovacuum = off`, sql`SELECT pg_reload_conf()`)
    ),
    client(url, 1)
  )

/**
 * The same on a server that no other test file uses. A feed shows what is older than every transaction under way on the whole server, so on a shared one a
 * test would see it when the others let it.
 */
export const ofFileAlone = () =>
  over(
    Effect.flatMap(EmbeddedPostgres.start({ unsafeFast: true }), ({ url }) =>
      Effect.as(Effect.zipRight(migrated.prepare(url), undisturbed(url)), url)
    )
  )

const over = <E>(fresh: Effect.Effect<string, E, Scope.Scope>) => {
  const scope = Effect.runSync(Scope.make())
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  const url = Effect.runSync(Effect.cached(Scope.extend(fresh, scope)))
  const connected = url.pipe(
    Effect.flatMap((address) => Layer.build(client(address))),
    Scope.extend(scope),
    Effect.cached,
    Effect.runSync
  )
  const layer = PgStore.layer.pipe(
    Layer.provideMerge(Layer.effectDiscard(empty)),
    Layer.provideMerge(Layer.effectContext(connected))
  )
  return { url, layer }
}
