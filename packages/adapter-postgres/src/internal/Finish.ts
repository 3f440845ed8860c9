import type * as SqlClient from "@effect/sql/SqlClient"
import type * as Statement from "@effect/sql/Statement"
import type { Finish } from "@sluice/engine/ports/Lanes"
import { Effect } from "effect"
import * as Accepting from "./Accepting.ts"
import * as ArrayLiteral from "./ArrayLiteral.ts"
import * as FinishAnswer from "./FinishAnswer.ts"
import * as Storable from "./Storable.ts"
import * as Transaction from "./Transaction.ts"

interface Request {
  readonly senderId: string
  readonly fence: number
  readonly finishes: ReadonlyArray<Finish>
  readonly ledger?: unknown
  readonly openSinceMillis?: number | null
}

/** How many messages have changed. */
interface ChangesRow {
  readonly changes: number
}

/** The moment that a message is as new as, once the answer applies. */
const latestMillis = ({ answeredMillis, change }: Finish): number =>
  change.events.reduce((latest, event) => Math.max(latest, event.atMillis), answeredMillis)

/** The lists out of which a statement reads the answers, one for each column, in the order of the messages' ids. */
const answersOf = (sql: SqlClient.SqlClient, finishes: ReadonlyArray<Finish>) => {
  const told = finishes.map(FinishAnswer.toldByAttempt)
  return sql`unnest(
      ${ArrayLiteral.plain(finishes.map((finish) => finish.messageId))}::uuid[],
      ${ArrayLiteral.plain(finishes.map((finish) => finish.attempt))}::int[],
      ${ArrayLiteral.plain(finishes.map((finish) => Storable.millis(finish.answeredMillis)))}::bigint[],
      ${ArrayLiteral.plain(finishes.map((finish) => finish.outcome))}::text[],
      ${ArrayLiteral.plain(finishes.map((finish) => FinishAnswer.nullable(finish.httpStatus)))}::int[],
      ${ArrayLiteral.plain(finishes.map((finish) => FinishAnswer.nullable(finish.change.state)))}::text[],
      ${ArrayLiteral.texts(finishes.map((finish) => Storable.textOrNull(finish.change.wamid ?? null)))}::text[],
      ${ArrayLiteral.plain(finishes.map((finish) => String(finish.change.failure !== undefined)))}::bool[],
      ${ArrayLiteral.plain(finishes.map((finish) => Storable.millis(latestMillis(finish))))}::bigint[],
      ${ArrayLiteral.plain(told.map(FinishAnswer.nullable))}::bool[],
      ${ArrayLiteral.texts(finishes.map(FinishAnswer.restOf))}::jsonb[]
    ) AS answer (id, attempt, answered_millis, outcome, http_status, state, wamid, sets_failure, updated_millis, told_held, rest)`
}

/** The events that are rows of their own, in their order; nothing, where there are none. */
const telling = (sql: SqlClient.SqlClient, finishes: ReadonlyArray<Finish>) => {
  const rows = finishes
    .filter((finish) => FinishAnswer.toldByAttempt(finish) === null)
    .flatMap(({ change, messageId }) => change.events.map((event) => ({ ...event, messageId })))
  if (rows.length === 0) return sql``
  return sql`, told AS (
    INSERT INTO message_event (message_id, at_millis, kind, data)
    SELECT event.id, event.at_millis, event.kind, event.data
    FROM unnest(
      ${ArrayLiteral.plain(rows.map((row) => row.messageId))}::uuid[],
      ${ArrayLiteral.plain(rows.map((row) => Storable.millis(row.atMillis)))}::bigint[],
      ${ArrayLiteral.texts(rows.map((row) => row.kind))}::text[],
      ${ArrayLiteral.texts(rows.map((row) => Storable.json(row.data)))}::jsonb[]
    ) WITH ORDINALITY AS event (id, at_millis, kind, data, position)
    WHERE event.id = ANY (ARRAY(SELECT id FROM changed))
    ORDER BY event.position
  )`
}

/** An answer as its attempt keeps it, from the rows of `of`. */
const recorded = (sql: SqlClient.SqlClient, of: "answer" | "changed") =>
  sql.literal(
    `outcome = ${of}.outcome, http_status = ${of}.http_status, code = (${of}.rest->>'code')::int, detail = ${of}.rest->>'detail',
     answered_millis = CASE WHEN ${of}.outcome <> 'uncertain' THEN ${of}.answered_millis END,
     wamid = ${of}.wamid, held_by_platform = ${of}.told_held`
  )

/** Whether the attempt `a` still takes the answer of `of`. Its sender is compared so that no index over senders looks like a way to find it. */
const takes = (sql: SqlClient.SqlClient, of: "answer" | "changed", senderId: string) =>
  sql`${sql.literal(`a.message_id = ${of}.id AND a.number = ${of}.attempt`)} AND a.sender_id IS NOT DISTINCT FROM ${senderId}
      AND a.answered_millis IS NULL AND ${sql.literal(`(a.outcome IS NULL OR ${of}.outcome <> 'uncertain')`)}`

