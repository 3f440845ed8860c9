import * as SqlClient from "@effect/sql/SqlClient"
import { SendRecords } from "@sluice/engine/ports/SendRecords"
import type { SendSummary } from "@sluice/engine/ports/SendRecords"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface SummaryRow extends Omit<SendSummary, "senderId"> {
  readonly sender_id: string
}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** Read from `attempt_recent`, one stretch of it a sender; no message is touched. */
  const summary = Effect.fn("SendRecords.summary")(function* (asked: {
    readonly senderIds: ReadonlyArray<string>
    readonly fromMillis: number
    readonly untilMillis: number
  }) {
    const rows = yield* sql<{ readonly summary: SummaryRow }>`
      WITH sent AS MATERIALIZED (
        SELECT sender_id, started_millis, outcome, code, http_status,
               count(*) OVER (
                 PARTITION BY sender_id ORDER BY started_millis RANGE BETWEEN 59999 PRECEDING AND CURRENT ROW
               ) AS within_minute
        FROM attempt
        WHERE sender_id = ANY(${asked.senderIds.map(Storable.text)}::text[])
          AND started_millis BETWEEN ${Storable.millis(asked.fromMillis)} AND ${Storable.millis(asked.untilMillis)}
      ), refusal AS (
        SELECT sender_id, code, http_status, count(*) AS count FROM sent
        WHERE outcome = 'refused' GROUP BY sender_id, code, http_status
      )
      SELECT jsonb_build_object(
        'sender_id', sent.sender_id,
        'sends', count(*),
        'accepted', count(*) FILTER (WHERE outcome = 'accepted'),
        'refused', count(*) FILTER (WHERE outcome = 'refused'),
        'unanswered', count(*) FILTER (WHERE outcome IS NULL OR outcome = 'uncertain'),
        'busiestMinute', max(within_minute),
        'firstMillis', min(started_millis),
        'lastMillis', max(started_millis),
        'refusals', coalesce((
          SELECT jsonb_agg(
            jsonb_build_object('code', code, 'httpStatus', http_status, 'count', count)
            ORDER BY count DESC, coalesce(code, -1), coalesce(http_status, -1)
          )
          FROM refusal WHERE refusal.sender_id = sent.sender_id
        ), '[]'::jsonb)
      ) AS summary
      FROM sent GROUP BY sent.sender_id ORDER BY sent.sender_id COLLATE "C"`
    return rows.map(({ summary: { sender_id, ...counts } }): SendSummary => ({ senderId: sender_id, ...counts }))
  }, Transaction.operation("SendRecords.summary"))

  return SendRecords.of({ summary })
})

/** The record of sends in PostgreSQL. */
export const layer: Layer.Layer<SendRecords, never, SqlClient.SqlClient> = Layer.effect(SendRecords, make)
