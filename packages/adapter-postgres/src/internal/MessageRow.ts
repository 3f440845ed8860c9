import type * as SqlClient from "@effect/sql/SqlClient"
import type { Message } from "@sluice/engine/ports/Outbox"

/**
 * A row of `message` as the driver hands it over: `bigint` comes as text, so that no digit is lost on clients that hold larger
 * numbers; epoch milliseconds are far below 2^53.
 */
export interface MessageRow {
  readonly id: string
  readonly account_id: string
  readonly sender_id: string
  readonly recipient: string
  readonly content: Message["content"]
  readonly reply_to: string | null
  readonly kind: Message["kind"]
  readonly units: number
  readonly priority: number
  readonly due_millis: string
  readonly accepted_millis: string
  readonly idempotency_key: string | null
  readonly request_digest: string
  readonly state: Message["state"]
  readonly delivery: Message["delivery"]
  readonly attempts: number
  readonly first_attempt_millis: string | null
  readonly attempts_before_plan: number
  readonly unsent: number
  readonly tries: Message["tries"]
  readonly held_millis: string
  readonly failed_attempt: number
  readonly wamid: string | null
  readonly failure: Message["failure"]
  readonly updated_millis: string
  readonly dealt: NonNullable<Message["dealt"]> | null
  readonly caller_data: string | null
}

/** The columns of `MessageRow`, of the table or alias `m`. */
export const columns = (sql: SqlClient.SqlClient) =>
  sql.literal(
    `m.id, m.account_id, m.sender_id, m.recipient, m.content, m.reply_to, m.kind, m.units, m.priority, m.due_millis,
     m.accepted_millis, m.idempotency_key, m.request_digest, m.state, m.delivery, m.attempts,
     m.first_attempt_millis, m.attempts_before_plan, m.unsent, m.tries, m.held_millis, m.failed_attempt, m.wamid, m.failure, m.updated_millis,
     m.dealt, m.caller_data`
  )

export const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  accountId: row.account_id,
  senderId: row.sender_id,
  recipient: row.recipient,
  content: row.content,
  replyTo: row.reply_to,
  kind: row.kind,
  units: row.units,
  priority: row.priority,
  dueMillis: Number(row.due_millis),
  acceptedMillis: Number(row.accepted_millis),
  idempotencyKey: row.idempotency_key,
  requestDigest: row.request_digest,
  state: row.state,
  delivery: row.delivery,
  attempts: row.attempts,
  firstAttemptMillis: row.first_attempt_millis === null ? null : Number(row.first_attempt_millis),
  attemptsBeforePlan: row.attempts_before_plan,
  unsent: row.unsent,
  tries: row.tries,
  heldMillis: Number(row.held_millis),
  failedAttempt: row.failed_attempt,
  wamid: row.wamid,
  failure: row.failure,
  updatedMillis: Number(row.updated_millis),
  ...(row.dealt === null ? {} : { dealt: row.dealt }),
  ...(row.caller_data === null ? {} : { callerData: row.caller_data })
})

/** Only ids of this form are in the table; any other text names no message, and must not reach a uuid parameter. */
export const isId = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
