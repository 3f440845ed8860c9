import type * as SqlClient from "@effect/sql/SqlClient"
import { erasedText, type Person } from "@sluice/engine/erasure/Person"
import type { BlobId } from "@sluice/engine/blobs/BlobId"
import type { Stretch } from "@sluice/engine/ports/Erasures"
import { Effect, Schema } from "effect"
import * as ArrayLiteral from "../ArrayLiteral.ts"
import * as FeedRow from "../FeedRow.ts"
import * as Storable from "../Storable.ts"
import * as Transaction from "../Transaction.ts"

/** Whether a text of the database holds any of the needles; what holds one is then judged by the rule. */
const holds = (sql: SqlClient.SqlClient, person: Person, text: string) =>
  sql`EXISTS (SELECT FROM unnest(${[...person.needles]}::text[]) AS needle WHERE strpos(${sql.literal(text)}, needle) > 0)`

interface FeedEventRow {
  readonly xid: string
  readonly number: string
  readonly account_id: string
  readonly data: unknown
  readonly wamid: string | null
  readonly failure: { readonly detail: string } | null
  readonly found: boolean
}

/** See `Erasures.events`. A step of a message stays, without the platform's name of it; what the platform told goes. */
export const events =
  (sql: SqlClient.SqlClient) =>
  (person: Person, { after, limit }: { readonly after: string | null; readonly limit: number }) =>
    Effect.gen(function* () {
      const from = after === null ? { xid: "0", number: "0" } : (FeedRow.placeOf(after) ?? { xid: "0", number: "0" })
      const text = "concat(f.data::text, f.wamid, f.failure::text)"
      const rows = yield* sql<FeedEventRow>`
        SELECT f.xid::text AS xid, f.number, f.account_id, f.data, f.wamid, f.failure, ${holds(sql, person, text)} AS found
        FROM feed_event f
        WHERE (f.xid, f.number) > (${from.xid}::xid8, ${from.number}::bigint) AND f.xid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY f.xid, f.number LIMIT ${limit}`
      const theirs = rows.filter((row) => row.found && row.account_id === person.accountId)
      const told = theirs.filter(({ data }) => data !== null && person.mentions(JSON.stringify(data)))
      const steps = theirs.filter(
        ({ data, failure, wamid }) =>
          data === null && (person.mentions(wamid ?? "") || person.mentions(failure?.detail ?? ""))
      )
      yield* sql`
        DELETE FROM feed_event f USING unnest(
          ${ArrayLiteral.plain(told.map(({ xid }) => xid))}::xid8[], ${ArrayLiteral.plain(told.map(({ number }) => number))}::bigint[]
        ) AS row (xid, number) WHERE f.xid = row.xid AND f.number = row.number`
      yield* sql`
        UPDATE feed_event f SET wamid = row.wamid,
          failure = CASE WHEN row.scrubs THEN jsonb_set(f.failure, '{detail}', to_jsonb(${erasedText}::text)) ELSE f.failure END
        FROM unnest(
          ${ArrayLiteral.plain(steps.map(({ xid }) => xid))}::xid8[], ${ArrayLiteral.plain(steps.map(({ number }) => number))}::bigint[],
          ${ArrayLiteral.texts(steps.map(({ wamid }) => (wamid !== null && person.mentions(wamid) ? null : wamid)))}::text[],
          ${steps.map(({ failure }) => person.mentions(failure?.detail ?? ""))}::boolean[]
        ) AS row (xid, number, wamid, scrubs) WHERE f.xid = row.xid AND f.number = row.number`
      const last = rows.at(-1)
      const next = rows.length < limit || last === undefined ? null : FeedRow.positionOf(last)
      return { erased: told.length + steps.length, next } satisfies Stretch<string>
    }).pipe(Transaction.joined(sql), Transaction.operation("Erasures.events"))

interface WaitingRow {
  readonly subscription_id: string
  readonly event_id: string
  readonly body: string
}

