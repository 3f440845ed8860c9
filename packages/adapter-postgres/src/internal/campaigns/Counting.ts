import type * as SqlClient from "@effect/sql/SqlClient"
import { type Count, type Stretch, stretchRows } from "@sluice/engine/ports/Campaigns"
import { Effect } from "effect"
import * as Storable from "../Storable.ts"
import * as Transaction from "../Transaction.ts"

interface StretchRow {
  readonly campaign_id: string
  readonly index: number
  readonly fed_millis: string
  readonly counts: ReadonlyArray<Count>
}

/** Each stretch that is due, locked, with what its messages are now: a thousand probes of `message` for each. */
const due = (sql: SqlClient.SqlClient, nowMillis: number, limit: number, campaignId: string | undefined) => {
  const ofCampaign = campaignId === undefined ? sql`` : sql`AND s.campaign_id = ${campaignId}`
  return sql<StretchRow>`
    WITH due AS MATERIALIZED (
      SELECT s.campaign_id, s.index, s.fed_millis FROM campaign_stretch s
      WHERE s.due_millis <= ${Storable.millis(nowMillis)} ${ofCampaign}
      ORDER BY s.due_millis LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    SELECT due.campaign_id, due.index, due.fed_millis, counted.counts FROM due CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(to_jsonb(kind)), '[]') AS counts FROM (
        SELECT m.state, m.delivery, m.failure->>'cause' AS cause, count(*)::int AS count
        FROM campaign_row r JOIN message m ON m.id = r.message_id
        WHERE r.campaign_id = due.campaign_id
          AND r.number >= due.index * ${stretchRows}::int AND r.number < (due.index + 1) * ${stretchRows}::int
        GROUP BY m.state, m.delivery, m.failure->>'cause'
      ) kind
    ) counted`
}

/** Two statements in one transaction: what the rule says of each is written with its counts. Stretches that another counts are skipped. */
export const recount = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (
    request: { readonly nowMillis: number; readonly limit: number; readonly campaignId?: string },
    next: (stretch: Stretch) => number | null
  ) {
    const rows = yield* due(sql, request.nowMillis, request.limit, request.campaignId)
    if (rows.length === 0) return 0
    const counted = rows.map((row) => ({
      campaign_id: row.campaign_id,
      index: row.index,
      counts: row.counts,
      due_millis: Storable.millisOrNull(
        next({ campaignId: row.campaign_id, fedMillis: Number(row.fed_millis), counts: row.counts })
      )
    }))
    yield* sql`
      UPDATE campaign_stretch s SET counts = row.counts, due_millis = row.due_millis
      FROM json_to_recordset(${Storable.json(counted)}::json)
        AS row (campaign_id uuid, index int, counts jsonb, due_millis bigint)
      WHERE s.campaign_id = row.campaign_id AND s.index = row.index`
    return rows.length
  }, Transaction.joined(sql))

/** Every stretch was counted before: this reads their sums, some thousand small rows for a million messages. */
export const counts = (sql: SqlClient.SqlClient, id: string) => sql<Count>`
  SELECT kind.state, kind.delivery, kind.cause, sum(kind.count)::int AS count
  FROM campaign_stretch s
  CROSS JOIN LATERAL jsonb_to_recordset(s.counts) AS kind (state text, delivery text, cause text, count int)
  WHERE s.campaign_id = ${id}
  GROUP BY kind.state, kind.delivery, kind.cause
  ORDER BY kind.state COLLATE "C", coalesce(kind.delivery, '') COLLATE "C", coalesce(kind.cause, '') COLLATE "C"`
