import type * as SqlClient from "@effect/sql/SqlClient"
import type { Campaign, CampaignRow, NewCampaign } from "@sluice/engine/ports/Campaigns"

/** A row of `campaign`; integers of 32 bits and JSON come as what they are. */
export interface Row {
  readonly made: NewCampaign
  readonly lifecycle: Campaign["lifecycle"]
  readonly list: Campaign["list"]
  readonly outlook: Campaign["outlook"]
  readonly marks: Campaign["marks"]
  readonly rows: number
  readonly handed: number
  readonly returned: number
  readonly skipped: Campaign["skipped"]
}

/** The columns of `Row`, of the table or alias `c`. */
export const columns = (sql: SqlClient.SqlClient) =>
  sql.literal("c.made, c.lifecycle, c.list, c.outlook, c.marks, c.rows, c.handed, c.returned, c.skipped")

export const toCampaign = ({ made, ...kept }: Row): Campaign => ({ ...made, ...kept })

/** A row of `campaign_row`. */
export interface ListRow {
  readonly number: number
  readonly message_id: string
  readonly recipient: string
  readonly sender_id: string | null
  readonly content: CampaignRow["message"]["content"]
  readonly reply_to: string | null
  readonly kind: CampaignRow["message"]["kind"]
  readonly units: number
  readonly accepted_millis: string
  readonly idempotency_key: string | null
  readonly request_digest: string
}

export const toRow = (row: ListRow): CampaignRow => ({
  number: row.number,
  senderId: row.sender_id,
  message: {
    id: row.message_id,
    recipient: row.recipient,
    content: row.content,
    replyTo: row.reply_to,
    kind: row.kind,
    units: row.units,
    acceptedMillis: Number(row.accepted_millis),
    idempotencyKey: row.idempotency_key,
    requestDigest: row.request_digest
  }
})
