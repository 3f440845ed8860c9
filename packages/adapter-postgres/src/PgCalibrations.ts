import * as SqlClient from "@effect/sql/SqlClient"
import { CalibrationReport, Calibrations, reportsMax } from "@sluice/engine/ports/Calibrations"
import { Effect, Layer, Option, Schema } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

const decode = Schema.decodeUnknownOption(CalibrationReport)

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const put = Effect.fn("Calibrations.put")(function* (report: CalibrationReport) {
    yield* sql`
      INSERT INTO calibration (made_millis, report)
      VALUES (${Storable.millis(report.madeMillis)}, ${Storable.json(report)}::jsonb)`
    yield* sql`
      DELETE FROM calibration
      WHERE id <= (SELECT id FROM calibration ORDER BY id DESC OFFSET ${reportsMax} LIMIT 1)`
  }, Transaction.operation("Calibrations.put"))

  const newest = Effect.fn("Calibrations.newest")(function* (limit: number) {
    const rows = yield* sql<{
      readonly report: unknown
    }>`SELECT report FROM calibration ORDER BY id DESC LIMIT ${limit}`
    // One of another version says nothing: the next is made in time.
    return rows.flatMap(({ report }) => Option.toArray(decode(report)))
  }, Transaction.operation("Calibrations.newest"))

  return Calibrations.of({ put, newest })
})

/** Calibration reports in PostgreSQL. */
export const layer: Layer.Layer<Calibrations, never, SqlClient.SqlClient> = Layer.effect(Calibrations, make)
