import * as SqlClient from "@effect/sql/SqlClient"
import type { Hold } from "@sluice/core/throttle/Hold"
import { Holds } from "@sluice/engine/ports/Holds"
import type { PlacedHold } from "@sluice/engine/ports/Holds"
import type { HoldKey } from "@sluice/engine/ports/Lanes"
import { Effect, Layer } from "effect"
import * as HoldRow from "./internal/HoldRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

/** A whole row as JSON: its times are numbers. */
interface PlacedRow extends HoldRow.HoldRow {
  readonly id: number
  readonly cleared_millis: number | null
  readonly cleared_by: string | null
}

const toPlaced = ({ hold }: { readonly hold: PlacedRow }): PlacedHold => ({
  id: hold.id,
  hold: HoldRow.toHold(hold),
  clearedMillis: hold.cleared_millis,
  clearedBy: hold.cleared_by
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const insert = (hold: Hold) => sql<{ readonly hold: PlacedRow }>`
    INSERT INTO hold (scope, key, level, number, since_millis, until_millis, needs_review, reason, review_from_millis)
    VALUES (${hold.scope}, ${Storable.text(hold.key)}, ${hold.level}, ${hold.number}, ${Storable.millis(hold.sinceMillis)},
            ${Storable.millisOrNull(hold.untilMillis)}, ${hold.needsReview}, ${Storable.text(hold.reason)},
            ${Storable.millisOrNull(hold.reviewFromMillis)})
    ON CONFLICT (scope, key, level, number) DO UPDATE
    SET since_millis = excluded.since_millis, until_millis = excluded.until_millis, needs_review = excluded.needs_review,
        reason = excluded.reason, review_from_millis = excluded.review_from_millis
    WHERE hold.cleared_millis IS NULL
    RETURNING to_jsonb(hold) - 'over_millis' AS hold`

  const cleared = (hold: Hold) => sql<{ readonly hold: PlacedRow }>`
    SELECT to_jsonb(hold) - 'over_millis' AS hold FROM hold
    WHERE scope = ${hold.scope} AND key = ${Storable.text(hold.key)} AND level = ${hold.level} AND number = ${hold.number}`

  const place = Effect.fn("Holds.place")(function* (hold: Hold) {
    const [placed] = yield* insert(hold)
    // One that was cleared is not written again, and so not returned.
    const [row] = placed === undefined ? yield* cleared(hold) : [placed]
    if (row === undefined) return yield* Effect.dieMessage(`hold ${hold.number} of ${hold.scope} was not placed`)
    return toPlaced(row)
  }, Transaction.operation("Holds.place"))

  const active = Effect.fn("Holds.active")(function* (nowMillis: number, keys?: ReadonlyArray<HoldKey>) {
    const ofKeys =
      keys === undefined
        ? sql.literal("")
        : sql`
          AND (hold.scope, hold.key) IN (
            SELECT * FROM unnest(
              ${keys.map((key) => key.scope)}::text[],
              ${keys.map((key) => Storable.text(key.key))}::text[]
            )
          )`
    const rows = yield* sql<{ readonly hold: PlacedRow }>`
      SELECT to_jsonb(hold) - 'over_millis' AS hold FROM hold
      WHERE cleared_millis IS NULL AND over_millis > ${Storable.millis(nowMillis)} ${ofKeys}
      ORDER BY id`
    return rows.map(toPlaced)
  }, Transaction.operation("Holds.active"))

  const clear = Effect.fn("Holds.clear")(function* (id: number, by: string, nowMillis: number) {
    const rows = yield* sql`
      UPDATE hold SET cleared_millis = ${Storable.millis(nowMillis)}, cleared_by = ${Storable.text(by)}
      WHERE id = ${id} AND cleared_millis IS NULL AND over_millis > ${Storable.millis(nowMillis)}
      RETURNING id`
    return rows.length > 0
  }, Transaction.operation("Holds.clear"))

  return Holds.of({ place, active, clear })
})

/** Holds in PostgreSQL, seen by every statement that starts after `place` has answered. */
export const layer: Layer.Layer<Holds, never, SqlClient.SqlClient> = Layer.effect(Holds, make)
