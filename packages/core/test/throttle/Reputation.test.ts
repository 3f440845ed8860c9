import * as Reputation from "@sluice/core/throttle/Reputation"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { window } from "./figures.ts"

const initial = Reputation.initial(window)
const hour = 3_600_000

/** A departure every 12 s with this share in use. */
const steady = (from: Reputation.State, share: number, spanMillis: number, startMillis = 0): Reputation.State => {
  let state = from
  for (let atMillis = startMillis; atMillis <= startMillis + spanMillis; atMillis += 12_000) {
    state = Reputation.departed(window, state, share, atMillis)
  }
  return state
}

describe("Reputation", () => {
  it("RL-03: rises by 0.05 for each six hours of clean sending near the limit", () => {
    expect(steady(initial, 1, 6 * hour - 12_000).factor).toBe(1)
    expect(steady(initial, 1, 6 * hour).factor).toBe(1.05)
    expect(steady(initial, 0.8, 12 * hour).factor).toBe(1.1)
  })

  it("RL-03: time below the limit and silence neither count nor undo", () => {
    expect(steady(initial, 0.79, 24 * hour).factor).toBe(1)
    const half = steady(initial, 1, 3 * hour)
    const later = 40 * hour
    expect(steady(half, 1, 3 * hour - 12_000, later).factor).toBe(1)
    expect(steady(half, 1, 3 * hour, later).factor).toBe(1.05)
  })

  it("RL-03: falls by a tenth on an unexplained 429, once for all sends of one moment, and clean time starts over", () => {
    const near = steady(initial, 1, 5 * hour)
    const fallen = Reputation.refused(window, near, 5 * hour, 5 * hour + 300)
    expect(fallen).toMatchObject({ factor: 0.9, nearMillis: 0 })
    expect(Reputation.refused(window, fallen, 5 * hour + 200, 5 * hour + 600)).toBe(fallen)
    expect(Reputation.refused(window, fallen, 7 * hour, 7 * hour + 300).factor).toBe(0.81)
  })

  it("RL-03: stays within 0.7 and 1.3 whatever happens", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60_000 })), { maxLength: 2_000 }),
        (steps) => {
          const quick = { ...window, reputationRiseMillis: 60_000 }
          let state = initial
          let atMillis = 0
          for (const [up, after] of steps) {
            atMillis += after
            state = up
              ? Reputation.departed(quick, state, 1, atMillis)
              : Reputation.refused(quick, state, atMillis, atMillis)
            expect(state.factor).toBeGreaterThanOrEqual(0.7)
            expect(state.factor).toBeLessThanOrEqual(1.3)
          }
        }
      ),
      { numRuns: 50, seed: 3 }
    )
    expect(steady(initial, 1, 60 * hour).factor).toBe(1.3)
  })
})
