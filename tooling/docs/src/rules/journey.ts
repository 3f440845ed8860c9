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
      fixed: "Weekends and holidays are an argument: they differ by country.",
      pending: [{ in: "apps/cli", what: "progress is tracked and shown", until: "onboarding/Outlook" }]
    }
  ),
  inCore(
    "ON-02",
    "Technical checks are run, not ticked",
    ["onboarding.productionTestNumbersMin", "onboarding.productionTestNumbersMax"],
    {
      pending: [
        { in: "apps/cli", what: "the checks are run and their outcomes kept", until: "onboarding/TechnicalChecks" }
      ]
    }
  )
]

export const cost: ReadonlyArray<Rule> = [
  inCore("CO-01", "What a volume costs with each provider, and which kind of plan is advised", [
    "cost.plans",
    "cost.perMessageAdvisedPerDay",
    "cost.perMessageSavesShare"
  ])
]
