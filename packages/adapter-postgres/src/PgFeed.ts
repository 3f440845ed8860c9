import * as SqlClient from "@effect/sql/SqlClient"
import * as EventType from "@sluice/core/subscription/EventType"
import { Feed } from "@sluice/engine/ports/Feed"
import type { Reading, Tidings } from "@sluice/engine/ports/Feed"
import { Effect, Layer } from "effect"
import * as FeedRow from "./internal/FeedRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const read = FeedRow.read(sql)

  const append = Effect.fn("Feed.append")(function* (tidings: ReadonlyArray<Tidings>) {
    if (tidings.length === 0) return
    // Of those that say the same in one call, the first is told. Ids are said in their order: two calls that say the same wait for each other in one way.
    yield* sql`
      WITH told AS (
        SELECT * FROM unnest(
          ${tidings.map((one) => one.id ?? null)}::uuid[],
          ${tidings.map((one) => Storable.text(one.accountId))}::text[],
          ${tidings.map((one) => Storable.millis(one.atMillis))}::bigint[],
          ${tidings.map((one) => one.type)}::text[],
          ${tidings.map((one) => Storable.json(one.data))}::jsonb[]
        ) WITH ORDINALITY AS row (id, account_id, at_millis, type, data, position)
        WHERE (SELECT is_open FROM feed_switch)
          AND (type <> ${EventType.callback} OR EXISTS (SELECT FROM subscription WHERE ${EventType.callback} = ANY (types)))
      ), said AS (
        INSERT INTO feed_said (id, at_millis)
        SELECT DISTINCT ON (id) id, at_millis FROM told WHERE id IS NOT NULL ORDER BY id, position
        ON CONFLICT DO NOTHING
        RETURNING id
      )
      INSERT INTO feed_event (id, account_id, at_millis, type, data)
      SELECT coalesce(id, gen_random_uuid()), account_id, at_millis, type, data FROM told
      WHERE id IS NULL
        OR (id IN (SELECT id FROM said) AND position = (SELECT min(position) FROM told same WHERE same.id = told.id))
      ORDER BY position`
  }, Transaction.operation("Feed.append"))

  const after = Effect.fn("Feed.after")(function* ({ accountId, afterPosition, limit }: Reading) {
    const place = FeedRow.placeOf(afterPosition)
    if (place === null) return yield* Effect.dieMessage(`${JSON.stringify(afterPosition)} is no position of the feed`)
    return yield* read(place, limit, accountId)
  }, Transaction.operation("Feed.after"))

  /** The first transaction that is not settled yet: whatever comes is of that or of a later one. */
  const end = Effect.gen(function* () {
    const [row] = yield* sql<{ readonly xid: string }>`SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid`
    return FeedRow.positionOf({ xid: row?.xid ?? "0", number: "0" })
  }).pipe(Effect.withSpan("Feed.end"), Transaction.operation("Feed.end"))

  const listen = Effect.fn("Feed.listen")(function* (untilMillis: number) {
    yield* sql`SELECT feed_open(${Storable.millis(untilMillis)}::bigint)`
  }, Transaction.operation("Feed.listen"))

  /**
   * Transactions of a cluster that a dump was restored into begin again at low numbers. What then lies in the future would never be told, so it is
   * moved to now, and whoever has read up to there begins at the start: told twice under the same ids, and never not at all.
   */
  const maintain = Effect.fn("Feed.maintain")(function* (request: {
    readonly nowMillis: number
    readonly beforeMillis: number
  }) {
    yield* sql`DELETE FROM feed_event WHERE at_millis < ${Storable.millis(request.beforeMillis)}`
    yield* sql`DELETE FROM feed_said WHERE at_millis < ${Storable.millis(request.beforeMillis)}`
    yield* sql`
      UPDATE feed_event SET xid = pg_current_xact_id() WHERE xid > pg_snapshot_xmax(pg_current_snapshot())`
    yield* sql`
      UPDATE subscription SET read_xid = '0', read_number = 0 WHERE read_xid > pg_snapshot_xmax(pg_current_snapshot())`
    yield* sql`SELECT feed_close(${Storable.millis(request.nowMillis)}::bigint)`
  }, Transaction.operation("Feed.maintain"))

  return Feed.of({
    append,
    after,
    isPosition: (text) => FeedRow.placeOf(text) !== null,
    end,
    listen,
    maintain
  })
})

/** The feed in PostgreSQL: steps of messages come into it by a trigger that is off while nobody listens. */
export const layer: Layer.Layer<Feed, never, SqlClient.SqlClient> = Layer.effect(Feed, make)
