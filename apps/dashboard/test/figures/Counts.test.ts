import * as Causes from "@sluice/dashboard/figures/Causes"
import * as Queue from "@sluice/dashboard/figures/Queue"
import * as Steps from "@sluice/dashboard/figures/Steps"
import * as Weeks from "@sluice/dashboard/figures/Weeks"
import { describe, expect, it } from "vitest"

const failed = (senderId: string, cause: string, count: number) => ({ senderId, cause, code: null, count })
const span = { from: "2026-03-01T10:00:00.000Z", until: "2026-03-01T11:00:00.000Z" }

describe("failures", () => {
  const figures = {
    ...span,
    attempted: 40,
    failed: [failed("a", "template", 2), failed("a", "bad-number", 1), failed("b", "bad-number", 5)]
  }

  it("SF-01: are added up by cause over all senders, the most frequent first, as shares of what failed", () => {
    expect(Causes.byCause(figures)).toEqual([
      { cause: "bad-number", count: 6, share: 0.75 },
      { cause: "template", count: 2, share: 0.25 }
    ])
  })

  it("SF-07: the rate is of all that was attempted; of nothing there is none", () => {
    expect(Causes.rate(figures)).toBe(0.2)
    expect(Causes.rate({ ...span, attempted: 0, failed: [] })).toBeNull()
  })
})

describe("the queue", () => {
  it("is one entry a sender: what waits, what is on its way, and when the first is due", () => {
    const depth = { delivery: null, units: 1 }
    expect(
      Queue.waiting([
        { ...depth, senderId: "b", state: "sending", count: 1, firstDueAt: null },
        { ...depth, senderId: "b", state: "queued", count: 4, firstDueAt: span.from },
        { ...depth, senderId: "b", state: "uncertain", count: 2, firstDueAt: null },
        { ...depth, senderId: "a", state: "queued", count: 1, firstDueAt: null }
      ])
    ).toEqual([
      { senderId: "a", queued: 1, underway: 0, firstDueAt: null },
      { senderId: "b", queued: 4, underway: 3, firstDueAt: span.from }
    ])
  })
})

describe("a campaign", () => {
  it("is offered nothing once it is over, and to be cancelled until then", () => {
    for (const [state, acts] of Object.entries(Steps.offered)) {
      expect(acts.includes("cancel")).toBe(state !== "done" && state !== "cancelled")
    }
    expect(Steps.offered.paused).toContain("resume")
    expect(Steps.offered.running).not.toContain("start")
  })
})

describe("first weeks", () => {
  const week = (businessId: string, state: "calm" | "alerted" | "stopped" | "over") => ({
    senderId: `${businessId}-1`,
    accountId: "acme",
    businessId,
    number: "+886912345678",
    tier: "initial" as const,
    registeredAt: null,
    forecastMonthly: null,
    dailyMessages: 0,
    complaints: { sent: 100, complaints: 1, share: 0.01 },
    advice: null,
    raise: "none" as const,
    askedAt: null,
    watchedUntil: null,
    putBack: null,
    firstWeek: { state, liveAt: span.from, until: span.until, share: 0.01 }
  })
  const bulk = (id: number, key: string) => ({
    id,
    scope: "bulk" as const,
    key,
    level: "restriction" as const,
    since: span.from,
    until: null,
    needsReview: true,
    reason: "complaints"
  })

  it("ST-03: stops come first, each with the hold that ends it; a week that is over is listed only while its stop stands", () => {
    const standing = [week("calm", "calm"), week("stopped", "stopped"), week("over", "over"), week("late", "over")]
    const found = Weeks.of(
      [...standing, week("stopped", "stopped"), { ...week("new", "calm"), firstWeek: null }],
      [bulk(3, "stopped"), bulk(4, "late"), { ...bulk(5, "calm"), scope: "business" as const }]
    )
    expect(found.map(({ businessId, hold }) => [businessId, hold?.id ?? null])).toEqual([
      ["stopped", 3],
      ["late", 4],
      ["calm", null]
    ])
  })
})
