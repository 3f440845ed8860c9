import type { SqlClient } from "@effect/sql/SqlClient"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as Cluster from "@sluice/worker/Cluster"
import { Effect } from "effect"

/**
 * Brings a database up to date: our own tables, then the cluster's (ADR 3). Answers which migrations ran.
 *
 * The cluster's tables are made here and not by the workers, because two runners that start on an empty database collide.
 */
export const run: Effect.Effect<
  ReadonlyArray<Migrations.Migration>,
  Migrations.MigrationFailed,
  SqlClient
> = Effect.tap(Migrations.run, () => Cluster.createTables)
