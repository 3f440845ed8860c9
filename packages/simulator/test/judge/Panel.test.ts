import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as World from "@sluice/simulator/config/World"
import * as Panel from "@sluice/simulator/judge/Panel"

const base = World.sample.senders[0]
const world = Schema.decodeSync(World.World)({
  ...World.sample,
  senders: [base, { ...base, phoneNumberId: "cloud", wabaId: "cloud waba", policy: "cloud-api" }]
})

const panelOf = (change: Partial<Panel.Settings> = {}) =>
  Panel.make({
    world,
    policies: Policy.shipped,
    defaultPolicy: "guide",
    seed: "test",
    reviewAfterMillis: null,
    forcedEscalationShare: 1,
    slackMillis: 0,
    retryAfter: true,
    ...change
  })

const codes = (panel: ReturnType<typeof panelOf>, phoneNumberId: string, count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, nth) => {
    const verdict = panel.judge({ phoneNumberId, recipient: String(nth), type: "text" }, nth * 10)
    return verdict._tag === "Refused" ? verdict.refusal.code : 200
  })

describe("Panel", () => {
  it("a sender is judged by the default policy, and by its own where it names one", () => {
    const panel = panelOf()
    expect(codes(panel, base.phoneNumberId, 7)).toEqual([200, 200, 200, 200, 200, 429, 429])
    expect(codes(panel, "cloud", 81).slice(-2)).toEqual([200, 130429])
  })

  it("every sender follows the default when the default is cloud-api", () => {
    const panel = panelOf({ defaultPolicy: "cloud-api" })
    expect(codes(panel, base.phoneNumberId, 80).every((code) => code === 200)).toBe(true)
    expect(panel.holds(0)).toEqual([])
  })

  it("RL-06: a review reaches the judge of the business, and finds nothing elsewhere", () => {
    const panel = panelOf()
    codes(panel, base.phoneNumberId, 7)
    expect(panel.holds(100).map((hold) => hold.level)).toEqual(["medium"])
    expect(panel.review("unheard of", 100)).toBe(false)
    expect(panel.review(base.businessId, 100)).toBe(true)
  })

  it("a policy's own figures are what the judge goes by", () => {
    const { guide } = Policy.shipped
    const senderWindow = guide.pacing.senderWindow
    if (senderWindow === null) throw new Error("the guide has a window")
    const stricter = { ...guide, pacing: { ...guide.pacing, senderWindow: { ...senderWindow, initialUnits: 2 } } }
    const panel = panelOf({ policies: { ...Policy.shipped, guide: stricter } })
    expect(codes(panel, base.phoneNumberId, 3)).toEqual([200, 200, 429])
  })
})
