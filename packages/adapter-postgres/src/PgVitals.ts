import * as SqlClient from "@effect/sql/SqlClient"
import { Vital, Vitals } from "@sluice/engine/ports/Vitals"
import type { Report } from "@sluice/engine/ports/Vitals"
import { Effect, Layer, Option, Schema } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

const decode = Schema.decodeUnknownOption(Schema.Array(Vital))

interface VitalRow {
  readonly source: string
  readonly at_millis: string
  readonly vitals: unknown
}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const report = Effect.fn("Vitals.report")(function* ({ atMillis, source, vitals }: Report) {
    yield* sql`
      INSERT INTO process_vital (source, at_millis, vitals)
      VALUES (${Storable.text(source)}, ${Storable.millis(atMillis)}, ${Storable.json(vitals)}::jsonb)
      ON CONFLICT (source) DO UPDATE SET at_millis = excluded.at_millis, vitals = excluded.vitals`
  }, Transaction.operation("Vitals.report"))

  const fresh = Effect.fn("Vitals.fresh")(function* (sinceMillis: number) {
    const rows = yield* sql<VitalRow>`
      SELECT source, at_millis, vitals FROM process_vital
      WHERE at_millis >= ${Storable.millis(sinceMillis)} ORDER BY source`
    return rows.flatMap(({ at_millis, source, vitals }) =>
      Option.toArray(
        Option.map(decode(vitals), (read): Report => ({ source, atMillis: Number(at_millis), vitals: read }))
      )
    )
  }, Transaction.operation("Vitals.fresh"))

  const forget = Effect.fn("Vitals.forget")(function* (beforeMillis: number) {
    yield* sql`DELETE FROM process_vital WHERE at_millis < ${Storable.millis(beforeMillis)}`
  }, Transaction.operation("Vitals.forget"))

  return Vitals.of({ report, fresh, forget })
})

/** What processes measure of themselves, in PostgreSQL. */
export const layer: Layer.Layer<Vitals, never, SqlClient.SqlClient> = Layer.effect(Vitals, make)
