import type * as Campaign from "@sluice/core/plan/Campaign"
import * as Forecast from "@sluice/core/plan/Forecast"
import type * as Step from "@sluice/core/plan/Step"
import type * as Summary from "@sluice/core/plan/Summary"
import * as Policy from "@sluice/core/policy/Policy"
import * as LaneLook from "@sluice/core/routing/LaneLook"

/** A Tuesday, 00:00 UTC. */
export const midnight = Date.UTC(2026, 2, 10)

export const contextOf = (
  policy: keyof typeof Policy.shipped,
  more: Partial<Campaign.Sender["context"]> = {}
): Campaign.Sender["context"] => ({
  sender: "a",
  business: "business",
  account: "account",
  app: "app",
  messagingTier: "TIER_UNLIMITED",
  pacing: Policy.shipped[policy].pacing,
  standing: { tier: "initial", throughput: "standard" },
  timeZone: "Etc/UTC",
  ...more
})

export const sender = (
  policy: keyof typeof Policy.shipped,
  more: Partial<Campaign.Sender["context"]> = {},
  templates: ReadonlySet<string> | null = null
): Campaign.Sender => ({ context: contextOf(policy, more), state: null, templates })

export const text = (recipient: string, more: Partial<Campaign.Message> = {}): Campaign.Message => ({
  recipient,
  units: 1,
  kind: "text",
  template: null,
  ...more
})

export const texts = (count: number): ReadonlyArray<Campaign.Message> =>
  Array.from({ length: count }, (_, n) => text(`r${n}`))

export const campaign = (more: Partial<Campaign.Campaign> = {}): Campaign.Campaign => ({
  senders: [sender("guide")],
  messages: texts(20),
  startMillis: midnight,
  roundTripMillis: 200,
  startUnit: null,
  rhythm: LaneLook.defaults,
  ...more
})

export interface Planned {
  readonly departures: ReadonlyArray<Step.Departure>
  readonly stays: ReadonlyArray<Step.Stay>
  readonly summary: Summary.Summary
}

export const plan = (given: Campaign.Campaign): Planned => {
  const departures: Array<Step.Departure> = []
  const stays: Array<Step.Stay> = []
  const steps = Forecast.steps(given)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return { departures, stays, summary: step.value }
    if (step.value._tag === "Departs") departures.push(step.value)
    else stays.push(step.value)
  }
}
