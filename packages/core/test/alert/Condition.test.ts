import * as Condition from "@sluice/core/alert/Condition"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const measure = "queue.lagMillis" as const
const above = (bound: Condition.Bound): Condition.Condition => ({
  _tag: "Above",
  measure,
  fires: 10,
  recovers: 8,
  bound
})
const below = (bound: Condition.Bound): Condition.Condition => ({
  _tag: "Below",
  measure,
  fires: 10,
  recovers: 12,
  bound
})
const counted: Condition.Condition = { _tag: "Counted", measure, windowMillis: 1_000, fires: 3, recovers: 0 }
const share: Condition.Condition = {
  _tag: "Share",
  measure,
  windowMillis: 1_000,
  fires: 0.5,
  recovers: 0.4,
  bound: "reached",
  samplesMin: 20
}
const entered: Condition.Condition = { _tag: "Entered", measure, states: ["paused", "disabled"] }
const missed = (allowedMillis: number): Condition.Condition => ({ _tag: "Missed", measure, allowedMillis })

const value = (given: number): Condition.Reading => ({ _tag: "Value", value: given })
const part = (of: number, whole: number): Condition.Reading => ({ _tag: "Part", part: of, whole })

describe("Condition", () => {
  it.each<readonly [string, Condition.Condition, Condition.Reading | null, Condition.Verdict]>([
    ["above: beyond", above("passed"), value(10.1), "breached"],
    ["above: at the threshold, which only passing fires", above("passed"), value(10), "between"],
    ["above: at the threshold, which reaching fires", above("reached"), value(10), "breached"],
    ["above: in the band", above("reached"), value(9), "between"],
    ["above: where it recovers", above("reached"), value(8), "clear"],
    ["below: beyond", below("passed"), value(9.9), "breached"],
    ["below: at the threshold", below("passed"), value(10), "between"],
    ["below: at the threshold, reached", below("reached"), value(10), "breached"],
    ["below: where it recovers", below("passed"), value(12), "clear"],
    ["counted: enough", counted, { _tag: "Count", count: 3 }, "breached"],
    ["counted: fewer", counted, { _tag: "Count", count: 2 }, "between"],
    ["counted: none", counted, { _tag: "Count", count: 0 }, "clear"],
    ["share: half", share, part(10, 20), "breached"],
    ["share: all of too few", share, part(19, 19), "silent"],
    ["share: in the band", share, part(9, 20), "between"],
    ["share: low", share, part(8, 20), "clear"],
    ["share: nothing at all", { ...share, samplesMin: 0 }, part(0, 0), "silent"],
    ["entered", entered, { _tag: "State", state: "disabled" }, "breached"],
    ["left", entered, { _tag: "State", state: "approved" }, "clear"],
    ["missed", missed(100), { _tag: "Moment", atMillis: 899 }, "breached"],
    ["in time to the millisecond", missed(100), { _tag: "Moment", atMillis: 900 }, "clear"],
    ["an end that is near", missed(-100), { _tag: "Moment", atMillis: 1_099 }, "breached"],
    ["an end that is far", missed(-100), { _tag: "Moment", atMillis: 1_100 }, "clear"],
    ["nothing due", missed(0), { _tag: "Moment", atMillis: null }, "clear"],
    ["no reading", counted, null, "silent"],
    ["a reading of another kind", counted, value(5), "silent"],
    ["no number", above("passed"), value(Number.NaN), "silent"]
  ])("%s", (_name, condition, reading, verdict) => {
    expect(Condition.judge(condition, reading, 1_000)).toBe(verdict)
  })

  it("is total over any reading of any kind", () => {
    const conditions = [above("passed"), below("reached"), counted, share, entered, missed(5)]
    const number = fc.double()
    const readings = fc.oneof(
      fc.constant(null),
      fc.record({ _tag: fc.constant("Value" as const), value: number }),
      fc.record({ _tag: fc.constant("Count" as const), count: number }),
      fc.record({ _tag: fc.constant("Part" as const), part: number, whole: number }),
      fc.record({ _tag: fc.constant("State" as const), state: fc.string() }),
      fc.record({ _tag: fc.constant("Moment" as const), atMillis: fc.option(number) })
    )
    fc.assert(
      fc.property(fc.constantFrom(...conditions), readings, number, (condition, reading, nowMillis) => {
        expect(["breached", "between", "clear", "silent"]).toContain(Condition.judge(condition, reading, nowMillis))
      }),
      { numRuns: 2_000 }
    )
  })

  it("a worse value is never judged better", () => {
    const rank = { clear: 0, between: 1, breached: 2, silent: -1 }
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.constantFrom("reached" as const, "passed" as const), (a, b, bound) => {
        const at = (given: number) => rank[Condition.judge(above(bound), value(given), 0)]
        const under = (given: number) => rank[Condition.judge(below(bound), value(given), 0)]
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)))
        expect(under(Math.min(a, b))).toBeGreaterThanOrEqual(under(Math.max(a, b)))
      })
    )
  })
})
