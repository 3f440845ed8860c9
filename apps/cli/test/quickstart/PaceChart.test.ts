import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as PaceChart from "../../src/quickstart/PaceChart.ts"

const windowMillis = 60_000

describe("PaceChart", () => {
  it("shows at each arrival what arrived within the window before it, itself included", () => {
    const arrival = fc.record({ atMillis: fc.integer({ min: 0, max: 600_000 }), units: fc.constantFrom(1, 1.8) })
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 60 }), (drawn) => {
        const arrivals = drawn.toSorted((a, b) => a.atMillis - b.atMillis)
        const steps = PaceChart.usage(arrivals, windowMillis)
        for (const { atMillis } of arrivals) {
          const expected = arrivals
            .filter((other) => other.atMillis <= atMillis && other.atMillis > atMillis - windowMillis)
            .reduce((sum, { units }) => sum + Math.round(units * 1_000), 0)
          expect(steps.findLast((step) => step.atMillis <= atMillis)?.units).toBe(expected / 1_000)
        }
        expect(steps.at(-1)?.units).toBe(0)
      })
    )
  })

  it("RL-02: three media are 5.4 units", () => {
    const media = [0, 1_000, 2_000].map((atMillis) => ({ atMillis, units: 1.8 }))
    expect(PaceChart.peakUnits(PaceChart.usage(media, windowMillis))).toBe(5.4)
  })

  it("draws a panel a sender with its limit, and escapes what it is told", () => {
    const picture = PaceChart.svg(
      [
        { title: "shop <1>", limitUnits: 5, arrivals: [{ atMillis: 10_000, units: 1 }] },
        { title: "shop 2", limitUnits: 30, arrivals: [] }
      ],
      windowMillis,
      "a & b"
    )
    expect(picture).toMatch(/^<svg [^>]+>\n/)
    expect(picture).toContain("shop &lt;1&gt;")
    expect(picture).toContain("<title>a &amp; b</title>")
    expect(picture.match(/limit \d+ units a minute/g)).toEqual(["limit 5 units a minute", "limit 30 units a minute"])
    expect(picture).not.toContain("NaN")
  })
})
