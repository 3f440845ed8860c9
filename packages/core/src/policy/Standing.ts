import { Schema } from "effect"
import * as Bound from "./internal/Bound.ts"

/** Raising a limit and watching what follows (SPEC ST). Shares are 0 to 1. */
export const Standing = Schema.Struct({
  /** Steady use before a raise may be asked for, and the registration age it takes (ST-01). */
  raiseSteadyMillis: Bound.Count,
  raiseRegisteredMillisMin: Bound.Count,
  raiseAdviceDailyMessages: Bound.Count,
  raiseUrgentDailyMessages: Bound.Count,
  raiseComplaintShareMax: Bound.Share,
  raiseComplaintMillis: Bound.Count,
  raiseForecastMonths: Bound.Count,
  raiseApprovalOdds: Bound.Share,
  /** Observation after a raise: how long, and the complaints that put the limit back (ST-02). */
  observationMillis: Bound.Count,
  observationComplaintShareMax: Bound.Share,
  /** The first week in production: the complaints that may suspend, and the share of them that alerts (ST-03). */
  firstWeekMillis: Bound.Count,
  firstWeekComplaintShareMax: Bound.Share,
  firstWeekAlertShare: Bound.Share,
  /** Reasons of refused registrations (ST-04). */
  refusedForBlocksShare: Bound.Share,
  refusedForBusinessTypeShare: Bound.Share
}).pipe(Schema.filter(Bound.ordered(["raiseAdviceDailyMessages", "raiseUrgentDailyMessages"])))
export type Standing = typeof Standing.Type
