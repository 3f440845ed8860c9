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
 * - `place` locks the lane's row in share mode: a `take` waits until this statement is durable, and after it there is no row of
 *   this fence. Everything below it depends on it, so it is read first.
 * - `binding` is the hold that binds longest, of those placed before the statement started.
 * - `locked` holds the messages' rows, in the order of their ids, as they are now and not as they were when the statement
 *   started; so a cancellation is either seen, or waits until the send has begun.
 * - `again` are sends that this very lane has begun before and has no answer for: the repeat of a call whose answer was lost.
 */
const statement = (sql: SqlClient.SqlClient, { fence, holdKeys, ledger, nowMillis, sends, senderId }: Request) => {
  const now = Storable.millis(nowMillis)
  const ids = sends.map((send) => send.messageId)
  return sql<BegunRow>`
    WITH place AS MATERIALIZED (
      SELECT 1 FROM lane WHERE sender_id = ${senderId} AND fence = ${fence} AND runner IS NOT NULL FOR SHARE
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
    ), wanted AS (
      SELECT * FROM unnest(
        ${ids}::uuid[],
        ${sends.map((send) => send.attempt)}::int[],
        ${sends.map((send) => Storable.text(send.endpoint))}::text[]
      ) AS row (id, attempt, endpoint)
    ), locked AS MATERIALIZED (
      SELECT m.id, m.state, m.attempts FROM message m
      WHERE m.id = ANY (${ids}::uuid[]) AND m.sender_id = ${senderId}
        AND EXISTS (SELECT FROM place) AND NOT EXISTS (SELECT FROM binding)
      ORDER BY m.id
      FOR UPDATE
    ), begun AS (
      UPDATE message m
      SET state = 'sending', attempts = wanted.attempt,
          first_attempt_millis = coalesce(m.first_attempt_millis, ${now}::bigint),
          updated_millis = greatest(m.updated_millis, ${now}::bigint)
      FROM wanted JOIN locked ON locked.id = wanted.id
      WHERE m.id = locked.id AND locked.state = 'queued' AND locked.attempts = wanted.attempt - 1
      RETURNING m.id, wanted.attempt, wanted.endpoint
    ), attempted AS (
      INSERT INTO attempt (message_id, number, sender_id, fence, endpoint, started_millis)
      SELECT id, attempt, ${senderId}, ${fence}::bigint, endpoint, ${now}::bigint FROM begun
    ), told AS (
      INSERT INTO message_event (message_id, at_millis, kind, data)
      SELECT id, ${now}::bigint, 'attempted', jsonb_build_object('attempt', attempt, 'endpoint', endpoint) FROM begun
    ), again AS (
      SELECT locked.id
      FROM locked
      JOIN wanted ON wanted.id = locked.id AND wanted.attempt = locked.attempts
      JOIN attempt a ON a.message_id = locked.id AND a.number = locked.attempts
      WHERE locked.state = 'sending' AND a.fence = ${fence} AND a.outcome IS NULL
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
