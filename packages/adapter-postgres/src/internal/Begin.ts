import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Begin, Begun, HoldKey } from "@sluice/engine/ports/Lanes"
import { Effect } from "effect"
import * as HoldRow from "./HoldRow.ts"
import * as Storable from "./Storable.ts"

interface Request {
  readonly senderId: string
  readonly fence: number
  readonly nowMillis: number
  readonly sends: ReadonlyArray<Begin>
  readonly holdKeys: ReadonlyArray<HoldKey>
  readonly ledger: unknown
}

interface BegunRow {
  readonly placed: boolean
  readonly held: HoldRow.HoldRow | null
  readonly begun: ReadonlyArray<string>
}

/**
 * One statement: fence, holds, messages, attempts, history, ledger.
 *
 * - `place` locks the lane's row: a `take` waits until this statement is durable, and after it there is no row of this fence.
 *   Everything below it depends on it, so it is read first.
 * - `binding` is the hold that binds longest, of those placed before the statement started.
 * - `begun` takes the messages in the order of their ids, each as it is then and not as it was when the statement started; so a
 *   cancellation is either seen, or waits until the send has begun.
 * - `begun` adds what they waited beyond their due time, as `ports/Waited` has it.
 * - `again` are sends that this very lane has begun before and has no answer for: the repeat of a call whose answer was lost.
 */
const statement = (sql: SqlClient.SqlClient, { fence, holdKeys, ledger, nowMillis, sends, senderId }: Request) => {
  const now = Storable.millis(nowMillis)
  const wanted = sends
    .map(({ attempt, endpoint, messageId }) => ({ id: messageId, attempt, endpoint }))
    .toSorted(Storable.byId)
  return sql<BegunRow>`
    WITH place AS (
      UPDATE lane SET open_since_millis = least(coalesce(open_since_millis, ${now}::bigint), ${now}::bigint)
      WHERE sender_id = ${senderId} AND fence = ${fence} AND runner IS NOT NULL
      RETURNING 1
    ), binding AS MATERIALIZED (
      SELECT hold.*
      FROM unnest(
        ${holdKeys.map((key) => key.scope)}::text[],
        ${holdKeys.map((key) => Storable.text(key.key))}::text[]
      ) AS row (scope, key)
      JOIN hold ON hold.scope = row.scope AND hold.key = row.key
      WHERE hold.cleared_millis IS NULL AND hold.over_millis > ${now}
      ORDER BY hold.over_millis DESC, hold.id
      LIMIT 1
    ), wanted AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${Storable.json(wanted)}::json) AS wanted (id uuid, attempt int, endpoint text)
      WHERE EXISTS (SELECT FROM place) AND NOT EXISTS (SELECT FROM binding)
    ), begun AS (
      UPDATE message m
      SET state = 'sending', attempts = wanted.attempt,
          first_attempt_millis = coalesce(m.first_attempt_millis, ${now}::bigint),
          held_millis = m.held_millis + CASE WHEN m.first_attempt_millis IS NULL THEN 0
            ELSE greatest(0, ${now}::bigint - greatest(m.due_millis, m.first_attempt_millis)) END,
          updated_millis = greatest(m.updated_millis, ${now}::bigint)
      FROM wanted
      WHERE m.id = wanted.id AND m.sender_id = ${senderId} AND m.state = 'queued' AND m.attempts = wanted.attempt - 1
      RETURNING m.id, wanted.attempt, wanted.endpoint
    ), attempted AS (
      INSERT INTO attempt (message_id, number, sender_id, fence, endpoint, started_millis)
      SELECT id, attempt, ${senderId}, ${fence}::bigint, endpoint, ${now}::bigint FROM begun
    ), told AS (
      INSERT INTO message_event (message_id, at_millis, kind, data)
      SELECT id, ${now}::bigint, 'attempted', jsonb_build_object('attempt', attempt, 'endpoint', endpoint) FROM begun
    ), again AS (
      SELECT m.id FROM wanted JOIN message m ON m.id = wanted.id
      JOIN attempt a ON a.message_id = m.id AND a.number = m.attempts
      WHERE (SELECT count(*) FROM begun) < (SELECT count(*) FROM wanted)
        AND m.sender_id = ${senderId} AND m.state = 'sending' AND m.attempts = wanted.attempt
        AND a.fence = ${fence} AND a.outcome IS NULL
    ), kept AS (
      INSERT INTO ledger (scope, key, state)
      SELECT 'sender', ${senderId}, ${Storable.json(ledger)}::jsonb
      WHERE EXISTS (SELECT FROM place) AND NOT EXISTS (SELECT FROM binding)
      ON CONFLICT (scope, key) DO UPDATE SET state = excluded.state
    )
    SELECT EXISTS (SELECT FROM place) AS placed,
           (SELECT to_jsonb(binding) FROM binding) AS held,
           ARRAY(SELECT id::text FROM begun UNION ALL SELECT id::text FROM again) AS begun`
}

export const begin = (sql: SqlClient.SqlClient) =>
  Effect.fnUntraced(function* (request: Request): Effect.fn.Return<Begun, SqlError> {
    const [row] = yield* statement(sql, request)
    if (row === undefined || !row.placed) return { _tag: "Lost" }
    if (row.held !== null) return { _tag: "Held", hold: HoldRow.toHold(row.held) }
    return { _tag: "Begun", messageIds: new Set(row.begun) }
  })
