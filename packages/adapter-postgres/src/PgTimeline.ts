import * as SqlClient from "@effect/sql/SqlClient"
import { dayMillis } from "@sluice/engine/ports/CallbackLog"
import { Timeline } from "@sluice/engine/ports/Timeline"
import type { Advance } from "@sluice/engine/ports/Timeline"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface GivenRow {
  readonly sender_id: string
  readonly second: string
  readonly given: number
}

const dayOf = (millis: number): number => Math.floor(millis / dayMillis)

const nameOf = (senderId: string, second: number | string): string => `${second} ${senderId}`

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** In order, so that two callers cannot wait for each other. */
  const advance = Effect.fn("Timeline.advance")(function* (steps: ReadonlyArray<Advance>, nowMillis: number) {
    if (steps.length === 0) return []
    const rows = yield* sql<GivenRow>`
      INSERT INTO timeline AS t (sender_id, second, given, told_day)
      SELECT sender_id, second, by, ${dayOf(nowMillis)}::int
      FROM unnest(
        ${steps.map(({ senderId }) => Storable.text(senderId))}::text[],
        ${steps.map(({ second }) => second)}::bigint[],
        ${steps.map(({ by }) => by)}::int[]
      ) AS row (sender_id, second, by)
      ORDER BY sender_id, second
      ON CONFLICT (sender_id, second) DO UPDATE SET given = t.given + excluded.given, told_day = excluded.told_day
      RETURNING sender_id, second, given`
    const given = new Map(rows.map((row) => [nameOf(row.sender_id, row.second), row.given]))
    return steps.map(({ by, second, senderId }) => (given.get(nameOf(Storable.text(senderId), second)) ?? by) - by)
  }, Transaction.operation("Timeline.advance"))

  const forget = Effect.fn("Timeline.forget")(function* (beforeMillis: number) {
    const rows = yield* sql`DELETE FROM timeline WHERE told_day < ${dayOf(beforeMillis)} RETURNING 1`
    return rows.length
  }, Transaction.operation("Timeline.forget"))

  return Timeline.of({ advance, forget })
})

/** Timelines in PostgreSQL. */
export const layer: Layer.Layer<Timeline, never, SqlClient.SqlClient> = Layer.effect(Timeline, make)
