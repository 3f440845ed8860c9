import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Behaviour from "@sluice/simulator/config/Behaviour"
import * as FaultPlan from "@sluice/simulator/FaultPlan"

const faults = (change: typeof Behaviour.Faults.Encoded = {}) => Schema.decodeSync(Behaviour.Faults)(change)
const keys = Array.from({ length: 10_000 }, (_, nth) => `opaque m${nth} 0`)
const share = <A>(values: ReadonlyArray<A>, test: (value: A) => boolean) => values.filter(test).length / values.length

describe("FaultPlan", () => {
  it("without faults everything passes and is answered", () => {
    for (const key of keys.slice(0, 100)) {
      expect(FaultPlan.before(faults(), "seed", key)._tag).toBe("Passes")
      expect(FaultPlan.after(faults(), "seed", key)._tag).toBe("Answers")
    }
  })

  it("shares of several faults add up instead of overlapping", () => {
    const set = faults({
      dropShare: 0.2,
      errors: [
        { code: 131000, share: 0.3 },
        { code: 4, share: 0.5 }
      ]
    })
    const met = keys.map((key) => FaultPlan.before(set, "seed", key))
    expect(share(met, (fault) => fault._tag === "Passes")).toBe(0)
    expect(share(met, (fault) => fault._tag === "Drops")).toBeCloseTo(0.2, 1)
    expect(share(met, (fault) => fault._tag === "Errs" && fault.code === 131000)).toBeCloseTo(0.3, 1)
    expect(share(met, (fault) => fault._tag === "Errs" && fault.code === 4)).toBeCloseTo(0.5, 1)
  })

  it("RT-04: after acceptance answers are lost, late or wrong in the shares that are set", () => {
    const set = faults({
      dropAfterAcceptShare: 0.1,
      errorAfterAcceptShare: 0.2,
      timeoutAfterAcceptShare: 0.3,
      timeoutAnswerRealMillis: 9
    })
    const met = keys.map((key) => FaultPlan.after(set, "seed", key))
    expect(share(met, (fault) => fault._tag === "Closes")).toBeCloseTo(0.1, 1)
    expect(share(met, (fault) => fault._tag === "Fails")).toBeCloseTo(0.2, 1)
    expect(share(met, (fault) => fault._tag === "Delays" && fault.realMillis === 9)).toBeCloseTo(0.3, 1)
    expect(share(met, (fault) => fault._tag === "Answers")).toBeCloseTo(0.4, 1)
  })

  it("the same request meets the same fault", () => {
    const set = faults({ dropShare: 0.5, timeoutAfterAcceptShare: 0.5 })
    for (const key of keys.slice(0, 200)) {
      expect(FaultPlan.before(set, "seed", key)).toEqual(FaultPlan.before(set, "seed", key))
      expect(FaultPlan.after(set, "seed", key)).toEqual(FaultPlan.after(set, "seed", key))
    }
  })

  it("SF-03: an outage lasts from its start to just before its end, in its own way", () => {
    const during = (kind: "refuse" | "drop" | "silent", nowMillis: number) =>
      FaultPlan.outage(faults({ outages: [{ fromMillis: 100, untilMillis: 200, kind }] }), nowMillis)._tag
    expect([99, 100, 199, 200].map((at) => during("refuse", at))).toEqual(["Passes", "Errs", "Errs", "Passes"])
    expect(during("drop", 150)).toBe("Drops")
    expect(during("silent", 150)).toBe("Hangs")
  })

  it("latency keeps to its bounds", () => {
    const set = faults({ latencyRealMillisMin: 5, latencyRealMillisMax: 9 })
    const drawn = new Set(keys.map((key) => FaultPlan.latencyRealMillis(set, "seed", key)))
    expect([...drawn].sort()).toEqual([5, 6, 7, 8, 9])
    expect(FaultPlan.latencyRealMillis(faults({ latencyRealMillisMin: 0, latencyRealMillisMax: 0 }), "seed", "x")).toBe(
      0
    )
  })
})
