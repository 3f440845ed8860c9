import { inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const standing: ReadonlyArray<Rule> = [
  inCore("ST-01", "When to ask for a higher limit, and which condition stands in the way", [
    "standing.raiseSteadyMillis",
    "standing.raiseRegisteredMillisMin",
    "standing.raiseAdviceDailyMessages",
    "standing.raiseUrgentDailyMessages",
    "standing.raiseComplaintShareMax",
    "standing.raiseComplaintMillis",
    "standing.raiseForecastMonths",
    "standing.raiseApprovalOdds"
  ]),
  inCore("ST-02", "A raised limit is watched, and complaints put it back", [
    "standing.observationMillis",
    "standing.observationComplaintShareMax"
  ]),
  inCore("ST-03", "In the first week complaints alert early and stop bulk traffic in time", [
    "standing.firstWeekMillis",
    "standing.firstWeekComplaintShareMax",
    "standing.firstWeekAlertShare"
  ]),
  inCore("ST-04", "What a registration is refused for is asked before it is handed in", [
    "standing.refusedForBlocksShare",
    "standing.refusedForBusinessTypeShare"
  ])
]
