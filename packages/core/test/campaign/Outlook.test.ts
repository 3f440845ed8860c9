import * as Outlook from "@sluice/core/campaign/Outlook"
import * as Forecast from "@sluice/core/plan/Forecast"
import * as Policy from "@sluice/core/policy/Policy"
import * as LaneLook from "@sluice/core/routing/LaneLook"
import { Schema } from "effect"
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

  it("RL-12: what waits at its senders leaves first, and is told", () => {
    const alone = Outlook.of(given())
    const behind = Outlook.of(given({ ahead: [{ sender: "sender-0", messages: 100, units: 100 }] }))
    expect(alone.ahead).toBe(0)
    expect(behind).toMatchObject({ messages: 100, planned: 100, ahead: 100 })
    expect(behind.finishMillis).toBe(Outlook.of(given({ messages: 200 })).finishMillis)
  })

  it("RL-12: a queue that is longer than a plan moves the finish by what it takes to drain", () => {
    const long = Outlook.of(
      given({
        senders: senders(2, "cloud-api"),
        messages: 10_000,
        ahead: [
          { sender: "sender-0", messages: 50_000, units: 50_000 },
          { sender: "sender-1", messages: 50_000, units: 50_000 }
        ]
      })
    )
    const whole = Outlook.of(given({ senders: senders(2, "cloud-api"), messages: 110_000 }))
    const shareOf = (outlook: Outlook.Outlook) => (outlook.finishMillis ?? 0) - startMillis
    expect(long.planned).toBeGreaterThan(0)
    expect(shareOf(long) / shareOf(whole)).toBeGreaterThan(0.95)
    expect(shareOf(long) / shareOf(whole)).toBeLessThan(1.05)
  })

  it("CLOUD_API 3.4: more recipients than the portfolio's day has slots wait for the days after", () => {
    const day = 24 * hour
    const list = { messages: 25_000, senders: senders(1, "cloud-api") }
    const unlimited = Outlook.of(given(list))
    const reach = { counted: 25_000, most: 10_000, windowMillis: day }
    const limited = Outlook.of(given({ ...list, reach }))
    expect((unlimited.finishMillis ?? 0) - startMillis).toBeLessThan(hour)
    const paced = ((unlimited.finishMillis ?? 0) - startMillis) / 25_000
    expect(limited.finishMillis).toBeCloseTo(startMillis + 2 * day + 5_000 * paced, -4)
    expect(limited.binding).toMatchObject({ limit: "uniqueRecipients", scope: "business" })
    expect(limited.binding?.share).toBeGreaterThan(0.9)
    expect(Outlook.of(given({ ...list, reach: { ...reach, most: 25_000 } }))).toEqual(unlimited)
    expect(Outlook.of(given({ ...list, reach: { ...reach, counted: 10_000 } })), "texts take no slot").toEqual(
      unlimited
    )
  })

  it("where slots are plenty for the pace, the pace tells", () => {
    const reach = { counted: 300, most: 100, windowMillis: 60_000 }
    expect(Outlook.of(given({ messages: 300, reach }))).toEqual(Outlook.of(given({ messages: 300 })))
  })

  it("RL-02: what waits weighs what it weighs", () => {
    const light = Outlook.of(given({ ahead: [{ sender: "sender-0", messages: 40, units: 40 }] }))
    const heavy = Outlook.of(given({ ahead: [{ sender: "sender-0", messages: 40, units: 80 }] }))
    expect(heavy.finishMillis ?? 0).toBeGreaterThan(light.finishMillis ?? 0)
  })

  it("an outlook that was kept before queues were counted can be read", () => {
    const { ahead: _, ...before } = Outlook.of(given())
    expect(Schema.decodeUnknownSync(Outlook.Outlook)(before).ahead).toBe(0)
  })
})
