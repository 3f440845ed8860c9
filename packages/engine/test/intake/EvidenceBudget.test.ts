import * as EvidenceBudget from "@sluice/engine/intake/EvidenceBudget"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

describe("the budget of evidence", () => {
  it("GD-03: however bad signatures come, a day keeps no more than a burst and one a minute", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60_000), { maxLength: 2_000 }), (gaps) => {
        let state = EvidenceBudget.initial
        let [nowMillis, kept] = [0, 0]
        for (const gap of gaps) {
          nowMillis += gap
          const [keeps, next] = EvidenceBudget.spend(state, nowMillis)
          state = next
          if (keeps) kept++
        }
        expect(kept).toBeLessThanOrEqual(100 + nowMillis / 60_000)
        expect(kept).toBeGreaterThanOrEqual(Math.min(gaps.length, 100))
      })
    )
  })

  it("a clock that goes back gives nothing", () => {
    let state = EvidenceBudget.initial
    for (let n = 0; n < 100; n++) [, state] = EvidenceBudget.spend(state, 1_000_000)
    expect(EvidenceBudget.spend(state, 0)[0]).toBe(false)
  })
})
