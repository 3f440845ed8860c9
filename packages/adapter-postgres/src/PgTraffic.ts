import * as SqlClient from "@effect/sql/SqlClient"
import { type FailedMessages, type Stepped, Traffic, waitsReadMax } from "@sluice/engine/ports/Traffic"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface SendsRow {
  readonly sender_id: string
  readonly from_millis: string
  readonly sends: number
  readonly accepted: number
  readonly refused: number
}

interface EndingRow {
  readonly sender_id: string | null
  readonly cause: string | null
  readonly code: number | null
  readonly count: number
}

interface WaitsRow {
  readonly from_millis: string
  readonly callbacks: number
  readonly median_millis: string
  readonly p95_millis: string
  readonly longest_millis: string
}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** Where the step of a moment begins. */
  const stepOf = ({ fromMillis, stepMillis }: Stepped, column: string) => sql`
    ${Storable.millis(fromMillis)}::bigint
      + (${sql.literal(column)} - ${Storable.millis(fromMillis)}::bigint) / ${Storable.millis(stepMillis)}::bigint
      * ${Storable.millis(stepMillis)}::bigint`

  /** Read from `attempt_recent`, one stretch of it a sender; no message is touched. */
  const sends = Effect.fn("Traffic.sends")(function* (asked: Stepped & { readonly senderIds: ReadonlyArray<string> }) {
    const rows = yield* sql<SendsRow>`
      SELECT sender_id, from_millis, count(*)::int AS sends,
             (count(*) FILTER (WHERE outcome = 'accepted'))::int AS accepted,
             (count(*) FILTER (WHERE outcome = 'refused'))::int AS refused
      FROM (
        SELECT sender_id, outcome, ${stepOf(asked, "started_millis")} AS from_millis
        FROM attempt
        WHERE sender_id = ANY(${asked.senderIds.map(Storable.text)}::text[])
          AND started_millis >= ${Storable.millis(asked.fromMillis)}
          AND started_millis < ${Storable.millis(asked.untilMillis)}
      ) sent
      GROUP BY sender_id, from_millis ORDER BY sender_id COLLATE "C", from_millis`
    return rows.map(({ accepted, from_millis, refused, sender_id, sends }) => ({
      senderId: sender_id,
      fromMillis: Number(from_millis),
      sends,
      accepted,
      refused
    }))
  }, Transaction.operation("Traffic.sends"))

  /** The attempts of the span lead to their messages by the primary key; the row without a sender tells how many there are. */
  const endings = Effect.fn("Traffic.endings")(function* (asked: {
    readonly senderIds: ReadonlyArray<string>
    readonly fromMillis: number
    readonly untilMillis: number
  }) {
    const rows = yield* sql<EndingRow>`
      WITH latest AS MATERIALIZED (
        SELECT attempt.sender_id,
               CASE WHEN message.state IN ('failed', 'dead') THEN message.failure END AS failure
        FROM attempt JOIN message ON message.id = attempt.message_id AND message.attempts = attempt.number
        WHERE attempt.sender_id = ANY(${asked.senderIds.map(Storable.text)}::text[])
          AND attempt.started_millis >= ${Storable.millis(asked.fromMillis)}
          AND attempt.started_millis < ${Storable.millis(asked.untilMillis)}
      )
      SELECT * FROM (
        SELECT sender_id, failure->>'cause' AS cause, (failure->>'code')::int AS code, count(*)::int AS count
        FROM latest WHERE failure IS NOT NULL GROUP BY 1, 2, 3
        UNION ALL
        SELECT NULL, NULL, NULL, count(*)::int FROM latest
      ) told
      ORDER BY sender_id COLLATE "C", count DESC, cause COLLATE "C", code NULLS FIRST`
    return {
      attempted: rows.find(({ sender_id }) => sender_id === null)?.count ?? 0,
      failed: rows.flatMap(({ cause, code, count, sender_id }): ReadonlyArray<FailedMessages> =>
        sender_id === null || cause === null ? [] : [{ senderId: sender_id, cause, code, count }]
      )
    }
  }, Transaction.operation("Traffic.endings"))

  /** Read from the right edge of `callback_heard`, newest first, so that it costs the same however much arrives. */
  const waits = Effect.fn("Traffic.waits")(function* (asked: Stepped & { readonly accountIds: ReadonlyArray<string> }) {
    const rows = yield* sql<WaitsRow>`
      SELECT from_millis, count(*)::int AS callbacks,
             percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_millis) AS median_millis,
             percentile_disc(0.95) WITHIN GROUP (ORDER BY wait_millis) AS p95_millis,
             max(wait_millis) AS longest_millis
      FROM (
        SELECT ${stepOf(asked, "newest.received_millis")} AS from_millis,
               greatest(0, newest.processed_millis - newest.received_millis) AS wait_millis
        FROM (SELECT DISTINCT id FROM unnest(${asked.accountIds.map(Storable.text)}::text[]) AS given (id)) account
        CROSS JOIN LATERAL (
          SELECT received_millis, processed_millis, applied FROM callback
          WHERE account_id = account.id AND verdict = 'processed'
            AND received_millis >= ${Storable.millis(asked.fromMillis)}
            AND received_millis < ${Storable.millis(asked.untilMillis)}
          ORDER BY received_millis DESC LIMIT ${waitsReadMax}
        ) newest
        WHERE newest.processed_millis IS NOT NULL AND NOT newest.applied
      ) waited
      GROUP BY from_millis ORDER BY from_millis`
    return rows.map((row) => ({
      fromMillis: Number(row.from_millis),
      callbacks: row.callbacks,
      medianMillis: Number(row.median_millis),
      p95Millis: Number(row.p95_millis),
      longestMillis: Number(row.longest_millis)
    }))
  }, Transaction.operation("Traffic.waits"))

  return Traffic.of({ sends, endings, waits })
})

/** Figures from PostgreSQL. */
export const layer: Layer.Layer<Traffic, never, SqlClient.SqlClient> = Layer.effect(Traffic, make)
