import type * as SqlClient from "@effect/sql/SqlClient"
import type * as Statement from "@effect/sql/Statement"
import type { Finish } from "@sluice/engine/ports/Lanes"
import * as ArrayLiteral from "./ArrayLiteral.ts"
import * as FinishAnswer from "./FinishAnswer.ts"
import * as Storable from "./Storable.ts"

/** What the answers say, in the order of the messages' ids. Where all of them came with one status, and the platform keeps none back, that is no list. */
const answers = (sql: SqlClient.SqlClient, finishes: ReadonlyArray<Finish>) => {
  const ids = ArrayLiteral.plain(finishes.map((finish) => finish.messageId))
  const attempts = ArrayLiteral.plain(finishes.map((finish) => finish.attempt))
  const answered = ArrayLiteral.plain(finishes.map((finish) => Storable.millis(finish.answeredMillis)))
  const names = ArrayLiteral.texts(finishes.map((finish) => Storable.textOrNull(finish.change.wamid ?? null)))
  const status = finishes[0]?.httpStatus ?? null
  if (finishes.every((finish) => finish.httpStatus === status && FinishAnswer.toldByAttempt(finish) === false)) {
    return sql`SELECT id, attempt, answered_millis, ${status}::int AS http_status, wamid, false AS told_held
      FROM unnest(${ids}::uuid[], ${attempts}::int[], ${answered}::bigint[], ${names}::text[])
        AS answer (id, attempt, answered_millis, wamid)`
  }
  return sql`SELECT * FROM unnest(
      ${ids}::uuid[], ${attempts}::int[], ${answered}::bigint[],
      ${ArrayLiteral.plain(finishes.map((finish) => FinishAnswer.nullable(finish.httpStatus)))}::int[],
      ${names}::text[],
      ${ArrayLiteral.plain(finishes.map((finish) => String(FinishAnswer.toldByAttempt(finish))))}::bool[]
    ) AS answer (id, attempt, answered_millis, http_status, wamid, told_held)`
}

/**
 * What `Finish` writes where all answers are acceptances and nothing else, and nothing has settled their messages since they were begun: fewer parts, and
 * so less of what a statement costs whatever it writes.
 *
 * A message that is sending has an attempt without an answer, so its attempt need not be asked first. Of any other message nothing is written here.
 */
export const parts = (
  sql: SqlClient.SqlClient,
  senderId: string,
  finishes: ReadonlyArray<Finish>,
  first: Statement.Fragment
) => sql`
  answer AS MATERIALIZED (
    ${answers(sql, finishes)}
    WHERE ${first}
  ), changed AS (
    UPDATE message m
    SET state = 'accepted', wamid = answer.wamid, failure = NULL, updated_millis = greatest(m.updated_millis, answer.answered_millis)
    FROM answer
    WHERE m.id = answer.id AND m.sender_id = ${senderId} AND m.attempts = answer.attempt AND m.state = 'sending'
    RETURNING answer.*
  ), answered AS (
    UPDATE attempt a
    SET outcome = 'accepted', http_status = changed.http_status, answered_millis = changed.answered_millis, wamid = changed.wamid,
        held_by_platform = changed.told_held, answered_number = nextval('message_event_number_seq')
    FROM changed WHERE a.message_id = changed.id AND a.number = changed.attempt
  ), done AS (
    DELETE FROM queue USING changed WHERE queue.message_id = changed.id
  ), named AS (
    INSERT INTO message_name (wamid, message_id) SELECT wamid, id FROM changed
  )`
