import { guide } from "@sluice/core/policy/guide"
import * as TechnicalChecks from "@sluice/core/onboarding/TechnicalChecks"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { allPassed, passed, testMessages } from "./runs.ts"

const failed: TechnicalChecks.Outcome = { _tag: "Failed", atMillis: 5, finding: "no certificate" }
const openForTest = (state: TechnicalChecks.State) => TechnicalChecks.openForProductionTest(guide.onboarding, state)

describe("TechnicalChecks", () => {
  it("ON-02: every check is listed once, with what it looks at", () => {
    const listed = TechnicalChecks.checks.map(({ check }) => check)
    expect(listed).toEqual([...TechnicalChecks.Check.literals])
    for (const { looksAt } of TechnicalChecks.checks) expect(looksAt).toMatch(/\((WH|SF|TP|PH)-\d\d\)\.$/)
  })

  it("ON-02: a check that was not run is open, and so is one that failed", () => {
    expect(TechnicalChecks.openForIntegration(TechnicalChecks.initial).map(({ _tag }) => _tag)).toEqual(
      TechnicalChecks.checks.map(() => "NotRun")
    )
    expect(TechnicalChecks.openForIntegration(allPassed)).toEqual([])
    const state = TechnicalChecks.ran(allPassed, "webhook-https", failed)
    const open = { _tag: "Failed", check: "webhook-https", finding: "no certificate" }
    expect(TechnicalChecks.openForIntegration(state)).toEqual([open])
  })

  it("ON-02: the newest run counts, in whatever order outcomes come", () => {
    const later = TechnicalChecks.ran(TechnicalChecks.initial, "token", { _tag: "Passed", atMillis: 9 })
    expect(TechnicalChecks.ran(later, "token", failed)).toBe(later)
    const tested = TechnicalChecks.messageTested(TechnicalChecks.initial, "+85251234567", {
      _tag: "Passed",
      atMillis: 9
    })
    expect(TechnicalChecks.messageTested(tested, "+85251234567", failed)).toBe(tested)
    expect(TechnicalChecks.ran(later, "token", { ...failed, atMillis: 10 }).outcomes.token?._tag).toBe("Failed")
  })

  it("ON-02: the callback address answers within less than a second", () => {
    expect(TechnicalChecks.answerTime(guide.receiving, 999, 1)).toEqual({ _tag: "Passed", atMillis: 1 })
    expect(TechnicalChecks.answerTime(guide.receiving, 1_000, 1)).toMatchObject({ _tag: "Failed", atMillis: 1 })
  })

  it("ON-02: the production test takes a delivered test message to each of 5 to 10 numbers", () => {
    const counts = [0, 4, 5, 10, 11].map((count) => openForTest(testMessages(count)).length)
    expect(counts).toEqual([1, 1, 0, 0, 1])
    expect(openForTest(testMessages(4))).toEqual([{ _tag: "TestNumbers", passed: 4, numbersMin: 5, numbersMax: 10 }])
    const one = TechnicalChecks.messageTested(testMessages(6), "+85251234500", {
      ...failed,
      finding: "not on WhatsApp"
    })
    const open = { _tag: "TestMessageFailed", number: "+85251234500", finding: "not on WhatsApp" }
    expect(openForTest(one)).toEqual([open])
    expect(openForTest(TechnicalChecks.messageTested(one, "+85251234500", passed))).toEqual([open])
  })

  it("ON-02: the record survives its JSON", () => {
    for (const state of [TechnicalChecks.initial, TechnicalChecks.ran(testMessages(2), "token", failed), allPassed]) {
      expect(Schema.decodeUnknownSync(TechnicalChecks.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })
})
