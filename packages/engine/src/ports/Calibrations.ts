import { Tally } from "@sluice/core/callback/candidate/Calibration"
import type { Effect } from "effect"
import { Context, Schema } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What a candidate decoder would have made of the callbacks of a span (SPEC WH-10). */
export const CalibrationReport = Schema.Struct({
  candidate: Schema.String,
  /** The version of the platform's field list that it was made with. */
  fieldList: Schema.String,
  madeMillis: Schema.Number,
  /** The callbacks received from here on, until there. */
  sinceMillis: Schema.Number,
  untilMillis: Schema.Number,
  /** False where there were more callbacks than were read: those that were are the newest. */
  whole: Schema.Boolean,
  tally: Tally
})
export type CalibrationReport = typeof CalibrationReport.Type

/** Reports that are kept. */
export const reportsMax = 60

/** The calibration reports, for the schedule and for people. */
export class Calibrations extends Context.Tag("@sluice/engine/Calibrations")<
  Calibrations,
  {
    /** Keeps a report, and of all the newest `reportsMax`. */
    readonly put: (report: CalibrationReport) => Effect.Effect<void, StoreUnavailable>
    /** The newest first, in the order in which they were put. */
    readonly newest: (limit: number) => Effect.Effect<ReadonlyArray<CalibrationReport>, StoreUnavailable>
  }
>() {}
