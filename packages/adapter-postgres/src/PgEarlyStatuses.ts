import * as SqlClient from "@effect/sql/SqlClient"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import type { EarlyStatus } from "@sluice/engine/ports/EarlyStatuses"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface StatusRow {
  readonly id: string
  readonly wamid: string
  readonly account_id: string | null
  readonly received_millis: string
  readonly status: EarlyStatus["status"]
  readonly stamp_millis: string | null
}

/** Which ones are looked through, and how many are taken. */
interface Range {
  readonly limit: number
  readonly sinceMillis: number
}

const toStatus = (row: StatusRow): EarlyStatus => ({
  wamid: row.wamid,
  accountId: row.account_id,
  receivedMillis: Number(row.received_millis),
  status: row.status,
  stampMillis: row.stamp_millis === null ? null : Number(row.stamp_millis)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const park = Effect.fn("EarlyStatuses.park")(function* (statuses: ReadonlyArray<EarlyStatus>) {
    if (statuses.length === 0) return
    yield* sql`
      INSERT INTO early_status (wamid, account_id, received_millis, status, stamp_millis)
      SELECT wamid, account_id, received_millis, status, stamp_millis
      FROM unnest(
        ${statuses.map((status) => Storable.text(status.wamid))}::text[],
        ${statuses.map((status) => Storable.textOrNull(status.accountId))}::text[],
        ${statuses.map((status) => Storable.millis(status.receivedMillis))}::bigint[],
        ${statuses.map((status) => Storable.json(status.status))}::jsonb[],
        ${statuses.map((status) => Storable.millisOrNull(status.stampMillis))}::bigint[]
      ) WITH ORDINALITY AS row (wamid, account_id, received_millis, status, stamp_millis, position)
      ORDER BY position`
  }, Transaction.operation("EarlyStatuses.park"))

  /** Locked first and removed last, so that a second consumer meanwhile takes others. */
  const consumeSome = Effect.fnUntraced(function* <E, R>(
    { limit, sinceMillis }: Range,
    f: (statuses: ReadonlyArray<EarlyStatus>) => Effect.Effect<void, E, R>
  ) {
    const rows = yield* sql<StatusRow>`
      SELECT parked.id, parked.wamid, parked.account_id, parked.received_millis, parked.status, parked.stamp_millis
      FROM early_status parked
      WHERE parked.received_millis >= ${Storable.millis(sinceMillis)} AND EXISTS (
        SELECT FROM message_name name JOIN message m ON m.id = name.message_id
        WHERE hashtextextended(name.wamid, 0) = hashtextextended(parked.wamid, 0)
          AND name.wamid = parked.wamid AND m.wamid = parked.wamid
      )
      ORDER BY parked.received_millis, parked.id
      LIMIT ${limit}
      FOR UPDATE SKIP LOCKED`
    if (rows.length === 0) return 0
    yield* f(rows.map(toStatus))
    yield* sql`DELETE FROM early_status WHERE id = ANY (${rows.map((row) => row.id)}::bigint[])`
    return rows.length
  })

  const consumeKnown = Effect.fn("EarlyStatuses.consumeKnown")(function* <E, R>(
    range: Range,
    f: (statuses: ReadonlyArray<EarlyStatus>) => Effect.Effect<void, E, R>
  ) {
    return yield* consumeSome(range, f).pipe(
      Transaction.joined(sql),
      Transaction.operation("EarlyStatuses.consumeKnown")
    )
  })

  const expire = Effect.fn("EarlyStatuses.expire")(function* (beforeMillis: number) {
    const rows =
      yield* sql`DELETE FROM early_status WHERE received_millis < ${Storable.millis(beforeMillis)} RETURNING id`
    return rows.length
  }, Transaction.operation("EarlyStatuses.expire"))

  const count = sql<{ readonly count: number }>`SELECT count(*)::int AS count FROM early_status`.pipe(
    Effect.map(([row]) => row?.count ?? 0),
    Effect.withSpan("EarlyStatuses.count"),
    Transaction.operation("EarlyStatuses.count")
  )

  return EarlyStatuses.of({ park, consumeKnown, expire, count })
})

/** Parked statuses in PostgreSQL. */
export const layer: Layer.Layer<EarlyStatuses, never, SqlClient.SqlClient> = Layer.effect(EarlyStatuses, make)