/** See `Erasures.deliveries`. */
export const deliveries =
  (sql: SqlClient.SqlClient) =>
  (
    person: Person,
    { limit, nowMillis }: { readonly limit: number; readonly nowMillis: number },
    left: (body: string) => string | null
  ) =>
    Effect.gen(function* () {
      const rows = yield* sql<WaitingRow>`
        SELECT d.subscription_id, d.event_id, d.body FROM subscription_delivery d
        WHERE d.state = 'pending' AND d.account_id = ${Storable.text(person.accountId)} AND ${holds(sql, person, "d.body")}
        ORDER BY d.subscription_id, d.number LIMIT ${limit} FOR UPDATE`
      const named = rows.filter(({ body }) => person.mentions(body))
      yield* Effect.forEach(
        named,
        ({ body, event_id, subscription_id }) => {
          const rest = left(body)
          return rest === null
            ? sql`
                UPDATE subscription_delivery SET state = 'abandoned', body = NULL, detail = ${erasedText},
                  updated_millis = ${Storable.millis(nowMillis)}
                WHERE subscription_id = ${subscription_id} AND event_id = ${event_id}`
            : sql`
                UPDATE subscription_delivery SET body = ${Storable.text(rest)}
                WHERE subscription_id = ${subscription_id} AND event_id = ${event_id}`
        },
        { discard: true }
      )
      return named.length
    }).pipe(Transaction.joined(sql), Transaction.operation("Erasures.deliveries"))

/** See `Erasures.around`: few rows of each, found by key or in tables that are read whole. */
export const around =
  (sql: SqlClient.SqlClient) =>
  (person: Person, of: { readonly optOutKey: string; readonly senderIds: ReadonlyArray<string> }) =>
    Effect.gen(function* () {
      const account = Storable.text(person.accountId)
      const spellings = [...person.spellings]
      // An opt-out under the key from an earlier time stands: the older is kept, as by `OptOuts.put`.
      const optOuts = yield* sql`
        WITH gone AS (
          DELETE FROM recipient_optout WHERE account_id = ${account} AND recipient = ANY (${spellings}::text[])
          RETURNING account_id, scope, source, since_millis
        ), kept AS (
          INSERT INTO recipient_optout (account_id, recipient, scope, source, since_millis)
          SELECT account_id, ${of.optOutKey}, scope, source, min(since_millis) FROM gone GROUP BY account_id, scope, source
          ON CONFLICT DO NOTHING
        )
        SELECT 1 FROM gone`
      const windows = yield* sql`
        DELETE FROM service_window WHERE sender_id = ANY (${[...of.senderIds]}::text[]) AND recipient = ANY (${spellings}::text[])
        RETURNING 1`
      const parked = yield* sql<{ readonly id: string; readonly text: string }>`
        SELECT p.id, p.status::text AS text FROM early_status p
        WHERE (p.account_id IS NULL OR p.account_id = ${account}) AND ${holds(sql, person, "p.status::text")}`
      const early = parked.filter(({ text }) => person.mentions(text))
      yield* sql`DELETE FROM early_status WHERE id = ANY (${early.map(({ id }) => id)}::bigint[])`
      const noted = yield* sql<{ readonly id: string; readonly review_note: string }>`
        SELECT h.id, h.review_note FROM hold h WHERE ${holds(sql, person, "h.review_note")}`
      const notes = noted.filter((one) => person.mentions(one.review_note))
      yield* sql`UPDATE hold SET review_note = ${erasedText} WHERE id = ANY (${notes.map(({ id }) => id)}::bigint[])`
      return {
        optOuts: optOuts.length,
        windows: windows.length,
        earlyStatuses: early.length,
        notes: notes.length
      }
    }).pipe(Transaction.joined(sql), Transaction.operation("Erasures.around"))

const isBlob = Schema.is(Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/), Schema.brand("BlobId")))

/** See `Erasures.files`. */
export const files = (sql: SqlClient.SqlClient) => (accountId: string, mediaIds: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const gone = yield* sql<{ readonly blob: string | null }>`
      DELETE FROM media_file WHERE account_id = ${Storable.text(accountId)} AND media_id = ANY (${mediaIds.map(Storable.text)}::text[])
      RETURNING blob`
    const blobs = gone.flatMap(({ blob }) => blob ?? [])
    const shared = yield* sql<{ readonly blob: string }>`
      SELECT DISTINCT blob FROM media_file WHERE blob = ANY (${blobs}::text[])`
    const used = new Set(shared.map(({ blob }) => blob))
    const left: ReadonlyArray<BlobId> = [...new Set(blobs)].filter(isBlob).filter((blob) => !used.has(blob))
    return { erased: gone.length, blobs: left }
  }).pipe(Transaction.joined(sql), Transaction.operation("Erasures.files"))
