import * as SqlClient from "@effect/sql/SqlClient"
import type { BlobId } from "@sluice/engine/blobs/BlobId"
import { Erasures, nothing, start } from "@sluice/engine/ports/Erasures"
import type { Counts, NewErasure } from "@sluice/engine/ports/Erasures"
import { Effect, Layer, Option } from "effect"
import * as ErasureRow from "./internal/erasure/ErasureRow.ts"
import * as ErasingAround from "./internal/erasure/ErasingAround.ts"
import * as ErasingCallbacks from "./internal/erasure/ErasingCallbacks.ts"
import * as ErasingMessages from "./internal/erasure/ErasingMessages.ts"
import * as ErasingRows from "./internal/erasure/ErasingRows.ts"
import * as MessageRow from "./internal/MessageRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal("e.id, e.account_id, e.opened_millis, e.ended_millis, e.counts")

  const underWay = ({ accountId, recipientKey }: NewErasure) => sql<ErasureRow.Row>`
    SELECT ${columns} FROM erasure e
    WHERE e.account_id = ${Storable.text(accountId)} AND e.recipient_key = ${recipientKey} AND e.ended_millis IS NULL`

  const open = Effect.fn("Erasures.open")(function* (erasure: NewErasure) {
    const { accountId, id, openedMillis, pseudonym, recipient, recipientKey } = erasure
    yield* sql`
      INSERT INTO erasure (id, account_id, recipient_key, recipient, pseudonym, opened_millis, place, counts)
      VALUES (${id}, ${Storable.text(accountId)}, ${recipientKey}, ${recipient}, ${pseudonym}, ${Storable.millis(openedMillis)},
              ${Storable.json(start)}::jsonb, ${Storable.json(nothing)}::jsonb)
      ON CONFLICT DO NOTHING`
    const [row] = yield* underWay(erasure)
    return row === undefined
      ? { id, accountId, openedMillis, endedMillis: null, counts: nothing }
      : ErasureRow.toErasure(row)
  }, Transaction.operation("Erasures.open"))

  const find = Effect.fn("Erasures.find")(function* (id: string) {
    if (!MessageRow.isId(id)) return Option.none()
    const [row] = yield* sql<ErasureRow.Row>`SELECT ${columns} FROM erasure e WHERE e.id = ${id}`
    return Option.map(Option.fromNullable(row), ErasureRow.toErasure)
  }, Transaction.operation("Erasures.find"))

  const claim = Effect.fn("Erasures.claim")(function* (lease: Parameters<typeof Erasures.Service.claim>[0]) {
    const [row] = yield* sql<ErasureRow.OpenRow>`
      UPDATE erasure e SET lease_millis = ${Storable.millis(lease.untilMillis)}
      WHERE e.id = (
        SELECT id FROM erasure WHERE ended_millis IS NULL AND lease_millis <= ${Storable.millis(lease.nowMillis)}
        ORDER BY opened_millis, id LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      RETURNING ${columns}, e.recipient, e.recipient_key, e.pseudonym, e.place`
    return Option.map(Option.fromNullable(row), ErasureRow.toOpen)
  }, Transaction.operation("Erasures.claim"))

  const advance = Effect.fn("Erasures.advance")(function* (
    id: string,
    { blobs, counts, place, untilMillis }: Parameters<typeof Erasures.Service.advance>[1]
  ) {
    yield* sql`
      UPDATE erasure SET place = ${Storable.json(place)}::jsonb, counts = ${Storable.json(counts)}::jsonb,
        lease_millis = ${Storable.millis(untilMillis)},
        blobs = ARRAY (SELECT DISTINCT unnest(blobs || ${[...blobs]}::text[]) ORDER BY 1)
      WHERE id = ${id} AND ended_millis IS NULL`
  }, Transaction.operation("Erasures.advance"))

  const end = Effect.fn("Erasures.end")(function* (id: string, nowMillis: number) {
    yield* sql`
      UPDATE erasure SET ended_millis = ${Storable.millis(nowMillis)}, recipient = NULL, recipient_key = NULL, pseudonym = NULL
      WHERE id = ${id} AND ended_millis IS NULL`
  }, Transaction.operation("Erasures.end"))

  const blobs = sql<{
    readonly blob: BlobId
  }>`SELECT DISTINCT unnest(blobs) AS blob FROM erasure WHERE blobs <> '{}' ORDER BY 1`.pipe(
    Effect.map((rows) => rows.map(({ blob }) => blob)),
    Effect.withSpan("Erasures.blobs"),
    Transaction.operation("Erasures.blobs")
  )

  const forget = Effect.fn("Erasures.forget")(function* (beforeMillis: number) {
    const rows = yield* sql`
      UPDATE erasure SET blobs = '{}' WHERE ended_millis < ${Storable.millis(beforeMillis)} AND blobs <> '{}' RETURNING 1`
    return rows.length
  }, Transaction.operation("Erasures.forget"))

  const preview = Effect.fn("Erasures.preview")(function* (
    { accountId, spellings }: Parameters<typeof Erasures.Service.preview>[0],
    senderIds: ReadonlyArray<string>
  ) {
    const account = Storable.text(accountId)
    const numbers = [...spellings]
    const [row] = yield* sql<Pick<Counts, "campaignRows" | "cancelled" | "messages" | "optOuts" | "windows">>`
      SELECT
        (SELECT count(*)::int FROM message WHERE account_id = ${account} AND recipient = ANY (${numbers}::text[])) AS messages,
        (SELECT count(*)::int FROM message WHERE account_id = ${account} AND recipient = ANY (${numbers}::text[])
          AND state = 'queued') AS cancelled,
        (SELECT count(*)::int FROM campaign_row r JOIN campaign c ON c.id = r.campaign_id
          WHERE c.account_id = ${account} AND r.recipient = ANY (${numbers}::text[])) AS "campaignRows",
        (SELECT count(*)::int FROM recipient_optout WHERE account_id = ${account} AND recipient = ANY (${numbers}::text[])) AS "optOuts",
        (SELECT count(*)::int FROM service_window WHERE sender_id = ANY (${[...senderIds]}::text[])
          AND recipient = ANY (${numbers}::text[])) AS windows`
    return { ...nothing, ...row }
  }, Transaction.operation("Erasures.preview"))

  return Erasures.of({
    open,
    find,
    claim,
    advance,
    end,
    blobs,
    forget,
    preview,
    messages: ErasingMessages.messages(sql),
    rows: ErasingRows.rows(sql),
    callbacks: ErasingCallbacks.callbacks(sql),
    events: ErasingAround.events(sql),
    deliveries: ErasingAround.deliveries(sql),
    around: ErasingAround.around(sql),
    files: ErasingAround.files(sql)
  })
})

/** Erasing in PostgreSQL: every step is one transaction over a bounded number of rows. */
export const layer: Layer.Layer<Erasures, never, SqlClient.SqlClient> = Layer.effect(Erasures, make)
