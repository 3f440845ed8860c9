import type * as SqlClient from "@effect/sql/SqlClient"
import type { Finish } from "@sluice/engine/ports/Lanes"
import { Effect } from "effect"
import * as Storable from "./Storable.ts"
import * as Transaction from "./Transaction.ts"

interface Request {
  readonly senderId: string
  readonly fence: number
  readonly finishes: ReadonlyArray<Finish>
  readonly ledger: unknown
  readonly openSinceMillis: number | null
}

/** The moment that a message is as new as, once the answer applies. */
const latestMillis = ({ answeredMillis, change }: Finish): number =>
  change.events.reduce((latest, event) => Math.max(latest, event.atMillis), answeredMillis)

/**
 * One statement: attempts, messages, queue, names, history, ledger.
 *
 * - `place` locks the lane's row before any message's, as `begin` and `take` do; without it (a lane that lost its place) the
 *   answers are recorded all the same, but not the ledger.
 * - `answered` writes each answer once: only where none is recorded. Giving up (`uncertain`) records no answer, so that the true
 *   one is still taken when it comes late.
 * - `changed` are those whose change counts: the message's last attempt, and nothing else has settled the message since. That the
 *   platform has it counts even where the policy has decided otherwise meanwhile, unless a callback has told that this very attempt
 *   failed. Messages are locked in the order of their ids.
 */
const statement = (sql: SqlClient.SqlClient, request: Request) => {
  const { fence, finishes, ledger, openSinceMillis, senderId } = request
  const rows = finishes.map((finish) => ({
    id: finish.messageId,
    attempt: finish.attempt,
    answered_millis: Storable.millis(finish.answeredMillis),
    outcome: finish.outcome,
    http_status: finish.httpStatus,
    code: finish.code,
    detail: finish.detail,
    state: finish.change.state,
    delivery: finish.change.delivery,
    due_millis: Storable.millisOrNull(finish.change.dueMillis ?? null),
    unsent: finish.change.unsent,
    held_millis: Storable.millisOrNull(finish.change.heldMillis ?? null),
    wamid: finish.change.wamid,
    sets_failure: finish.change.failure !== undefined,
    failure: finish.change.failure,
    updated_millis: Storable.millis(latestMillis(finish)),
    events: finish.change.events.map(({ atMillis, data, kind }) => ({
      at_millis: Storable.millis(atMillis),
      kind,
      data
    }))
  }))
  const answers = rows.toSorted(Storable.byId)
  return sql`
    WITH place AS (
      UPDATE lane SET open_since_millis = ${Storable.millisOrNull(openSinceMillis)}::bigint
      WHERE sender_id = ${senderId} AND fence = ${fence}
      RETURNING 1
    ), answered AS (
      UPDATE attempt a
      SET outcome = answer.outcome, http_status = answer.http_status, code = answer.code, detail = answer.detail,
          answered_millis = CASE WHEN answer.outcome <> 'uncertain' THEN answer.answered_millis END
      FROM json_to_recordset(${Storable.json(answers)}::json) AS answer (
        id uuid, attempt int, answered_millis bigint, outcome text, http_status int, code int, detail text, state text,
        delivery text, due_millis bigint, unsent int, held_millis bigint, wamid text, sets_failure bool, failure jsonb,
        updated_millis bigint, events json
      )
      WHERE (SELECT count(*) FROM place) >= 0
        AND a.message_id = answer.id AND a.number = answer.attempt AND a.sender_id = ${senderId}
        AND a.answered_millis IS NULL AND (a.outcome IS NULL OR answer.outcome <> 'uncertain')
      RETURNING answer.*
    ), changed AS (
      UPDATE message m
      SET state = coalesce(answered.state, m.state), delivery = coalesce(answered.delivery, m.delivery),
          due_millis = coalesce(answered.due_millis, m.due_millis), unsent = coalesce(answered.unsent, m.unsent),
          held_millis = coalesce(answered.held_millis, m.held_millis), wamid = coalesce(answered.wamid, m.wamid),
          failure = CASE WHEN answered.sets_failure THEN answered.failure ELSE m.failure END,
          updated_millis = greatest(m.updated_millis, answered.updated_millis)
      FROM answered
      WHERE m.id = answered.id AND m.attempts = answered.attempt
        AND (m.state IN ('sending', 'uncertain')
          OR (answered.outcome = 'accepted' AND m.state IN ('queued', 'failed', 'dead')
            AND m.failed_attempt < answered.attempt))
      RETURNING m.id, m.state, m.due_millis, answered.wamid AS named, answered.events
    ), done AS (
      DELETE FROM queue USING changed WHERE queue.message_id = changed.id AND changed.state NOT IN ('queued', 'uncertain')
    ), waiting AS (
      UPDATE queue SET due_millis = changed.due_millis, uncertain = changed.state = 'uncertain'
      FROM changed WHERE queue.message_id = changed.id AND changed.state IN ('queued', 'uncertain')
    ), named AS (
      INSERT INTO message_name (wamid, message_id) SELECT named, id FROM changed WHERE named IS NOT NULL
    ), told AS (
      INSERT INTO message_event (message_id, at_millis, kind, data)
      SELECT changed.id, event.at_millis, event.kind, event.data
      FROM changed CROSS JOIN LATERAL ROWS FROM (
        json_to_recordset(changed.events) AS (at_millis bigint, kind text, data jsonb)
      ) WITH ORDINALITY AS event (at_millis, kind, data, position)
      ORDER BY changed.id, event.position
    )
    INSERT INTO ledger (scope, key, state)
    SELECT 'sender', ${senderId}, ${Storable.json(ledger)}::jsonb WHERE EXISTS (SELECT FROM place)
    ON CONFLICT (scope, key) DO UPDATE SET state = excluded.state`
}

/** A message answered twice in one call is a round of its own: within a statement, a row is written once. */
const rounds = (finishes: ReadonlyArray<Finish>): ReadonlyArray<ReadonlyArray<Finish>> => {
  const found: Array<Array<Finish>> = [[]]
  const roundOf = new Map<string, number>()
  for (const finish of finishes) {
    const round = roundOf.get(finish.messageId) ?? 0
    roundOf.set(finish.messageId, round + 1)
    const members = found[round]
    if (members === undefined) found.push([finish])
    else members.push(finish)
  }
  return found
}

/** One round trip, unless a message is answered twice in one call. */
export const finish = (sql: SqlClient.SqlClient) => (request: Request) => {
  const [first = [], ...more] = rounds(request.finishes)
  const run = (finishes: ReadonlyArray<Finish>) => Effect.asVoid(statement(sql, { ...request, finishes }))
  return more.length === 0
    ? run(first)
    : Transaction.joined(sql)(Effect.forEach([first, ...more], run, { discard: true }))
}
