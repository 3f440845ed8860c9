import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { date } from "./dates.ts"

/** The Christmas days of 2026: Friday and Saturday. */
const calendar = BusinessDays.western([date("2026-12-25"), date("2026-12-26")])
const after = (from: string, count: number): string =>
  BusinessDays.toIso(BusinessDays.after(calendar, date(from), count))
const anyDay = fc.integer({ min: -50_000, max: 50_000 })

describe("BusinessDays", () => {
  it.each([
    ["2026-11-20", 1, "2026-11-23"],
    ["2026-11-23", 5, "2026-11-30"],
    ["2026-12-23", 2, "2026-12-28"],
    ["2026-11-23", 0, "2026-11-23"],
    ["2026-11-21", 0, "2026-11-23"],
    ["2026-11-21", 1, "2026-11-23"]
  ])("ON-01: weekends and holidays do not count: %s and %d business days are %s", (from, count, expected) => {
    expect(after(from, count)).toBe(expected)
  })

  it("ON-01: counting on and counting between are each other's inverse", () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 90 })),
        (from, count, free) => {
          const some = BusinessDays.western(free.map((offset) => from + offset))
          const to = BusinessDays.after(some, from, count)
          expect(BusinessDays.isBusinessDay(some, to)).toBe(true)
          expect(BusinessDays.between(some, from, to)).toBe(count)
        }
      )
    )
  })

  it("ON-01: another weekend is another calendar, and one of seven days is none", () => {
    const friday = { weekend: new Set([5, 6]), holidays: new Set<number>() }
    const days = ["2026-11-20", "2026-11-21", "2026-11-22"].map(date)
    expect(days.map((day) => BusinessDays.isBusinessDay(friday, day))).toEqual([false, false, true])
    const never = { weekend: new Set([1, 2, 3, 4, 5, 6, 7]), holidays: new Set<number>() }
    expect(BusinessDays.after(never, 10, 3)).toBe(13)
    const tooMany = { weekend: new Set([0, 1, 2, 3, 4, 5, 6, 7]), holidays: new Set<number>() }
    expect(BusinessDays.after(tooMany, 10, 3)).toBe(13)
  })

  it("ON-01: between a day and an earlier one there is nothing", () => {
    expect(BusinessDays.between(calendar, date("2026-11-23"), date("2026-11-23"))).toBe(0)
    expect(BusinessDays.between(calendar, date("2026-11-23"), date("2026-11-16"))).toBe(0)
  })

  it("ON-01: a date is read only as it is written, and only if it exists", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(BusinessDays.fromIso(BusinessDays.toIso(day))).toBe(day)
      })
    )
    for (const wrong of ["2026-02-30", "2026-13-01", "2026-1-1", "", "23.11.2026", "2026-11-23T10:00"]) {
      expect(BusinessDays.fromIso(wrong)).toBeNull()
    }
  })

  it("ON-01: the day is that of the business's clock", () => {
    const late = Date.parse("2026-11-22T16:30:00Z")
    const dayIn = (zone: string): string | null => {
      const day = BusinessDays.dayOf(zone, late)
      return day === null ? null : BusinessDays.toIso(day)
    }
    expect([dayIn("Etc/UTC"), dayIn("Asia/Seoul"), dayIn("no such zone")]).toEqual(["2026-11-22", "2026-11-23", null])
  })
})
