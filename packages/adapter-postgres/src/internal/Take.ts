import type * as SqlClient from "@effect/sql/SqlClient"
import type { CountedRecipient, RecentSend, Taken } from "@sluice/engine/ports/Lanes"
import { Effect } from "effect"
import * as Storable from "./Storable.ts"
import * as Transaction from "./Transaction.ts"

interface Request {
  readonly senderId: string
  readonly runner: string
  readonly accountId?: string
  readonly nowMillis: number
  readonly recentSinceMillis: number
  readonly aloneSinceMillis?: number
  readonly countedSinceMillis?: number
}

interface RecentRow {
  readonly message_id: string
  readonly recipient: string
  readonly units: number
  readonly started_millis: string
  readonly answered_millis: string | null
}

const toRecent = (row: RecentRow): RecentSend => ({
  messageId: row.message_id,
  recipient: row.recipient,
  units: row.units,
  startedMillis: Number(row.started_millis),
  answeredMillis: row.answered_millis === null ? null : Number(row.answered_millis)
})

/** Waits for a `begin` of the older lane that is under way; from here on it can start no other. */
const raiseFence = (sql: SqlClient.SqlClient, request: Request) => sql<{ readonly fence: string }>`
  INSERT INTO lane (sender_id, fence, runner, taken_millis, accounts)
  VALUES (${request.senderId}, 1, ${Storable.text(request.runner)}, ${Storable.millis(request.nowMillis)},
          ${request.accountId === undefined ? [] : [Storable.text(request.accountId)]}::text[])
  ON CONFLICT (sender_id) DO UPDATE
  SET fence = lane.fence + 1, runner = excluded.runner, taken_millis = excluded.taken_millis,
      accounts = CASE WHEN lane.accounts @> excluded.accounts THEN lane.accounts
                      ELSE lane.accounts || excluded.accounts END
  RETURNING fence`

/** Nobody records an opt-out between here and the commit: whoever does later finds this lane among those that have to know (`PgOptOuts.put`). */
const holdConsent = (sql: SqlClient.SqlClient) => sql`SELECT FROM consent WHERE only_row FOR SHARE`

/** What is still sending was begun under an older fence: its outcome is unknown (RT-04). */
const settleOrphans = (sql: SqlClient.SqlClient, { nowMillis, senderId }: Request) => sql<{
  readonly ledger: unknown
  readonly orphaned: number
}>`
  WITH open AS MATERIALIZED (
    SELECT a.message_id, a.number FROM lane JOIN attempt a ON a.sender_id = lane.sender_id
    WHERE lane.sender_id = ${senderId} AND a.started_millis >= lane.open_since_millis AND a.outcome IS NULL
  ), orphan AS MATERIALIZED (
    SELECT m.id FROM message m
    WHERE m.id IN (SELECT message_id FROM open) AND m.state = 'sending' ORDER BY m.id FOR UPDATE
  ), changed AS (
    UPDATE message m
    SET state = 'uncertain', updated_millis = greatest(m.updated_millis, ${Storable.millis(nowMillis)}::bigint)
    FROM orphan
    WHERE m.id = orphan.id
    RETURNING m.id, m.attempts
  ), given_up AS (
    UPDATE attempt a SET outcome = 'uncertain'
    FROM open
    WHERE a.message_id = open.message_id AND a.number = open.number AND a.outcome IS NULL
  ), closed AS (
    UPDATE lane SET open_since_millis = NULL WHERE sender_id = ${senderId}
  ), doubted AS (
    UPDATE queue SET uncertain = true FROM changed WHERE queue.message_id = changed.id
  ), told AS (
    INSERT INTO message_event (message_id, at_millis, kind, data)
    SELECT id, ${Storable.millis(nowMillis)}::bigint, 'uncertain', jsonb_build_object('attempt', attempts, 'why', 'lane lost')
    FROM changed
  )
  SELECT (SELECT count(*)::int FROM changed) AS orphaned,
         (SELECT state FROM ledger WHERE scope = 'sender' AND key = ${senderId}) AS ledger`

/**
 * Attempts from before they told their recipient may be anybody's: while there are any, all are told.
 *
 * What only the message knows is asked of each message by its key. As a join it looks like a walk through all of them to the planner, which
 * does not know how few of the attempts are left.
 */
const recentSends = (
  sql: SqlClient.SqlClient,
  { aloneSinceMillis = -1, recentSinceMillis, senderId }: Request
) => sql<RecentRow>`
  WITH known AS MATERIALIZED (
    SELECT recipient FROM attempt
    WHERE sender_id = ${senderId} AND started_millis > ${Storable.millis(recentSinceMillis)}
    GROUP BY recipient HAVING count(*) > 1 OR recipient IS NULL
  ), told AS MATERIALIZED (
    SELECT message_id, number, started_millis, answered_millis FROM attempt
    WHERE sender_id = ${senderId} AND started_millis > ${Storable.millis(recentSinceMillis)}
      AND (
        answered_millis IS NULL
        OR answered_millis > ${Storable.millis(aloneSinceMillis)}
        OR recipient IN (SELECT recipient FROM known WHERE recipient IS NOT NULL)
        OR EXISTS (SELECT FROM known WHERE recipient IS NULL)
      )
  )
  SELECT a.message_id, m.recipient, m.units, a.started_millis, a.answered_millis
  FROM told a CROSS JOIN LATERAL (SELECT recipient, units FROM message WHERE id = a.message_id OFFSET 0) m
  ORDER BY a.started_millis, a.message_id, a.number`

interface CountedRow {
  readonly recipient: string
  readonly started_millis: string
  readonly answered_millis: string | null
}

const toCounted = (row: CountedRow): CountedRecipient => ({
  recipient: row.recipient,
  startedMillis: Number(row.started_millis),
  answeredMillis: row.answered_millis === null ? null : Number(row.answered_millis)
})

/** Of each recipient the send that keeps its slot for longest: one without an answer, else the one answered last. */
const countedRecipients = (sql: SqlClient.SqlClient, senderId: string, sinceMillis: number) => sql<CountedRow>`
  SELECT DISTINCT ON (m.recipient COLLATE "C") m.recipient, a.started_millis, a.answered_millis
  FROM attempt a CROSS JOIN LATERAL (SELECT recipient FROM message WHERE id = a.message_id OFFSET 0) m
  WHERE a.sender_id = ${senderId} AND a.counted AND a.started_millis > ${Storable.millis(sinceMillis)}
  ORDER BY m.recipient COLLATE "C", a.answered_millis DESC NULLS FIRST, a.started_millis DESC`

/**
 * One transaction of four statements, or five where recipients are counted, not one statement: a statement sees the rows as they were when it started,
 * and that which raises the fence may have to wait for the older lane's last `begin`. What that began is seen by the next.
 */
export const take = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (request: Request) {
    yield* holdConsent(sql)
    const [lane] = yield* raiseFence(sql, request)
    const [settled] = yield* settleOrphans(sql, request)
    const recent = yield* recentSends(sql, request)
    const counted =
      request.countedSinceMillis === undefined
        ? []
        : yield* countedRecipients(sql, request.senderId, request.countedSinceMillis)
    const taken: Taken = {
      fence: Number(lane?.fence),
      ledger: settled?.ledger ?? null,
      recent: recent.map(toRecent),
      counted: counted.map(toCounted),
      orphaned: settled?.orphaned ?? 0
    }
    return taken
  }, Transaction.joined(sql))
