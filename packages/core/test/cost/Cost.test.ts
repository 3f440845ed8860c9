import * as Cost from "@sluice/core/cost/Cost"
import * as Policy from "@sluice/core/policy/Policy"
import { Either } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const { guide } = Policy.shipped
/** The shipped plans, with these prices instead. */
const priced = (plans: Readonly<Record<string, unknown>>): Policy.Policy["cost"] =>
  Either.getOrThrow(Policy.override(guide, { cost: { plans } })).cost
const shipped = (perDay: number): Cost.Comparison => Cost.compare(guide.cost, perDay)
const bundle = (perMonthUsd: number, messagesIncluded: number | null, perMessageUsd: number | null = null) => ({
  perMonthUsd,
  messagesIncluded,
  perMessageUsd
})

describe("Cost", () => {
  it("CO-01: within its included messages a monthly plan is its price, and pay-per-message is by the message", () => {
    expect(shipped(30)).toMatchObject({
      messagesPerMonth: 900,
      rows: [
        { plan: "twilio", kind: "per-message", bill: { _tag: "Exact", usdPerMonth: 4.5 } },
        { plan: "messagebird", kind: "monthly", bill: { _tag: "Exact", usdPerMonth: 50 } },
        { plan: "meta-direct", kind: "unpriced", bill: { _tag: "Unknown" } },
        { plan: "zendesk", kind: "unpriced", bill: { _tag: "Unknown" } }
      ]
    })
  })

  it("CO-01: beyond them, without a stated price, the bill is a lower bound and says for how many messages", () => {
    const messagebird = shipped(100).rows.find(({ plan }) => plan === "messagebird")
    expect(messagebird?.bill).toEqual({ _tag: "AtLeast", usdPerMonth: 50, unpricedMessages: 2_000 })
  })

  it("CO-01: the cheapest is certain only when no plan of unknown price could be cheaper", () => {
    expect(shipped(30).cheapest).toEqual({ plan: "twilio", usdPerMonth: 4.5, certain: false })
    const known = priced({ zendesk: bundle(90, null), "meta-direct": bundle(10, null) })
    expect(Cost.compare(known, 30).cheapest).toEqual({ plan: "twilio", usdPerMonth: 4.5, certain: true })
    expect(Cost.compare(known, 100).cheapest).toEqual({ plan: "meta-direct", usdPerMonth: 10, certain: true })
    const cheapBundle = priced({ zendesk: bundle(90, null), "meta-direct": bundle(9, 10) })
    expect(Cost.compare(cheapBundle, 100).cheapest).toMatchObject({ plan: "twilio", certain: false })
    expect(Cost.compare({ ...guide.cost, plans: {} }, 10).cheapest).toBeNull()
  })

  it("CO-01: above 5000 a day pay-per-message is advised, with the expected saving and what the prices can say to it", () => {
    expect(shipped(5_000).advice).toEqual({ _tag: "ByPrice" })
    const advice = { _tag: "PayPerMessage", expectedSavesShare: 0.3, pricedSavesShare: null }
    expect(shipped(5_001).advice).toEqual(advice)
    const known = Cost.compare(priced({ messagebird: bundle(0, 0, 0.01) }), 6_000)
    expect(known.advice).toEqual({ ...advice, pricedSavesShare: 0.5 })
  })

  it("CO-01: where the exact prices say the contrary, the advice says so", () => {
    const flat = Cost.compare(priced({ messagebird: { messagesIncluded: null } }), 10_000)
    expect(flat.cheapest).toMatchObject({ plan: "messagebird", usdPerMonth: 50 })
    expect(flat.advice).toEqual({ _tag: "PricesDisagree", monthlySavesShare: 1 - 50 / 1_500 })
  })

  it("CO-01: prices can be replaced by part, and plans added", () => {
    const cost = priced({ twilio: { perMessageUsd: 0.004 }, own: bundle(1, 100, 0.02) })
    const bills = Object.fromEntries(Cost.compare(cost, 10).rows.map(({ bill, plan }) => [plan, bill]))
    expect(bills).toMatchObject({
      twilio: { usdPerMonth: 1.2 },
      own: { usdPerMonth: 5 },
      messagebird: { usdPerMonth: 50 }
    })
  })

  it("CO-01: a monthly price beside a price by message covers the included messages, or none where none are named", () => {
    expect(Cost.billOf(bundle(10, 100, 0.1), 100)).toEqual({ _tag: "Exact", usdPerMonth: 10 })
    expect(Cost.billOf(bundle(10, 100, 0.1), 101)).toEqual({ _tag: "Exact", usdPerMonth: 10.1 })
    expect(Cost.billOf(bundle(10, null, 0.1), 100)).toEqual({ _tag: "Exact", usdPerMonth: 20 })
  })

  it("CO-01: more messages never cost less, and never make a bill more certain", () => {
    const price = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null })
    const plan = fc.record({ perMessageUsd: price, perMonthUsd: price, messagesIncluded: price })
    const order = ["Exact", "AtLeast", "Unknown"]
    fc.assert(
      fc.property(plan, fc.nat(500), fc.nat(500), (prices, messages, more) => {
        const [few, many] = [Cost.billOf(prices, messages), Cost.billOf(prices, messages + more)]
        const usd = (bill: Cost.Bill): number => (bill._tag === "Unknown" ? 0 : bill.usdPerMonth)
        expect(usd(many)).toBeGreaterThanOrEqual(usd(few))
        expect(order.indexOf(many._tag)).toBeGreaterThanOrEqual(order.indexOf(few._tag))
      })
    )
  })
})
