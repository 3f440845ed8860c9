import type * as SqlClient from "@effect/sql/SqlClient"
import * as ErasedMessage from "@sluice/engine/erasure/ErasedMessage"
import type { Person } from "@sluice/engine/erasure/Person"
import type { RowPlace, Stretch } from "@sluice/engine/ports/Erasures"
import { Effect } from "effect"
import * as ArrayLiteral from "../ArrayLiteral.ts"
import type { ListRow } from "../campaigns/CampaignRow.ts"
import * as Storable from "../Storable.ts"
import * as Transaction from "../Transaction.ts"

const beforeAll = "00000000-0000-0000-0000-000000000000"

/**
 * See `Erasures.rows`: one campaign at a time, with its row locked first as by everything that changes a campaign. Rows have no index by recipient,
 * which every row that is uploaded would pay for; they are read along their key.
 */
export const rows =
  (sql: SqlClient.SqlClient) =>
  (person: Person, { after, limit }: { readonly after: RowPlace | null; readonly limit: number }) => {
    const from = after ?? { campaignId: beforeAll, number: -1 }

    const erase = (campaignId: string, found: ReadonlyArray<ListRow>) => {
      const kept = found.map((row) =>
        ErasedMessage.replaced(person, { content: row.content, idempotencyKey: row.idempotency_key })
      )
      return sql`
        UPDATE campaign_row SET recipient = ${person.pseudonym}, content = row.content, reply_to = NULL,
          idempotency_key = row.idempotency_key, request_digest = ${ErasedMessage.requestDigest}
        FROM unnest(
          ${ArrayLiteral.plain(found.map(({ number }) => number))}::int[],
          ${ArrayLiteral.texts(kept.map(({ content }) => Storable.json(content)))}::jsonb[],
          ${ArrayLiteral.texts(kept.map(({ idempotencyKey }) => Storable.textOrNull(idempotencyKey)))}::text[]
        ) AS row (number, content, idempotency_key)
        WHERE campaign_row.campaign_id = ${campaignId} AND campaign_row.number = row.number`
    }

    return Effect.gen(function* () {
      const [campaign] = yield* sql<{ readonly id: string; readonly rows: number }>`
        SELECT c.id, c.rows FROM campaign c
        WHERE c.account_id = ${Storable.text(person.accountId)} AND c.id >= ${from.campaignId}::uuid
          AND (c.id <> ${from.campaignId}::uuid OR c.rows > ${from.number + 1}::int)
        ORDER BY c.id LIMIT 1 FOR UPDATE`
      if (campaign === undefined) return { erased: 0, next: null } satisfies Stretch<RowPlace>
      const first = campaign.id === from.campaignId ? from.number + 1 : 0
      const found = yield* sql<ListRow>`
        SELECT number, content, idempotency_key FROM campaign_row
        WHERE campaign_id = ${campaign.id} AND number >= ${first}::int AND number < ${first + limit}::int
          AND recipient = ANY (${[...person.spellings]}::text[])
        ORDER BY number`
      if (found.length > 0) yield* erase(campaign.id, found)
      const next: RowPlace = { campaignId: campaign.id, number: Math.min(first + limit, campaign.rows) - 1 }
      return { erased: found.length, next } satisfies Stretch<RowPlace>
    }).pipe(Transaction.joined(sql), Transaction.operation("Erasures.rows"))
  }
