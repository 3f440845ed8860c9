import type * as SqlClient from "@effect/sql/SqlClient"
import { stretchRows } from "@sluice/engine/ports/Campaigns"
import { Effect } from "effect"
import * as Transaction from "../Transaction.ts"

/**
 * Two statements in one transaction, under the campaign's lock: which messages, then everything that tells of them.
 *
 * `taken` locks messages in the order of their ids, each as it is then: one that a lane has begun meanwhile is no longer
 * `queued` and falls out; one that a lane is about to begin waits for this transaction, and finds nothing to begin. A
 * message without an attempt has its place in the queue and its entries of history, and nothing else.
 */
const statement = (sql: SqlClient.SqlClient, id: string, limit: number) => sql<{ readonly number: number }>`
  WITH taken AS MATERIALIZED (
    SELECT m.id, o.number FROM campaign_open o JOIN message m ON m.id = o.message_id
    WHERE o.campaign_id = ${id} AND m.state = 'queued' AND m.attempts = 0
    ORDER BY m.id LIMIT ${limit}
    FOR UPDATE OF m
  ), gone AS (
    DELETE FROM message m USING taken WHERE m.id = taken.id
  ), placeless AS (
    DELETE FROM queue q USING taken WHERE q.message_id = taken.id
  ), untold AS (
    DELETE FROM message_event e USING taken WHERE e.message_id = taken.id
  ), closed AS (
    DELETE FROM campaign_open o USING taken WHERE o.campaign_id = ${id} AND o.message_id = taken.id
  ), returned AS (
    INSERT INTO campaign_returned (campaign_id, number) SELECT ${id}, number FROM taken
  ), due AS (
    UPDATE campaign_stretch s SET due_millis = s.fed_millis
    WHERE s.campaign_id = ${id} AND s.index IN (SELECT number / ${stretchRows}::int FROM taken)
  ), moved AS (
    UPDATE campaign SET returned = returned + (SELECT count(*) FROM taken)::int WHERE id = ${id}
  )
  SELECT number FROM taken`

export const withdraw = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (id: string, limit: number) {
    const locked = yield* sql`SELECT FROM campaign WHERE id = ${id} FOR UPDATE`
    if (locked.length === 0) return 0
    return (yield* statement(sql, id, limit)).length
  }, Transaction.joined(sql))
