import * as IntakeGuard from "@sluice/core/guard/IntakeGuard"
import { guide } from "@sluice/core/policy/guide"
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const malformed = (state: IntakeGuard.State, atMillis: number): IntakeGuard.State =>
  IntakeGuard.afterMalformed(guide.receiving, state, atMillis)
const row = (count: number, atMillis: number): IntakeGuard.State =>
  Array.from({ length: count }).reduce<IntakeGuard.State>((state) => malformed(state, atMillis), IntakeGuard.initial)

describe("IntakeGuard", () => {
  it("GD-02: five malformed in a row pause the intake for 30 s: 503, with the time left in Retry-After", () => {
    expect(IntakeGuard.admits(row(4, 0), 0)).toEqual({ _tag: "Admitted" })
    const paused = row(5, 0)
    expect(IntakeGuard.admits(paused, 0)).toEqual({ _tag: "Refused", answer: { status: 503, retryAfterSeconds: 30 } })
    expect(IntakeGuard.admits(paused, 29_001)).toMatchObject({ answer: { retryAfterSeconds: 1 } })
    expect(IntakeGuard.admits(paused, 30_000)).toEqual({ _tag: "Admitted" })
  })

  it("GD-02: a good callback breaks the row", () => {
    expect(IntakeGuard.afterGood(row(4, 0), 1)).toEqual(IntakeGuard.initial)
    expect(IntakeGuard.afterGood(IntakeGuard.initial, 1)).toBe(IntakeGuard.initial)
  })

  it("GD-02: what is read during a pause neither ends nor prolongs it, and afterwards counting starts from none", () => {
    const paused = row(5, 0)
    expect(malformed(paused, 29_999)).toBe(paused)
    expect(IntakeGuard.afterGood(paused, 29_999)).toBe(paused)
    expect(malformed(paused, 30_000)).toEqual({ _tag: "Open", malformedInRow: 1 })
    expect(IntakeGuard.afterGood(paused, 30_000)).toEqual(IntakeGuard.initial)
  })

  it("GD-02: a sender that waits as told is always admitted", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 0, max: 40_000 }), (since, after) => {
        const decision = IntakeGuard.admits(row(5, since), since + after)
        const waitMillis = decision._tag === "Refused" ? decision.answer.retryAfterSeconds * 1_000 : 0
        expect(IntakeGuard.admits(row(5, since), since + after + waitMillis)._tag).toBe("Admitted")
      })
    )
  })

  it("GD-02: its states survive their JSON", () => {
    for (const state of [row(3, 0), row(5, 7)]) {
      expect(Schema.decodeUnknownSync(IntakeGuard.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })
})
