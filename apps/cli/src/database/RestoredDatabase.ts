import * as SqlClient from "@effect/sql/SqlClient"
import * as PgAuditLog from "@sluice/adapter-postgres/PgAuditLog"
import * as PgCampaigns from "@sluice/adapter-postgres/PgCampaigns"
import * as PgOutbox from "@sluice/adapter-postgres/PgOutbox"
import type { Restoration } from "@sluice/engine/settle/Restored"
import * as Restoring from "@sluice/engine/settle/Restoring"
import { Effect, Layer } from "effect"
import * as Prompted from "../keys/Prompted.ts"

/** The stores that a restore concerns, on the database itself: no server runs at that moment, and none should. */
const layer = Layer.mergeAll(PgOutbox.layer, PgCampaigns.layer, PgAuditLog.layer)

/** How many workers are connected to this database; each has connections under its own name. */
export const workers = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly count: number }>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'sluice-worker%'`
  return row?.count ?? 0
}).pipe(Effect.withSpan("RestoredDatabase.workers"))

/** What is in doubt, with nothing changed. */
export const look = (restoration: Restoration) =>
  Restoring.run(restoration, { dryRun: true }).pipe(Effect.provide(layer))

/** Takes it out of the queue, as an act of the audit. */
export const settle = (restoration: Restoration) =>
  Prompted.act("database.restore", null, Restoring.run(restoration, { dryRun: false }), () => ({
    on: null,
    reason: null
  })).pipe(Effect.provide(layer))
