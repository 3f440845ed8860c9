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
 * - `applied` are those whose change counts: the message's last attempt, and nothing else has settled the message since. That the
 *   platform has it counts even where the policy has decided otherwise meanwhile: it must not be sent again.
 */
const statement = (sql: SqlClient.SqlClient, { fence, finishes, ledger, senderId }: Request) => {
  const ids = finishes.map((finish) => finish.messageId)
  const events = finishes.flatMap(({ change }, index) =>
    change.events.map((event) => ({ ...event, position: index + 1 }))
  )
  return sql`
    WITH place AS MATERIALIZED (
      SELECT 1 FROM lane WHERE sender_id = ${senderId} AND fence = ${fence} FOR SHARE
    ), answer AS (
      SELECT * FROM unnest(
        ${ids}::uuid[],
        ${finishes.map((finish) => finish.attempt)}::int[],
        ${finishes.map((finish) => Storable.millis(finish.answeredMillis))}::bigint[],
        ${finishes.map((finish) => finish.outcome)}::text[],
        ${finishes.map((finish) => finish.httpStatus)}::int[],
        ${finishes.map((finish) => finish.code)}::int[],
        ${finishes.map((finish) => Storable.textOrNull(finish.detail))}::text[],
        ${finishes.map(({ change }) => change.state ?? null)}::text[],
        ${finishes.map(({ change }) => change.delivery ?? null)}::text[],
        ${finishes.map(({ change }) => Storable.millisOrNull(change.dueMillis ?? null))}::bigint[],
        ${finishes.map(({ change }) => Storable.textOrNull(change.wamid ?? null))}::text[],
        ${finishes.map(({ change }) => change.failure !== undefined)}::bool[],
        ${finishes.map(({ change }) => Storable.jsonOrNull(change.failure))}::jsonb[],
        ${finishes.map((finish) => Storable.millis(latestMillis(finish)))}::bigint[]
      ) WITH ORDINALITY AS row (id, attempt, answered_millis, outcome, http_status, code, detail, state, delivery,
                                due_millis, wamid, sets_failure, failure, updated_millis, position)
    ), locked AS MATERIALIZED (
      SELECT m.id, m.state, m.attempts FROM message m
      WHERE m.id = ANY (${ids}::uuid[]) AND m.sender_id = ${senderId} AND (SELECT count(*) FROM place) >= 0
      ORDER BY m.id
      FOR UPDATE
    ), answered AS (
      UPDATE attempt a
      SET outcome = answer.outcome, http_status = answer.http_status, code = answer.code, detail = answer.detail,
          answered_millis = CASE WHEN answer.outcome <> 'uncertain' THEN answer.answered_millis END
      FROM answer JOIN locked ON locked.id = answer.id
      WHERE a.message_id = answer.id AND a.number = answer.attempt
        AND a.answered_millis IS NULL AND (a.outcome IS NULL OR answer.outcome <> 'uncertain')
      RETURNING answer.*, locked.state AS was, locked.attempts AS last
    ), applied AS (
      SELECT * FROM answered
      WHERE last = attempt
        AND (was IN ('sending', 'uncertain') OR (outcome = 'accepted' AND was IN ('queued', 'failed', 'dead')))
    ), changed AS (
      UPDATE message m
      SET state = coalesce(applied.state, m.state), delivery = coalesce(applied.delivery, m.delivery),
          due_millis = coalesce(applied.due_millis, m.due_millis), wamid = coalesce(applied.wamid, m.wamid),
          failure = CASE WHEN applied.sets_failure THEN applied.failure ELSE m.failure END,
          updated_millis = greatest(m.updated_millis, applied.updated_millis)
      FROM applied
      WHERE m.id = applied.id
      RETURNING m.id, m.state, m.due_millis
    ), done AS (
      DELETE FROM queue USING changed WHERE queue.message_id = changed.id AND changed.state NOT IN ('queued', 'uncertain')
    ), waiting AS (
      UPDATE queue SET due_millis = changed.due_millis, uncertain = changed.state = 'uncertain'
      FROM changed WHERE queue.message_id = changed.id AND changed.state IN ('queued', 'uncertain')
    ), named AS (
      INSERT INTO message_name (wamid, message_id) SELECT wamid, id FROM applied WHERE wamid IS NOT NULL
    ), told AS (
      INSERT INTO message_event (message_id, at_millis, kind, data)
      SELECT applied.id, row.at_millis, row.kind, row.data
      FROM unnest(
        ${events.map((event) => event.position)}::int[],
        ${events.map((event) => Storable.millis(event.atMillis))}::bigint[],
        ${events.map((event) => event.kind)}::text[],
        ${events.map((event) => Storable.json(event.data))}::jsonb[]
      ) WITH ORDINALITY AS row (position, at_millis, kind, data, place)
      JOIN applied ON applied.position = row.position
      ORDER BY row.place
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
