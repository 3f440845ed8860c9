import { inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const onboarding: ReadonlyArray<Rule> = [
  inCore(
    "ON-01",
    "The steps to going live: who acts, how long, what blocks, and when it is done",
    [
      "onboarding.developerAccount",
      "onboarding.developerAccountRefusedShare",
      "onboarding.integration",
      "onboarding.productionTest",
      "onboarding.live"
    ],
    {
      fixed: "Weekends and holidays are an argument: they differ by country."
    }
  ),
  inCore("ON-02", "Technical checks are run, not ticked", [
    "onboarding.productionTestNumbersMin",
    "onboarding.productionTestNumbersMax"
  ])
]

export const cost: ReadonlyArray<Rule> = [
  inCore("CO-01", "What a volume costs with each provider, and which kind of plan is advised", [
    "cost.plans",
    "cost.perMessageAdvisedPerDay",
    "cost.perMessageSavesShare"
  ])
]
