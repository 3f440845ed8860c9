import { Schema } from "effect"

/** Raising a limit and watching what follows (SPEC ST). Shares are 0 to 1. */
export const Standing = Schema.Struct({
  /** Steady use before a raise may be asked for, and the registration age it takes (ST-01). */
  raiseSteadyMillis: Schema.Int,
  raiseRegisteredMillisMin: Schema.Int,
  raiseAdviceDailyMessages: Schema.Int,
  raiseUrgentDailyMessages: Schema.Int,
  raiseComplaintShareMax: Schema.Number,
  raiseComplaintMillis: Schema.Int,
  raiseForecastMonths: Schema.Int,
  raiseApprovalOdds: Schema.Number,
  /** Observation after a raise: how long, and the complaints that put the limit back (ST-02). */
  observationMillis: Schema.Int,
  observationComplaintShareMax: Schema.Number,
  /** The first week in production: the complaints that may suspend, and the share of them that alerts (ST-03). */
  firstWeekMillis: Schema.Int,
  firstWeekComplaintShareMax: Schema.Number,
  firstWeekAlertShare: Schema.Number,
  /** Reasons of refused registrations (ST-04). */
  refusedForBlocksShare: Schema.Number,
  refusedForBusinessTypeShare: Schema.Number
})
export type Standing = typeof Standing.Type
