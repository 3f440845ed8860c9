import type * as SqlClient from "@effect/sql/SqlClient"
import { stretchRows } from "@sluice/engine/ports/Campaigns"
import * as ArrayLiteral from "../ArrayLiteral.ts"

/**
 * Messages that were over are in the queue again: those of campaigns are open again, and their stretches are counted again.
 *
 * The caller holds the messages' locks. `sweep` forgets a message only under the same lock, so it either came first, and the row is
 * put back here, or finds the message waiting. Stretches are locked in the order of their keys.
 */
export const reopen = (sql: SqlClient.SqlClient, messageIds: ReadonlyArray<string>) => sql`
  WITH back AS MATERIALIZED (
    SELECT campaign_id, message_id, number FROM campaign_row
    WHERE message_id = ANY (${ArrayLiteral.plain(messageIds)}::uuid[])
  ), opened AS (
    INSERT INTO campaign_open (campaign_id, message_id, number)
    SELECT campaign_id, message_id, number FROM back
    ON CONFLICT DO NOTHING
  ), stretch AS MATERIALIZED (
    SELECT s.campaign_id, s.index
    FROM (SELECT DISTINCT campaign_id, number / ${stretchRows}::int AS index FROM back) b
    JOIN campaign_stretch s ON s.campaign_id = b.campaign_id AND s.index = b.index
    ORDER BY s.campaign_id, s.index
    FOR UPDATE OF s
  )
  UPDATE campaign_stretch s SET due_millis = s.fed_millis
  FROM stretch WHERE s.campaign_id = stretch.campaign_id AND s.index = stretch.index`
