import * as Outlook from "@sluice/core/campaign/Outlook"
import * as Forecast from "@sluice/core/plan/Forecast"
import * as Policy from "@sluice/core/policy/Policy"
import * as LaneLook from "@sluice/core/routing/LaneLook"
import { describe, expect, it } from "vitest"

const startMillis = Date.parse("2026-03-10T09:10:00Z")
const hour = 3_600_000

const senders = (count: number, policy: "guide" | "cloud-api" = "guide") =>
  Array.from({ length: count }, (_, index) => ({
    context: {
      sender: `sender-${index}`,
      pacing: Policy.shipped[policy].pacing,
      standing: { tier: "initial" as const, throughput: "standard" as const },
      timeZone: "UTC"
    },
    state: null,
    templates: null
  }))

const given = (change: Partial<Outlook.Given> = {}): Outlook.Given => ({
  senders: senders(1),
  messages: 100,
  media: 0,
  hours: null,
  unit: 0,
  startMillis,
  ...change
})

describe("Outlook", () => {
  it("RL-12: a campaign that is planned in full is the plan itself", () => {
    const plan = Forecast.summarize({
      senders: senders(2),
      messages: Array.from({ length: 100 }, (_, index) => ({
        recipient: String(index),
        units: 1,
        kind: "text" as const,
        template: null
      })),
      startMillis,
      roundTripMillis: 300,
      startUnit: null,
      rhythm: LaneLook.defaults
    })
    const outlook = Outlook.of(given({ senders: senders(2) }))
    expect(outlook).toMatchObject({ messages: 100, planned: 100, holds: 0, finishMillis: plan.finishMillis })
    expect(outlook.binding).toMatchObject({ limit: expect.any(String), scope: "sender" })
  })

  it("RL-12: the rest of a long list goes on at the pace of what was planned", () => {
    const outlook = Outlook.of(given({ messages: 1_000_000, senders: senders(3, "cloud-api") }))
    expect(outlook.planned).toBe(5_000)
    const minutes = ((outlook.finishMillis ?? 0) - startMillis) / 60_000
    expect(outlook.perMinute * minutes).toBeGreaterThan(990_000)
    expect(outlook.perMinute * minutes).toBeLessThan(1_010_000)
  })

  it("outside of its hours nothing leaves: the finish moves to a later day", () => {
    const free = Outlook.of(given({ messages: 300 }))
    const bound = Outlook.of(given({ messages: 300, hours: { startMinute: 540, endMinute: 600 } }))
    const span = (free.finishMillis ?? 0) - startMillis
    expect(span).toBeGreaterThan(hour)
    // 50 minutes are left of the first day; the second begins at five past nine.
    expect(bound.finishMillis).toBe(Date.parse("2026-03-11T09:05:00Z") + span - 50 * 60_000)
  })

  it("RL-02: media weigh more, so they take longer", () => {
    const text = Outlook.of(given())
    const media = Outlook.of(given({ media: 100 }))
    expect(media.finishMillis ?? 0).toBeGreaterThan(text.finishMillis ?? 0)
  })

  it("a list of nothing, or without a sender, has no finish", () => {
    expect(Outlook.of(given({ messages: 0 })).finishMillis).toBeNull()
    expect(Outlook.of(given({ senders: [] })).finishMillis).toBeNull()
  })
})
