import * as SqlClient from "@effect/sql/SqlClient"
import type { Hold } from "@sluice/core/throttle/Hold"
import * as HoldRules from "@sluice/core/throttle/Hold"
import { Holds } from "@sluice/engine/ports/Holds"
import type { ListPart, PlacedHold, Review, Ruled } from "@sluice/engine/ports/Holds"
import type { HoldKey } from "@sluice/engine/ports/Lanes"
import { Effect, Layer, Option } from "effect"
import * as HoldRow from "./internal/HoldRow.ts"
import * as LedgerRow from "./internal/LedgerRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

/** A whole row as JSON: its times are numbers. */
interface PlacedRow extends HoldRow.HoldRow {
  readonly id: number
  readonly cleared_millis: number | null
  readonly cleared_by: string | null
  readonly reviewed_by: string | null
  readonly reviewed_millis: number | null
  readonly review_note: string | null
}

const toReview = ({ review_note, reviewed_by, reviewed_millis }: PlacedRow): Review | null =>
  reviewed_by === null || reviewed_millis === null
    ? null
    : { by: reviewed_by, atMillis: reviewed_millis, note: review_note ?? "" }

const toPlaced = ({ hold }: { readonly hold: PlacedRow }): PlacedHold => ({
  id: hold.id,
  hold: HoldRow.toHold(hold),
  review: toReview(hold),
  clearedMillis: hold.cleared_millis,
  clearedBy: hold.cleared_by
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const insert = (hold: Hold, review: Review | null) => sql<{ readonly hold: PlacedRow }>`
    INSERT INTO hold (scope, key, level, number, since_millis, until_millis, needs_review, reason, review_from_millis,
                      reviewed_by, reviewed_millis, review_note)
    VALUES (${hold.scope}, ${Storable.text(hold.key)}, ${hold.level}, ${hold.number}, ${Storable.millis(hold.sinceMillis)},
            ${Storable.millisOrNull(hold.untilMillis)}, ${hold.needsReview}, ${Storable.text(hold.reason)},
            ${Storable.millisOrNull(hold.reviewFromMillis)}, ${Storable.textOrNull(review?.by ?? null)},
            ${Storable.millisOrNull(review?.atMillis ?? null)}, ${Storable.textOrNull(review?.note ?? null)})
    ON CONFLICT (scope, key, level, number) DO UPDATE
    SET since_millis = excluded.since_millis, until_millis = excluded.until_millis, needs_review = excluded.needs_review,
        reason = excluded.reason, review_from_millis = excluded.review_from_millis,
        reviewed_by = coalesce(hold.reviewed_by, excluded.reviewed_by),
        reviewed_millis = coalesce(hold.reviewed_millis, excluded.reviewed_millis),
        review_note = CASE WHEN hold.reviewed_by IS NULL THEN excluded.review_note ELSE hold.review_note END
    WHERE hold.cleared_millis IS NULL
    RETURNING to_jsonb(hold) - 'over_millis' AS hold`

  /** Last of all that a transaction does with holds on single messages: whoever else places one waits here until it is durable. */
  const tell = sql`UPDATE hold_version SET version = version + 1`

  const cleared = (hold: Hold) => sql<{ readonly hold: PlacedRow }>`
    SELECT to_jsonb(hold) - 'over_millis' AS hold FROM hold
    WHERE scope = ${hold.scope} AND key = ${Storable.text(hold.key)} AND level = ${hold.level} AND number = ${hold.number}`

  const placeOne = Effect.fnUntraced(function* (hold: Hold, review: Review | null) {
    const [placed] = yield* insert(hold, review)
    // One that was cleared is not written again, and so not returned.
    const [row] = placed === undefined ? yield* cleared(hold) : [placed]
    if (row === undefined) return yield* Effect.dieMessage(`hold ${hold.number} of ${hold.scope} was not placed`)
    return toPlaced(row)
  })

  const isSeenByVersion = (hold: Hold): boolean => HoldRules.reach(hold.scope) === "message"

  /** One that was cleared stays as it is: there is nothing for a lane to see. */
  const hasChanged = ({ clearedMillis, hold }: PlacedHold): boolean => clearedMillis === null && isSeenByVersion(hold)

  const place = Effect.fn("Holds.place")(function* (hold: Hold) {
    const placing = placeOne(hold, null)
    return yield* isSeenByVersion(hold)
      ? Transaction.joined(sql)(Effect.tap(placing, (placed) => (hasChanged(placed) ? tell : Effect.void)))
      : placing
  }, Transaction.operation("Holds.place"))

  const rule = Effect.fn("Holds.rule")(function* <A>(
    scope: Hold["scope"],
    key: string,
    f: (state: unknown) => Ruled<A>
  ) {
    const ruling = Effect.gen(function* () {
      const ruled = yield* LedgerRow.modify(sql, scope, Storable.text(key), (state) => {
        const made = f(state)
        return [made, made.next]
      })
      const placed = yield* Effect.forEach(ruled.holds, (hold) => placeOne(hold, ruled.review ?? null))
      if (placed.some(hasChanged)) yield* tell
      return ruled.answer
    })
    return yield* ruling.pipe(Transaction.joined(sql), Transaction.operation("Holds.rule"))
  })

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

  /** One statement, so that both are of one moment. */
  const seen = Effect.fn("Holds.seen")(function* (nowMillis: number) {
    const [row] = yield* sql<{
      readonly version: number
      readonly holds: ReadonlyArray<PlacedRow>
      readonly recipients: boolean
    }>`
      SELECT (SELECT version FROM hold_version)::float8 AS version,
             coalesce((
               SELECT jsonb_agg(to_jsonb(hold) - 'over_millis' ORDER BY hold.id) FROM hold
               WHERE cleared_millis IS NULL AND over_millis > ${Storable.millis(nowMillis)}
                 AND scope NOT IN ('recipient', 'recipient-marketing')
             ), '[]'::jsonb) AS holds,
             EXISTS (
               SELECT FROM hold
               WHERE cleared_millis IS NULL AND over_millis > ${Storable.millis(nowMillis)}
                 AND scope IN ('recipient', 'recipient-marketing')
             ) AS recipients`
    const holds = (row?.holds ?? []).map((hold) => toPlaced({ hold }))
    return { version: row?.version ?? 0, holds, recipients: row?.recipients ?? false }
  }, Transaction.operation("Holds.seen"))

  /** Along the numbers of the rows, so that a page costs what it shows, however many recipients are held. */
  const listed = (nowMillis: number, ofRecipients: boolean, afterId: number, limit: number) => sql<{
    readonly hold: PlacedRow
  }>`
    SELECT to_jsonb(hold) - 'over_millis' AS hold FROM hold
    WHERE cleared_millis IS NULL AND over_millis > ${Storable.millis(nowMillis)} AND id > ${afterId}
      AND (scope IN ('recipient', 'recipient-marketing')) = ${ofRecipients}
    ORDER BY id LIMIT ${limit}`

  const page = Effect.fn("Holds.page")(function* (nowMillis: number, { after, limit }: ListPart) {
    const isPastWide = after?.isOfRecipient === true
    const wide = isPastWide ? [] : yield* listed(nowMillis, false, after?.id ?? 0, limit)
    const left = limit - wide.length
    const recipients = left === 0 ? [] : yield* listed(nowMillis, true, isPastWide ? after.id : 0, left)
    return [...wide, ...recipients].map(toPlaced)
  }, Transaction.operation("Holds.page"))

  const find = Effect.fn("Holds.find")(function* (id: number) {
    const [row] = yield* sql<{ readonly hold: PlacedRow }>`
      SELECT to_jsonb(hold) - 'over_millis' AS hold FROM hold WHERE id = ${id}`
    return Option.map(Option.fromNullable(row), toPlaced)
  }, Transaction.operation("Holds.find"))

  const clear = Effect.fn("Holds.clear")(function* (id: number, { atMillis, by, note }: Review) {
    const now = Storable.millis(atMillis)
    const rows = yield* sql`
      UPDATE hold
      SET cleared_millis = ${now}::bigint, cleared_by = ${Storable.text(by)},
          reviewed_by = coalesce(reviewed_by, ${Storable.text(by)}),
          reviewed_millis = coalesce(reviewed_millis, ${now}::bigint),
          review_note = CASE WHEN reviewed_by IS NULL THEN ${Storable.text(note)} ELSE review_note END
      WHERE id = ${id} AND cleared_millis IS NULL AND over_millis > ${now}
      RETURNING id`
    return rows.length > 0
  }, Transaction.operation("Holds.clear"))

  return Holds.of({ place, rule, active, seen, page, find, clear })
})

/** Holds in PostgreSQL, seen by every statement that starts after `place` has answered. */
export const layer: Layer.Layer<Holds, never, SqlClient.SqlClient> = Layer.effect(Holds, make)
