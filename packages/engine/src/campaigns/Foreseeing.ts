import * as Outlook from "@sluice/core/campaign/Outlook"
import type * as Plan from "@sluice/core/plan/Campaign"
import { Effect } from "effect"
import type { Campaign } from "../ports/Campaigns.ts"
import type { Sender } from "../ports/Directory.ts"

/** A sender as a plan takes it: at rest, and with the shared budgets that its policy knows of to itself. */
const planned = (sender: Sender): Plan.Sender => ({
  context: {
    sender: sender.id,
    business: sender.businessId,
    account: sender.accountId,
    app: sender.accountId,
    pacing: sender.policy.pacing,
    standing: { tier: sender.tier, throughput: sender.throughput },
    timeZone: sender.timeZone
  },
  state: null,
  templates: null
})

/** Steps between two turns of other work: some milliseconds of computing. */
const sliceSteps = 50

/** What a campaign will come to if it starts then (SPEC RL-12). Long to compute, so others get their turn in between. */
export const outlook = Effect.fn("Foreseeing.outlook")(function* (
  campaign: Campaign,
  senders: ReadonlyArray<Sender>,
  startMillis: number
) {
  const making = Outlook.steps({
    senders: senders.map(planned),
    messages: campaign.rows,
    media: campaign.list.media,
    hours: campaign.hours,
    unit: campaign.unit,
    startMillis
  })
  for (;;) {
    for (let step = 0; step < sliceSteps; step++) {
      const made = making.next()
      if (made.done === true) return made.value
    }
    yield* Effect.yieldNow()
  }
})
