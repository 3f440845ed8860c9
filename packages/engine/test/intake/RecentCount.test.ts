import * as RecentCount from "@sluice/engine/intake/RecentCount"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

describe("counts of what happened of late", () => {
  it("GD-03: every event of the window is counted, and none that is a second older", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(200_000), { maxLength: 50 }),
        fc.integer({ min: 1_000, max: RecentCount.windowMillisMax }),
        (moments, windowMillis) => {
          const times = moments.toSorted((a, b) => a - b)
          const nowMillis = times.at(-1) ?? 0
          const state = times.reduce(RecentCount.add, RecentCount.initial)
          const count = RecentCount.within(state, windowMillis, nowMillis)
          expect(count).toBeGreaterThanOrEqual(times.filter((at) => at > nowMillis - windowMillis).length)
          expect(count).toBeLessThanOrEqual(times.filter((at) => at > nowMillis - windowMillis - 1_000).length)
        }
      )
    )
  })

  it("it takes no more room than a window has seconds, whatever comes", () => {
    let state = RecentCount.initial
    for (let millis = 0; millis < 600_000; millis += 100) state = RecentCount.add(state, millis)
    expect(state.length).toBeLessThanOrEqual(61)
  })
})
