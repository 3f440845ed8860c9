import * as SqlClient from "@effect/sql/SqlClient"
import * as DatabaseOption from "@sluice/cli/database/DatabaseOption"
import { Effect, type Redacted } from "effect"

/** A lane as one worker had it: the fence tells its sends from those of the lanes before and after it. */
export interface Place {
  readonly senderId: string
  readonly fence: number
}

/** What was sent under some places after a moment. */
export interface Sends {
  /** Begun after it, and how long after it the last of them was, in milliseconds. */
  readonly begun: number
  readonly lastAfterMillis: number
  /** Begun at any time, and without an answer to this day. */
  readonly unanswered: number
}

/** The places that a worker has at this moment, by its runner's address. */
export const places = (databaseUrl: Redacted.Redacted, runner: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ readonly sender_id: string; readonly fence: string }>`
      SELECT sender_id, fence FROM lane WHERE runner = ${runner} ORDER BY sender_id`
    return rows.map(({ fence, sender_id }): Place => ({ senderId: sender_id, fence: Number(fence) }))
  }).pipe(Effect.withSpan("Records.places"), Effect.provide(DatabaseOption.layer(databaseUrl)))

/** What became of the sends of `places`, seen from `sinceMillis`: the gateway's own record of each attempt is asked. */
export const sends = (databaseUrl: Redacted.Redacted, held: ReadonlyArray<Place>, sinceMillis: number) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<{ readonly begun: number; readonly last: string | null; readonly unanswered: number }>`
      SELECT count(*) FILTER (WHERE a.started_millis > ${sinceMillis})::int AS begun,
             max(a.started_millis) FILTER (WHERE a.started_millis > ${sinceMillis}) AS last,
             count(*) FILTER (WHERE a.answered_millis IS NULL)::int AS unanswered
      FROM attempt a
      JOIN unnest(${held.map(({ senderId }) => senderId)}::text[], ${held.map(({ fence }) => fence)}::bigint[])
        AS place (sender_id, fence) ON place.sender_id = a.sender_id AND place.fence = a.fence`
    const found: Sends = {
      begun: row?.begun ?? 0,
      lastAfterMillis: row === undefined || row.last === null ? 0 : Number(row.last) - sinceMillis,
      unanswered: row?.unanswered ?? 0
    }
    return found
  }).pipe(Effect.withSpan("Records.sends"), Effect.provide(DatabaseOption.layer(databaseUrl)))