/**
 * One statement: messages, attempts, queue, names, history.
 *
 * - `changed` are those whose change counts: the message's last attempt, without an answer so far, and nothing else has settled the message since.
 *   That the platform has it counts even where the policy has decided otherwise meanwhile, unless a callback has told that this very attempt
 *   failed. Messages are locked in the order of their ids, before anything else of theirs.
 * - `answered` and `overtaken` write each answer once: only where none is recorded. Giving up (`uncertain`) records no answer, so that the true
 *   one is still taken when it comes late. Where the change counts, an acceptance gets its place in the history here.
 */
const writing = (
  sql: SqlClient.SqlClient,
  senderId: string,
  finishes: ReadonlyArray<Finish>,
  first: Statement.Fragment
) => sql`
  answer AS MATERIALIZED (
    SELECT * FROM ${answersOf(sql, finishes)} WHERE ${first}
  ), changed AS (
    UPDATE message m
    SET state = coalesce(answer.state, m.state), delivery = coalesce(answer.rest->>'delivery', m.delivery),
        due_millis = coalesce((answer.rest->>'due_millis')::bigint, m.due_millis),
        unsent = coalesce((answer.rest->>'unsent')::int, m.unsent), tries = coalesce(answer.rest->'tries', m.tries),
        held_millis = coalesce((answer.rest->>'held_millis')::bigint, m.held_millis), wamid = coalesce(answer.wamid, m.wamid),
        failure = CASE WHEN answer.sets_failure THEN answer.rest->'failure' ELSE m.failure END,
        updated_millis = greatest(m.updated_millis, answer.updated_millis)
    FROM answer, attempt a
    WHERE m.id = answer.id AND m.sender_id = ${senderId} AND m.attempts = answer.attempt
      AND ${takes(sql, "answer", senderId)}
      AND (m.state IN ('sending', 'uncertain')
        OR (answer.outcome = 'accepted' AND m.state IN ('queued', 'failed', 'dead')
          AND m.failed_attempt < answer.attempt))
    RETURNING answer.*, m.state AS is_now, m.due_millis
  ), answered AS (
    UPDATE attempt a
    SET ${recorded(sql, "changed")},
        answered_number = CASE WHEN changed.told_held IS NOT NULL THEN nextval('message_event_number_seq') END
    FROM changed WHERE ${takes(sql, "changed", senderId)}
  ), overtaken AS (
    UPDATE attempt a SET ${recorded(sql, "answer")}
    FROM answer WHERE answer.id NOT IN (SELECT id FROM changed) AND ${takes(sql, "answer", senderId)}
  ), done AS (
    DELETE FROM queue USING changed WHERE queue.message_id = changed.id AND changed.is_now NOT IN ('queued', 'uncertain')
  ), waiting AS (
    UPDATE queue SET due_millis = changed.due_millis, uncertain = changed.is_now = 'uncertain'
    FROM changed WHERE queue.message_id = changed.id AND changed.is_now IN ('queued', 'uncertain')
  ), named AS (
    INSERT INTO message_name (wamid, message_id) SELECT wamid, id FROM changed WHERE wamid IS NOT NULL
  )${telling(sql, finishes)}`

/**
 * The lane's row is locked before any message's, as `begin` and `take` do, where the ledger is kept; a lane that lost its place keeps none, and its
 * answers are recorded all the same. Where a later call keeps the ledger, the row is left alone, and a `begin` of the lane need not wait.
 */
const statement = (
  sql: SqlClient.SqlClient,
  { fence, finishes, ledger, openSinceMillis, senderId }: Request,
  write: typeof writing
) => {
  const sorted = finishes.toSorted((a, b) => Storable.byId({ id: a.messageId }, { id: b.messageId }))
  const changes = sql`SELECT count(*)::int AS changes FROM changed`
  if (openSinceMillis === undefined) return sql<ChangesRow>`WITH ${write(sql, senderId, sorted, sql`true`)} ${changes}`
  return sql<ChangesRow>`
    WITH place AS (
      UPDATE lane SET open_since_millis = ${Storable.millisOrNull(openSinceMillis)}::bigint
      WHERE sender_id = ${senderId} AND fence = ${fence}
      RETURNING 1
    ), ${write(sql, senderId, sorted, sql`(SELECT count(*) FROM place) >= 0`)}, kept AS (
      INSERT INTO ledger (scope, key, state)
      SELECT 'sender', ${senderId}, ${Storable.json(ledger)}::jsonb WHERE EXISTS (SELECT FROM place)
      ON CONFLICT (scope, key) DO UPDATE SET state = excluded.state
    ) ${changes}`
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

/** One round trip, unless a message is answered twice in one call, or was settled otherwise before its acceptance came. */
export const finish = (sql: SqlClient.SqlClient) => (request: Request) => {
  const [first = [], ...more] = rounds(request.finishes)
  const run = (finishes: ReadonlyArray<Finish>) => Effect.asVoid(statement(sql, { ...request, finishes }, writing))
  if (more.length > 0) return Transaction.joined(sql)(Effect.forEach([first, ...more], run, { discard: true }))
  if (!first.every(FinishAnswer.isAcceptance)) return run(first)
  return Effect.flatMap(statement(sql, request, Accepting.parts), ([row]) =>
    // Whatever has been written stays as it is when it is told again.
    row?.changes === first.length ? Effect.void : run(first)
  )
}
