import { guide } from "@sluice/core/policy/guide"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Onboarding from "@sluice/core/onboarding/Onboarding"
import * as Outlook from "@sluice/core/onboarding/Outlook"
import { describe, expect, it } from "vitest"
import { date } from "./dates.ts"

const calendar = BusinessDays.western([date("2026-12-25")])
const at = (state: Onboarding.State, today: string, of = calendar): Outlook.Outlook =>
  Outlook.at(guide.onboarding, of, state, date(today))
const span = ({ earliestDay, latestDay }: Outlook.Outlook) => [earliestDay, latestDay].map(BusinessDays.toIso)
const done = (day: string): Onboarding.Progress => ({ _tag: "Done", day: date(day) })
const working = (since: string, workedDays = 0): Onboarding.Progress => ({
  _tag: "Working",
  sinceDay: date(since),
  workedDays
})
const withSteps = (changes: Partial<Onboarding.State>): Onboarding.State => ({ ...Onboarding.initial, ...changes })
/** The account and the provider are there since Wednesday, 2026-11-25. */
const half = { "developer-account": done("2026-11-24"), "bsp-choice": done("2026-11-25") }

describe("Outlook", () => {
  it("ON-01: from nothing it takes 7 to 10 business days, weekends and holidays left out", () => {
    const outlook = at(Onboarding.initial, "2026-11-23")
    expect(outlook).toMatchObject({ done: 0, total: 4, blocked: null, overdue: false })
    expect(outlook.current?.step).toBe("developer-account")
    expect(span(outlook)).toEqual(["2026-12-02", "2026-12-07"])
    expect(span(at(Onboarding.initial, "2026-12-21"))).toEqual(["2026-12-31", "2027-01-05"])
  })

  it("ON-01: work that goes on as expected leaves the date where it is", () => {
    const state = withSteps({ ...half, integration: working("2026-11-25") })
    const first = at(state, "2026-11-25")
    expect(first).toMatchObject({ done: 2, total: 4, current: { step: "integration" } })
    expect(span(first)).toEqual(["2026-12-02", "2026-12-04"])
    expect(span(at(state, "2026-11-27"))).toEqual(span(first))
  })

  it("ON-01: a step beyond its most is overdue and moves the date", () => {
    const state = withSteps({ ...half, integration: working("2026-11-25") })
    const inTime = at(state, "2026-12-02")
    expect([inTime.overdue, span(inTime)]).toEqual([false, ["2026-12-04", "2026-12-04"]])
    const late = at(state, "2026-12-03")
    expect([late.overdue, span(late)]).toEqual([true, ["2026-12-07", "2026-12-07"]])
  })

  it("ON-01: a blocked step is shown with its reason, and each day of it moves the date by one", () => {
    const sinceDay = date("2026-11-27")
    const blocked = { _tag: "Blocked", sinceDay, workedDays: 2, reason: "no certificate" } as const
    const state = withSteps({ ...half, integration: blocked })
    const outlook = at(state, "2026-11-27")
    expect(outlook.blocked).toEqual({ step: "integration", reason: "no certificate", sinceDay })
    expect(span(outlook)).toEqual(["2026-12-02", "2026-12-04"])
    expect(span(at(state, "2026-11-30"))).toEqual(["2026-12-03", "2026-12-07"])
    expect(at(state, "2026-12-20").overdue).toBe(false)
  })

  it("ON-01: once live the date is the day it went live", () => {
    const all = withSteps({ ...half, integration: done("2026-12-01"), "production-test": done("2026-12-03") })
    const outlook = at(all, "2027-03-01")
    expect(outlook).toMatchObject({ done: 4, current: null, blocked: null, overdue: false })
    expect(span(outlook)).toEqual(["2026-12-03", "2026-12-03"])
  })
})
