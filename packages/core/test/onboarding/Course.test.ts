import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Course from "@sluice/core/onboarding/Course"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { date } from "./dates.ts"

const late = Date.parse("2026-11-22T16:30:00Z")

describe("Course", () => {
  it.each([
    [null, "Asia/Seoul", "2026-11-23"],
    ["Etc/UTC", "Asia/Seoul", "2026-11-22"],
    ["no such zone", "Asia/Seoul", "2026-11-23"],
    ["no such zone", "none either", "2026-11-22"]
  ])("ON-01: today is that of %s, else of %s: %s", (timeZone, otherwise, expected) => {
    const today = Course.today({ ...Course.initial, timeZone }, otherwise, late)
    expect(BusinessDays.toIso(today)).toBe(expected)
  })

  it("ON-01: its own holidays are no business days", () => {
    const calendar = Course.calendar({ ...Course.initial, holidays: [date("2026-11-23")] })
    expect(BusinessDays.toIso(BusinessDays.after(calendar, date("2026-11-20"), 1))).toBe("2026-11-24")
  })

  it("NV-01, NV-02: what was kept before numbers were verified is read as it stands", () => {
    const { documents: _, verifications: __, ...before } = Course.initial
    expect(Schema.decodeUnknownSync(Course.State)(JSON.parse(JSON.stringify(before)))).toEqual(Course.initial)
  })

  it("ON-02: a new test message makes the outcome of the one before it unknown", () => {
    const outcome = { _tag: "Passed", atMillis: 1 } as const
    const checks = { outcomes: {}, testMessages: { "+1": outcome, "+2": outcome } }
    const tested = Course.tested({ ...Course.initial, checks, tests: { "+1": "a", "+2": "b" } }, "+1", "c")
    expect(tested.tests).toEqual({ "+1": "c", "+2": "b" })
    expect(tested.checks.testMessages).toEqual({ "+2": outcome })
    expect(Schema.decodeUnknownSync(Course.State)(JSON.parse(JSON.stringify(tested)))).toEqual(tested)
  })
})
