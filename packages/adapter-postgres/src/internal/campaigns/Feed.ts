import type * as SqlClient from "@effect/sql/SqlClient"
import {
  type Campaign,
  type CampaignRow as Waiting,
  type HandedOver,
  stretchRows
} from "@sluice/engine/ports/Campaigns"
import { Effect } from "effect"
import * as ArrayLiteral from "../ArrayLiteral.ts"
import * as Storable from "../Storable.ts"
import * as Transaction from "../Transaction.ts"
import * as CampaignRow from "./CampaignRow.ts"

/**
 * The first rows that wait: what was taken back, and then what has not had its turn. Both are ranges of primary keys; the rows are probed
 * one by one (`OFFSET 0` keeps it so), since a merge would read the list from its beginning.
 */
const waiting = (sql: SqlClient.SqlClient, { handed, id, rows }: Campaign, limit: number) =>
  sql<CampaignRow.ListRow>`
    WITH next AS (
      (SELECT number FROM campaign_returned WHERE campaign_id = ${id} ORDER BY number LIMIT ${limit})
      UNION ALL
      SELECT number FROM generate_series(${handed}::int, least(${rows}::int, ${handed}::int + ${limit}::int) - 1) AS number
    )
    SELECT r.* FROM (SELECT number FROM next ORDER BY number LIMIT ${limit}) first
    CROSS JOIN LATERAL (
      SELECT r.number, r.message_id, r.recipient, r.sender_id, r.content, r.reply_to, r.kind, r.units, r.accepted_millis,
             r.idempotency_key, r.request_digest
      FROM campaign_row r WHERE r.campaign_id = ${id} AND r.number = first.number OFFSET 0
    ) r
    ORDER BY r.number`

const skippedBy = (campaign: Campaign, results: ReadonlyArray<HandedOver>): Campaign["skipped"] => {
  const skipped: Record<string, number> = { ...campaign.skipped }
  for (const result of results) {
    if (result._tag === "Skipped") skipped[result.reason] = (skipped[result.reason] ?? 0) + 1
  }
  return skipped
}

/** One statement: the campaign's figures, what is open now, and which stretches have to be counted. */
const write = (
  sql: SqlClient.SqlClient,
  campaign: Campaign,
  taken: ReadonlyArray<Waiting>,
  results: ReadonlyArray<HandedOver>,
  nowMillis: number
) => {
  const { id } = campaign
  const again = taken.filter(({ number }) => number < campaign.handed)
  const queued = taken.filter((_, index) => results[index]?._tag === "Queued")
  const stretches = [...new Set(queued.map(({ number }) => Math.floor(number / stretchRows)))].sort((a, b) => a - b)
  return sql`
    WITH moved AS (
      UPDATE campaign
      SET handed = handed + ${taken.length - again.length}::int, returned = returned - ${again.length}::int,
          skipped = ${Storable.json(skippedBy(campaign, results))}::jsonb
      WHERE id = ${id}
    ), again AS (
      DELETE FROM campaign_returned
      WHERE campaign_id = ${id} AND number = ANY (${ArrayLiteral.plain(again.map(({ number }) => number))}::int[])
    ), opened AS (
      INSERT INTO campaign_open (campaign_id, message_id, number)
      SELECT ${id}, row.message_id, row.number FROM unnest(
        ${ArrayLiteral.plain(queued.map(({ message }) => message.id))}::uuid[],
        ${ArrayLiteral.plain(queued.map(({ number }) => number))}::int[]
      ) AS row (message_id, number)
    )
    INSERT INTO campaign_stretch (campaign_id, index, fed_millis, due_millis)
    SELECT ${id}, index, ${Storable.millis(nowMillis)}, ${Storable.millis(nowMillis)}
    FROM unnest(${ArrayLiteral.plain(stretches)}::int[]) AS index
    ON CONFLICT (campaign_id, index) DO UPDATE SET fed_millis = excluded.fed_millis, due_millis = excluded.due_millis`
}

/**
 * One transaction: the campaign's row is locked first, so that two feeders take turns, and a pause that has been answered is seen. Between
 * the look and the writing lies whatever `f` does, which joins the transaction.
 */
export const feed = (sql: SqlClient.SqlClient) => {
  const columns = CampaignRow.columns(sql)
  const run = <E, R>(
    id: string,
    limit: number,
    nowMillis: number,
    f: (campaign: Campaign, rows: ReadonlyArray<Waiting>) => Effect.Effect<ReadonlyArray<HandedOver>, E, R>
  ) =>
    Effect.gen(function* () {
      const [locked] = yield* sql<CampaignRow.Row>`SELECT ${columns} FROM campaign c WHERE c.id = ${id} FOR UPDATE`
      if (locked === undefined) return 0
      const campaign = CampaignRow.toCampaign(locked)
      const rows = (yield* waiting(sql, campaign, limit)).map(CampaignRow.toRow)
      const results = yield* f(campaign, rows)
      const taken = rows.slice(0, results.length)
      if (taken.length > 0) yield* write(sql, campaign, taken, results, nowMillis)
      return taken.length
    })
  return <E, R>(...given: Parameters<typeof run<E, R>>) => Transaction.joined(sql)(run(...given))
}
