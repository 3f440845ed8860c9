import { cloudApi } from "@sluice/core/policy/cloudApi"
import { describe, expect, it } from "vitest"
import { campaign, midnight, plan, sender, text } from "./campaigns.ts"

const day = 86_400_000

const tier = (slots: number) => ({
  pacing: { ...cloudApi.pacing, uniqueRecipients: { windowMillis: day, tiers: { TIER_250: slots } } },
  messagingTier: "TIER_250"
})

const outside = (count: number) => Array.from({ length: count }, (_, n) => text(`r${n}`, { outsideWindow: true }))

describe("A plan over shared scopes", () => {
  it("CLOUD_API 3.4: the portfolio's tier ends the day's recipients, and the plan goes on a day after each", () => {
    const { departures, summary } = plan(
      campaign({ senders: [sender("cloud-api", tier(5))], messages: outside(8), roundTripMillis: 200 })
    )
    expect(departures.slice(0, 5).every(({ atMillis }) => atMillis < midnight + 1_000)).toBe(true)
    // A slot is free a day after the answer of the message that took it.
    expect(departures.slice(5).map(({ atMillis }) => atMillis)).toEqual(
      departures.slice(0, 3).map(({ atMillis }) => atMillis + 201 + day)
    )
    expect(summary.senders[0]?.binding[0]).toMatchObject({ limit: "uniqueRecipients", scope: "business" })
  })

  it("CLOUD_API 3.4: more senders of one business reach no more people; those of another do", () => {
    const names = ["a", "b"]
    const within = (business: (name: string) => string) =>
      plan(
        campaign({
          senders: names.map((name) => sender("cloud-api", { ...tier(5), sender: name, business: business(name) })),
          messages: outside(20).map((message, n) => ({ ...message, sender: names[n % 2] ?? "a" }))
        })
      ).departures.filter(({ atMillis }) => atMillis < midnight + day).length
    expect(within(() => "one")).toBe(5)
    expect(within((name) => name)).toBe(10)
  })

  it("CLOUD_API 3.4: a recipient who is counted already, and one within the window, cost nothing", () => {
    const again = [...outside(2), text("r0", { outsideWindow: true }), text("r7"), text("r8")]
    const { departures } = plan(campaign({ senders: [sender("cloud-api", tier(2))], messages: again }))
    expect(departures.every(({ atMillis }) => atMillis < midnight + 60_000)).toBe(true)
    expect(departures).toHaveLength(5)
  })
})
