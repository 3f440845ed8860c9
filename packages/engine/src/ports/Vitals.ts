import { Place } from "@sluice/core/alert/Alert"
import { Reading } from "@sluice/core/alert/Condition"
import { Measure } from "@sluice/core/alert/Measure"
import type { Effect } from "effect"
import { Context, Schema } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Something that a process measured of itself, which no store knows: how fast it answers, what its guards show. */
export const Vital = Schema.Struct({ measure: Measure, place: Place, reading: Reading })
export type Vital = typeof Vital.Type

/** What one process reported last. */
export interface Report {
  /** The process; unique among those that run. */
  readonly source: string
  readonly atMillis: number
  readonly vitals: ReadonlyArray<Vital>
}

/** What processes measure of themselves, for the one that watches (SPEC GD-03, WH-01, WH-08, SF-02, PH-07). */
export class Vitals extends Context.Tag("@sluice/engine/Vitals")<
  Vitals,
  {
    /** Replaces what the source reported before. */
    readonly report: (report: Report) => Effect.Effect<void, StoreUnavailable>
    /** Reports of `sinceMillis` or later, by source. One that this version cannot read is left out. */
    readonly fresh: (sinceMillis: number) => Effect.Effect<ReadonlyArray<Report>, StoreUnavailable>
    /** Forgets what was reported before, by processes that are gone. */
    readonly forget: (beforeMillis: number) => Effect.Effect<void, StoreUnavailable>
  }
>() {}
