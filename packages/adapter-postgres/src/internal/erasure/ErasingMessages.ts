import type * as SqlClient from "@effect/sql/SqlClient"
import * as ErasedMessage from "@sluice/engine/erasure/ErasedMessage"
import type { Person } from "@sluice/engine/erasure/Person"
import type { Message } from "@sluice/engine/ports/Outbox"
import { Effect } from "effect"
import * as ArrayLiteral from "../ArrayLiteral.ts"
import * as MessageRow from "../MessageRow.ts"
import * as Storable from "../Storable.ts"
import * as Transaction from "../Transaction.ts"

interface EventRow {
  readonly message_id: string
  readonly number: string
  readonly data: unknown
}

interface AttemptRow {
  readonly message_id: string
  readonly number: number
  readonly detail: string | null
  readonly wamid: string | null
}

/** Texts in JSON that name the person: the platform's names of messages among them. */
const namesIn = (person: Person, json: unknown): ReadonlyArray<string> => {
  if (typeof json === "string") return person.mentions(json) ? [json] : []
  return typeof json === "object" && json !== null ? Object.values(json).flatMap((value) => namesIn(person, value)) : []
}

const texts = (values: ReadonlyArray<string | null>): string => ArrayLiteral.texts(values.map(Storable.textOrNull))

/** See `Erasures.messages`: rows of one person are locked in the order of their ids, as everywhere. */
export const messages =
  (sql: SqlClient.SqlClient) =>
  (
    person: Person,
    of: { readonly acceptedUntilMillis: number; readonly quietSinceMillis: number; readonly limit: number }
  ) => {
    const theirs = sql`m.account_id = ${Storable.text(person.accountId)} AND m.recipient = ANY (${[...person.spellings]}::text[])
      AND m.accepted_millis <= ${Storable.millis(of.acceptedUntilMillis)}`

    const replace = (found: ReadonlyArray<Message>) => {
      const kept = found.map((message) => ({ message, replaced: ErasedMessage.replaced(person, message) }))
      return sql`
        UPDATE message SET recipient = ${person.pseudonym}, content = row.content, reply_to = NULL, caller_data = NULL,
          idempotency_key = row.idempotency_key, request_digest = ${ErasedMessage.requestDigest}, wamid = row.wamid, failure = row.failure
        FROM unnest(
          ${ArrayLiteral.plain(found.map(({ id }) => id))}::uuid[],
          ${texts(kept.map(({ replaced }) => Storable.json(replaced.content)))}::jsonb[],
          ${texts(kept.map(({ replaced }) => replaced.idempotencyKey))}::text[],
          ${texts(found.map(({ wamid }) => (wamid !== null && person.mentions(wamid) ? null : wamid)))}::text[],
          ${texts(found.map(({ failure }) => Storable.jsonOrNull(person.scrub(failure))))}::jsonb[]
        ) AS row (id, content, idempotency_key, wamid, failure)
        WHERE message.id = row.id`
    }

    const history = Effect.fnUntraced(function* (ids: string) {
      const events = yield* sql<EventRow>`
        SELECT message_id, number, data FROM message_event WHERE message_id = ANY (${ids}::uuid[])`
      const named = events.filter(({ data }) => namesIn(person, data).length > 0)
      yield* sql`
        UPDATE message_event SET data = row.data FROM unnest(
          ${ArrayLiteral.plain(named.map((event) => event.message_id))}::uuid[],
          ${ArrayLiteral.plain(named.map(({ number }) => number))}::bigint[],
          ${texts(named.map(({ data }) => Storable.json(person.scrub(data))))}::jsonb[]
        ) AS row (message_id, number, data)
        WHERE message_event.message_id = row.message_id AND message_event.number = row.number`
      return named.flatMap(({ data }) => namesIn(person, data))
    })

    const attempts = Effect.fnUntraced(function* (ids: string) {
      const found = yield* sql<AttemptRow>`
        SELECT message_id, number, detail, wamid FROM attempt WHERE message_id = ANY (${ids}::uuid[])`
      const scrubbed = (text: string | null) => (text !== null && person.mentions(text) ? null : text)
      yield* sql`
        UPDATE attempt SET recipient = CASE WHEN attempt.recipient IS NULL THEN NULL ELSE ${person.pseudonym} END,
          detail = row.detail, wamid = row.wamid
        FROM unnest(
          ${ArrayLiteral.plain(found.map((one) => one.message_id))}::uuid[],
          ${ArrayLiteral.plain(found.map(({ number }) => number))}::int[],
          ${texts(found.map(({ detail }) => scrubbed(detail)))}::text[],
          ${texts(found.map(({ wamid }) => scrubbed(wamid)))}::text[]
        ) AS row (message_id, number, detail, wamid)
        WHERE attempt.message_id = row.message_id AND attempt.number = row.number`
      return found.flatMap(({ wamid }) => (wamid !== null && person.mentions(wamid) ? [wamid] : []))
    })

    /** The platform's names of messages hold the number; a status that comes late finds its message by our own id, or not at all. */
    const unname = (names: ReadonlyArray<string>) => sql`
      DELETE FROM message_name n USING unnest(${texts(names)}::text[]) AS row (wamid)
      WHERE hashtextextended(n.wamid, 0) = hashtextextended(row.wamid, 0) AND n.wamid = row.wamid`

    return Effect.gen(function* () {
      const rows = yield* sql<MessageRow.MessageRow>`
        SELECT ${MessageRow.columns(sql)} FROM message m
        WHERE ${theirs} AND m.state NOT IN ('queued', 'sending', 'uncertain')
          AND (m.attempts = 0 OR m.updated_millis <= ${Storable.millis(of.quietSinceMillis)})
        ORDER BY m.id LIMIT ${of.limit} FOR UPDATE`
      const found = rows.map(MessageRow.toMessage)
      const ids = ArrayLiteral.plain(found.map(({ id }) => id))
      if (found.length > 0) {
        const own = found.flatMap(({ wamid }) => (wamid !== null && person.mentions(wamid) ? [wamid] : []))
        yield* unname([...new Set([...own, ...(yield* history(ids)), ...(yield* attempts(ids))])])
        yield* replace(found)
        yield* sql`DELETE FROM status_look WHERE message_id = ANY (${ids}::uuid[])`
      }
      const [rest] = yield* sql<{
        readonly count: number
      }>`SELECT count(*)::int AS count FROM message m WHERE ${theirs}`
      return { erased: found.length, left: rest?.count ?? 0 }
    }).pipe(Transaction.joined(sql), Transaction.operation("Erasures.messages"))
  }
