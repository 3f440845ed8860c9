import { guide } from "@sluice/core/policy/guide"
import * as RaiseAdvice from "@sluice/core/standing/RaiseAdvice"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { window } from "../throttle/figures.ts"
import { dayMillis, each, standing, traffic } from "./traffic.ts"

const today = 140
const nowMillis = today * dayMillis
/** Forty days of steady use, with these messages and complaints a day. */
const steady = (sent: number, complaints = 0): RaiseAdvice.Facts => ({
  senderId: "s1",
  registeredMillis: 100 * dayMillis,
  raised: false,
  complaints: traffic(100, each(40, sent, complaints)),
  forecastMonthly: [30_000, 33_000, 36_000]
})
const decide = (facts: RaiseAdvice.Facts, atMillis = nowMillis): RaiseAdvice.Decision =>
  RaiseAdvice.decide(standing, window, facts, atMillis)
const failing = (facts: RaiseAdvice.Facts, atMillis = nowMillis): ReadonlyArray<RaiseAdvice.Failing> => {
  const decision = decide(facts, atMillis)
  return decision._tag === "MustWait" ? decision.failing : []
}

describe("RaiseAdvice", () => {
  it("ST-01: advice starts at 1000 messages a day and is urgent at 3000", () => {
    const urgencies = [999, 1_000, 2_999, 3_000].map((daily) => RaiseAdvice.urgency(standing, daily))
    expect(urgencies).toEqual(["none", "advised", "advised", "urgent"])
    expect(decide(steady(3_000))).toMatchObject({ _tag: "MayAsk", urgency: "urgent" })
    expect(decide(steady(10))).toMatchObject({ _tag: "MayAsk", urgency: "none" })
  })

  it("ST-01: when every condition is met, the request is ready, with its odds", () => {
    expect(decide(steady(1_000, 1))).toEqual({
      _tag: "MayAsk",
      urgency: "advised",
      approvalOdds: 0.6,
      request: {
        senderId: "s1",
        fromUnits: 5,
        toUnits: 30,
        registeredMillis: 100 * dayMillis,
        dailyMessages: 1_000,
        complaintShare: 0.001,
        forecastMonthly: [30_000, 33_000, 36_000]
      }
    })
  })

  it("ST-01: the sender must be registered for more than 30 days", () => {
    const facts = { ...steady(1_000), registeredMillis: nowMillis - 30 * dayMillis }
    const fromMillis = nowMillis + 1
    expect(failing(facts)).toEqual([{ _tag: "NotRegisteredLongEnough", fromMillis }])
    expect(decide(facts, fromMillis)._tag).toBe("MayAsk")
    const unknown = { _tag: "NotRegisteredLongEnough", fromMillis: null }
    expect(failing({ ...facts, registeredMillis: null })).toEqual([unknown])
  })

  it("ST-01: complaints of the last 7 days must be below 0.2 %; unknown is not below", () => {
    expect(failing(steady(1_000, 2))).toEqual([{ _tag: "TooManyComplaints", share: 0.002, shareMax: 0.002 }])
    const past = traffic(100, [...each(32, 1_000, 90), ...each(8, 1_000, 1)])
    expect(decide({ ...steady(1_000), complaints: past })._tag).toBe("MayAsk")
    const silent = { ...steady(1_000), complaints: traffic(100, each(30, 1_000)) }
    expect(failing(silent)).toContainEqual({ _tag: "TooManyComplaints", share: null, shareMax: 0.002 })
  })

  it("ST-01: use must have begun a month ago", () => {
    const facts = { ...steady(1_000), complaints: traffic(120, each(20, 1_000)) }
    const fromMillis = 151 * dayMillis
    expect(failing(facts)).toEqual([{ _tag: "NotUsedLongEnough", fromMillis }])
    const none = { ...facts, complaints: traffic(120, []) }
    expect(failing(none)).toContainEqual({ _tag: "NotUsedLongEnough", fromMillis: null })
    const later = { ...facts, complaints: traffic(120, each(31, 1_000)) }
    expect([failing(later, fromMillis - 1).length, failing(later, fromMillis).length]).toEqual([1, 0])
  })

  it("ST-01: use must be steady: a week without sends in the last month is named with its length", () => {
    const gap = (days: number): RaiseAdvice.Facts => ({
      ...steady(1_000),
      complaints: traffic(100, [...each(20, 1_000), ...each(days, 0), ...each(20 - days, 1_000)])
    })
    expect(decide(gap(6))._tag).toBe("MayAsk")
    expect(failing(gap(7))).toEqual([{ _tag: "NotUsedSteadily", gapDays: 7 }])
    const late = { ...steady(1_000), complaints: traffic(100, [...each(1, 1_000), ...each(18, 0), ...each(21, 1_000)]) }
    expect(failing(late)).toEqual([{ _tag: "NotUsedSteadily", gapDays: 9 }])
  })

  it("ST-01: a forecast of three months is required, and each month must be a positive whole number", () => {
    const forecast = (forecastMonthly: ReadonlyArray<number> | null): ReadonlyArray<RaiseAdvice.Failing> =>
      failing({ ...steady(1_000), forecastMonthly })
    expect(forecast(null)).toEqual([{ _tag: "ForecastMissing", months: 0, monthsMin: 3 }])
    expect(forecast([1, 2])).toEqual([{ _tag: "ForecastMissing", months: 2, monthsMin: 3 }])
    for (const wrong of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(forecast([1, wrong, 3])).toEqual([{ _tag: "ForecastImplausible", month: 1 }])
    }
  })

  it("ST-01: every failing condition is named, in one order, and a raised sender is not advised", () => {
    const nothing: RaiseAdvice.Facts = {
      senderId: "s1",
      registeredMillis: null,
      raised: false,
      complaints: traffic(100, []),
      forecastMonthly: null
    }
    const tags = ["NotRegisteredLongEnough", "NotUsedLongEnough", "TooManyComplaints", "ForecastMissing"]
    expect(failing(nothing).map(({ _tag }) => _tag)).toEqual(tags)
    expect(decide({ ...nothing, raised: true })).toEqual({ _tag: "Raised" })
  })

  it("ST-01: a condition that the clock meets is met at the very moment that was named", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 45 * dayMillis }), (ageMillis) => {
        const facts = { ...steady(1_000), registeredMillis: nowMillis - ageMillis }
        const waits = failing(facts).flatMap((one) =>
          "fromMillis" in one && one.fromMillis !== null ? [one.fromMillis] : []
        )
        const registered = (atMillis: number): boolean =>
          failing(facts, atMillis).every(({ _tag }) => _tag !== "NotRegisteredLongEnough")
        for (const atMillis of waits) expect([registered(atMillis - 1), registered(atMillis)]).toEqual([false, true])
        expect(waits.length).toBe(ageMillis > guide.standing.raiseRegisteredMillisMin ? 0 : 1)
      })
    )
  })
})
