import * as SqlClient from "@effect/sql/SqlClient"
import { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import type { Entry, Request } from "@sluice/engine/ports/CallbackArchive"
import { handedBytesMax } from "@sluice/engine/ports/CallbackLog"
import type { Processed, StoredCallback } from "@sluice/engine/ports/CallbackLog"
import { Effect, Layer, Option } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface EntryRow {
  readonly id: string
  readonly account_id: string
  readonly provider: Entry["provider"]
  readonly received_millis: string
  readonly content_type: string | null
  readonly body_bytes: number
  readonly verdict: Entry["verdict"]
  readonly report: Processed["report"] | null
}

interface WholeRow extends EntryRow {
  readonly body: Uint8Array
  readonly digest: Uint8Array
  readonly applied: boolean
}

const toEntry = (row: EntryRow): Entry => ({
  id: Number(row.id),
  accountId: row.account_id,
  provider: row.provider,
  receivedMillis: Number(row.received_millis),
  contentType: row.content_type,
  bodyBytes: row.body_bytes,
  verdict: row.verdict,
  report: row.report
})

/** As it was handed over: the verdict of a stored callback is the one that it came with. */
const toStored = (row: WholeRow): StoredCallback => ({
  id: Number(row.id),
  accountId: row.account_id,
  provider: row.provider,
  receivedMillis: Number(row.received_millis),
  contentType: row.content_type,
  body: row.body,
  digest: row.digest,
  verdict: "pending",
  ...(row.applied ? { applied: true } : {})
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const within = ({ after, provider, sinceMillis, untilMillis }: Request) =>
    sql.and([
      sql`true`,
      ...(provider === undefined ? [] : [sql`c.provider = ${provider}`]),
      ...(sinceMillis === undefined ? [] : [sql`c.received_millis >= ${Storable.millis(sinceMillis)}`]),
      ...(untilMillis === undefined ? [] : [sql`c.received_millis < ${Storable.millis(untilMillis)}`]),
      // The first comparison is what finds the day and the place in an index.
      ...(after === undefined
        ? []
        : [
            sql`c.received_millis <= ${Storable.millis(after.receivedMillis)}`,
            sql`(c.received_millis, c.id) < (${Storable.millis(after.receivedMillis)}::bigint, ${after.id}::bigint)`
          ])
    ])

  /**
   * The newest, by the indexes that there are: those that were processed by account and time (`callback_heard`), the few that wait or are set aside
   * by their verdict.
   */
  const newest = (request: Request, columns: string, believed: boolean) => {
    const accountIds = request.accountIds.map(Storable.text)
    // Erasing a person may leave nothing of a callback.
    const readable = believed ? sql`AND octet_length(c.body) > 0` : sql``
    const asks = (verdict: Entry["verdict"]) => request.verdict === undefined || request.verdict === verdict
    const aside = (["pending", "quarantined", "malformed", "bad-signature"] as const).filter(
      (verdict) => asks(verdict) && !(believed && verdict === "bad-signature")
    )
    const parts = [
      ...(asks("processed")
        ? [
            sql`(SELECT found.* FROM unnest(${accountIds}::text[]) AS account (id) CROSS JOIN LATERAL (
              SELECT ${sql.literal(columns)} FROM callback c
              WHERE c.verdict = 'processed' AND c.account_id = account.id AND ${within(request)} ${readable}
              ORDER BY c.received_millis DESC, c.id DESC LIMIT ${request.limit}
            ) found)`
          ]
        : []),
      ...aside.map(
        (verdict) => sql`(
          SELECT ${sql.literal(columns)} FROM callback c
          WHERE c.verdict = ${sql.literal(`'${verdict}'`)} AND c.account_id = ANY (${accountIds}::text[])
            AND ${within(request)} ${readable}
          ORDER BY c.received_millis DESC, c.id DESC LIMIT ${request.limit}
        )`
      )
    ]
    return parts.length === 0 ? null : sql.join(" UNION ALL ", false)(parts)
  }

  const entryColumns =
    "c.id, c.account_id, c.provider, c.received_millis, c.content_type, octet_length(c.body) AS body_bytes, c.verdict, c.report"
  const wholeColumns = `${entryColumns}, c.body, c.digest, c.applied`

  const list = Effect.fn("CallbackArchive.list")(function* (request: Request) {
    const found = newest(request, entryColumns, false)
    if (found === null) return []
    const rows = yield* sql<EntryRow>`
      SELECT * FROM (${found}) found ORDER BY received_millis DESC, id DESC LIMIT ${request.limit}`
    return rows.map(toEntry)
  }, Transaction.operation("CallbackArchive.list"))

  const read = Effect.fn("CallbackArchive.read")(function* (request: Request) {
    const found = newest(request, wholeColumns, true)
    if (found === null) return []
    const rows = yield* sql<WholeRow>`
      SELECT * FROM (
        SELECT *, row_number() OVER newest AS place, sum(body_bytes) OVER newest AS bytes
        FROM (SELECT * FROM (${found}) found ORDER BY received_millis DESC, id DESC LIMIT ${request.limit}) page
        WINDOW newest AS (ORDER BY received_millis DESC, id DESC)
      ) counted
      WHERE place = 1 OR bytes <= ${handedBytesMax}
      ORDER BY received_millis DESC, id DESC`
    return rows.map(toStored)
  }, Transaction.operation("CallbackArchive.read"))

  const find = Effect.fn("CallbackArchive.find")(function* (id: number) {
    const [row] = yield* sql<WholeRow>`SELECT ${sql.literal(wholeColumns)} FROM callback c WHERE c.id = ${id}`
    return Option.map(Option.fromNullable(row), (found) => ({
      ...toEntry(found),
      body: found.body,
      digest: found.digest
    }))
  }, Transaction.operation("CallbackArchive.find"))

  const reopen = Effect.fn("CallbackArchive.reopen")(function* (ids: ReadonlyArray<number>) {
    if (ids.length === 0) return []
    const rows = yield* sql<{ readonly id: string }>`
      UPDATE callback SET applied = applied OR verdict = 'processed', verdict = 'pending', report = NULL
      WHERE id = ANY (${[...ids]}::bigint[]) AND verdict IN ('processed', 'quarantined', 'malformed')
        AND octet_length(body) > 0
      RETURNING id`
    return rows.map(({ id }) => Number(id)).sort((a, b) => a - b)
  }, Transaction.operation("CallbackArchive.reopen"))

  return CallbackArchive.of({ list, read, find, reopen })
})

/** Stored callbacks before people, in PostgreSQL. */
export const layer: Layer.Layer<CallbackArchive, never, SqlClient.SqlClient> = Layer.effect(CallbackArchive, make)
