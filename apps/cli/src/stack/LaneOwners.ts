import * as SqlClient from "@effect/sql/SqlClient"
import { Effect, type Redacted } from "effect"
import * as DatabaseOption from "../database/DatabaseOption.ts"

/**
 * Which worker has the lane of which sender, by its runner's address (ADR 3); senders whose place was given back are not in it.
 *
 * The database is asked, since the place in it is what a send is checked against.
 */
export const read = (databaseUrl: Redacted.Redacted) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ readonly sender_id: string; readonly runner: string }>`
      SELECT sender_id, runner FROM lane WHERE runner IS NOT NULL ORDER BY sender_id`
    const owners: ReadonlyMap<string, string> = new Map(rows.map((row) => [row.sender_id, row.runner]))
    return owners
  }).pipe(Effect.withSpan("LaneOwners.read"), Effect.provide(DatabaseOption.layer(databaseUrl)))
