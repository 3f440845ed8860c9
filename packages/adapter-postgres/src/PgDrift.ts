import * as SqlClient from "@effect/sql/SqlClient"
import { Drift, others, placesMax } from "@sluice/engine/ports/Drift"
import type { Drifted, Seen } from "@sluice/engine/ports/Drift"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface DriftRow {
  readonly provider: Seen["provider"]
  readonly kind: string
  readonly path: string
  readonly version: string
  readonly count: string
  readonly first_millis: string
  readonly last_millis: string
  readonly sample: string
}

const toDrifted = (row: DriftRow): Drifted => ({
  provider: row.provider,
  kind: row.kind,
  path: row.path,
  version: row.version,
  count: Number(row.count),
  firstMillis: Number(row.first_millis),
  lastMillis: Number(row.last_millis),
  sample: row.sample
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** New places take the room that is left, in their order; what finds none is counted together. In order, so that two callers cannot wait for each other. */
  const note = Effect.fn("Drift.note")(function* (seen: ReadonlyArray<Seen>, atMillis: number) {
    if (seen.length === 0) return
    yield* sql`
      WITH given AS (
        SELECT row.*, d.path IS NOT NULL AS known
        FROM unnest(
          ${seen.map(({ provider }) => provider)}::text[],
          ${seen.map(({ kind }) => Storable.text(kind))}::text[],
          ${seen.map(({ path }) => Storable.text(path))}::text[],
          ${seen.map(({ version }) => Storable.text(version))}::text[],
          ${seen.map(({ count }) => count)}::bigint[],
          ${seen.map(({ sample }) => Storable.text(sample))}::text[]
        ) AS row (provider, kind, path, version, count, sample)
        LEFT JOIN drift d USING (provider, kind, path, version)
      ), placed AS (
        SELECT *, known OR row_number() OVER (
          PARTITION BY known ORDER BY provider COLLATE "C", kind COLLATE "C", path COLLATE "C", version COLLATE "C"
        ) <= (SELECT ${placesMax} - count(*) FROM drift) AS fits
        FROM given
      ), summed AS (
        SELECT provider, kind, CASE WHEN fits THEN path ELSE ${others} END AS path,
          CASE WHEN fits THEN version ELSE '' END AS version, sum(count) AS count,
          min(CASE WHEN fits THEN sample ELSE '' END) AS sample
        FROM placed GROUP BY 1, 2, 3, 4
      )
      INSERT INTO drift AS d (provider, kind, path, version, count, first_millis, last_millis, sample)
      SELECT provider, kind, path, version, count, ${Storable.millis(atMillis)}::bigint, ${Storable.millis(atMillis)}::bigint, sample
      FROM summed ORDER BY provider, kind, path, version
      ON CONFLICT (provider, kind, path, version) DO UPDATE SET
        count = d.count + excluded.count,
        first_millis = least(d.first_millis, excluded.first_millis),
        last_millis = greatest(d.last_millis, excluded.last_millis)`
  }, Transaction.operation("Drift.note"))

  const list = Effect.fn("Drift.list")(function* (sinceMillis: number) {
    const rows = yield* sql<DriftRow>`
      SELECT provider, kind, path, version, count, first_millis, last_millis, sample FROM drift
      WHERE last_millis >= ${Storable.millis(sinceMillis)}
      ORDER BY provider COLLATE "C", kind COLLATE "C", path COLLATE "C", version COLLATE "C"`
    return rows.map(toDrifted)
  }, Transaction.operation("Drift.list"))

  const forget = Effect.fn("Drift.forget")(function* (beforeMillis: number) {
    const rows = yield* sql`DELETE FROM drift WHERE last_millis < ${Storable.millis(beforeMillis)} RETURNING 1`
    return rows.length
  }, Transaction.operation("Drift.forget"))

  return Drift.of({ note, list, forget })
})

/** What the decoders do not expect, in PostgreSQL. */
export const layer: Layer.Layer<Drift, never, SqlClient.SqlClient> = Layer.effect(Drift, make)
