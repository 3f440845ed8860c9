import * as SqlClient from "@effect/sql/SqlClient"
import { SendStats } from "@sluice/engine/ports/SendStats"
import type { AccountCount, Asked, SendCount, SenderStats } from "@sluice/engine/ports/SendStats"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface StatsRow {
  readonly sender_id: string
  readonly counts: ReadonlyArray<SendCount>
  readonly answer_p95: string | null
  readonly delivery_p95: string | null
  readonly units: number
  readonly last_millis: string
}

const numberOrNull = (value: string | null): number | null => (value === null ? null : Number(value))

const toStats = (row: StatsRow): SenderStats => ({
  senderId: row.sender_id,
  counts: row.counts,
  answerMillisP95: numberOrNull(row.answer_p95),
  deliveryMillisP95: numberOrNull(row.delivery_p95),
  units: row.units,
  lastMillis: Number(row.last_millis)
})

interface CountRow {
  readonly account_id: string
  readonly count: string
}

const toCount = ({ account_id, count }: CountRow): AccountCount => ({ accountId: account_id, count: Number(count) })

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** The newest stretch of `attempt_recent` of each sender, and of each of its sends the message by its only key. */
  const recent = Effect.fn("SendStats.recent")(function* (asked: Asked) {
    const rows = yield* sql<StatsRow>`
      WITH sent AS MATERIALIZED (
        SELECT a.sender_id, coalesce(a.outcome, 'open') AS outcome, a.http_status, a.code, a.started_millis,
               a.answered_millis - a.started_millis AS answer_millis, m.units,
               CASE WHEN m.delivery = 'delivered' AND a.outcome = 'accepted'
                    THEN m.updated_millis - a.started_millis END AS delivery_millis,
               CASE WHEN told THEN m.failure->>'cause' END AS told_cause,
               CASE WHEN told THEN (m.failure->>'code')::integer END AS told_code
        FROM (SELECT DISTINCT * FROM unnest(${asked.senderIds.map(Storable.text)}::text[]) AS sender (id)) AS sender
        CROSS JOIN LATERAL (
          SELECT * FROM attempt
          WHERE sender_id = sender.id AND started_millis >= ${Storable.millis(asked.sinceMillis)}
          ORDER BY started_millis DESC LIMIT ${asked.newestMax}
        ) AS a
        JOIN message m ON m.id = a.message_id
        CROSS JOIN LATERAL (SELECT a.outcome = 'accepted' AND m.failed_attempt >= a.number AS told) AS told
      ), grouped AS (
        SELECT sender_id, outcome, http_status, code, told_cause, told_code, count(*) AS count
        FROM sent GROUP BY 1, 2, 3, 4, 5, 6
      )
      SELECT sender_id,
        (
          SELECT jsonb_agg(
            jsonb_build_object('outcome', outcome, 'httpStatus', http_status, 'code', code, 'toldCause', told_cause,
                               'toldCode', told_code, 'count', count)
            ORDER BY outcome COLLATE "C", coalesce(http_status, -1), coalesce(code, -1),
                     coalesce(told_cause, '') COLLATE "C", coalesce(told_code, -1)
          ) FROM grouped WHERE grouped.sender_id = sent.sender_id
        ) AS counts,
        percentile_disc(0.95) WITHIN GROUP (ORDER BY answer_millis) AS answer_p95,
        percentile_disc(0.95) WITHIN GROUP (ORDER BY delivery_millis) AS delivery_p95,
        coalesce(sum(units) FILTER (WHERE started_millis >= ${Storable.millis(asked.unitsSinceMillis)}), 0)::float8 AS units,
        max(started_millis) AS last_millis
      FROM sent GROUP BY sender_id ORDER BY sender_id COLLATE "C"`
    return rows.map(toStats)
  }, Transaction.operation("SendStats.recent"))

  const deadLetters = Effect.fn("SendStats.deadLetters")(function* (sinceMillis: number) {
    const rows = yield* sql<CountRow>`
      SELECT m.account_id, count(*) FROM message_event e JOIN message m ON m.id = e.message_id
      WHERE e.kind = 'dead' AND e.at_millis >= ${Storable.millis(sinceMillis)}
      GROUP BY m.account_id ORDER BY m.account_id COLLATE "C"`
    return rows.map(toCount)
  }, Transaction.operation("SendStats.deadLetters"))

  /** The predicate is that of `callback_aside`, so that nothing else of the log is read. */
  const quarantined = Effect.fn("SendStats.quarantined")(function* (sinceMillis: number) {
    const rows = yield* sql<CountRow>`
      SELECT account_id, count(*) FROM callback
      WHERE verdict = 'quarantined' AND verdict NOT IN ('pending', 'processed')
        AND received_millis >= ${Storable.millis(sinceMillis)}
      GROUP BY account_id ORDER BY account_id COLLATE "C"`
    return rows.map(toCount)
  }, Transaction.operation("SendStats.quarantined"))

  /**
   * Of each sender, forward from the moment that is asked about: where statuses come, the first ones are soon passed over. Each message is asked about by its key,
   * as a subquery that cannot become a join: a join may be made the other way about, and walk through all messages there are.
   */
  const unheardMillis = Effect.fn("SendStats.unheardMillis")(function* (
    senderIds: ReadonlyArray<string>,
    sinceMillis: number
  ) {
    const [row] = yield* sql<{ readonly oldest: string | null }>`
      SELECT min(a.started_millis) AS oldest
      FROM unnest(${senderIds.map(Storable.text)}::text[]) AS sender (id)
      CROSS JOIN LATERAL (
        SELECT attempt.started_millis FROM attempt
        WHERE attempt.sender_id = sender.id AND attempt.started_millis >= ${Storable.millis(sinceMillis)}
          AND attempt.outcome = 'accepted'
          AND (SELECT m.delivery IS NULL FROM message m WHERE m.id = attempt.message_id)
        ORDER BY attempt.started_millis LIMIT 1
      ) AS a`
    return numberOrNull(row?.oldest ?? null)
  }, Transaction.operation("SendStats.unheardMillis"))

  return SendStats.of({ recent, deadLetters, quarantined, unheardMillis })
})

/** The record of sends in figures, from PostgreSQL. */
export const layer: Layer.Layer<SendStats, never, SqlClient.SqlClient> = Layer.effect(SendStats, make)
