import * as LaneLook from "@sluice/core/routing/LaneLook"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const { defaults } = LaneLook

describe("LaneLook", () => {
  it("RL-12: a lane with few candidates looks soon, one with many each second, one that was idle less often", () => {
    const looked = { candidates: 0, lookedMillis: 0, workedMillis: 0 }
    const many = defaults.peekMax / 10
    expect(LaneLook.isDue(defaults, looked, 19)).toBe(false)
    expect(LaneLook.isDue(defaults, looked, 20)).toBe(true)
    expect(LaneLook.isDue(defaults, { ...looked, candidates: many }, 999)).toBe(false)
    expect(LaneLook.isDue(defaults, { ...looked, candidates: many }, 1_000)).toBe(true)
    expect(LaneLook.isDue(defaults, { ...looked, lookedMillis: 6_000 }, 6_199)).toBe(false)
    expect(LaneLook.isDue(defaults, { ...looked, lookedMillis: 6_000 }, 6_200)).toBe(true)
  })

  it("RL-12: the next look is counted from the last; a lane whose sender waits does not look for what would have to wait too", () => {
    const looked = { candidates: 0, lookedMillis: 0, workedMillis: 0 }
    expect(LaneLook.nextMillis(defaults, { ...looked, lookedMillis: 100 }, false, 100)).toBe(120)
    expect(LaneLook.nextMillis(defaults, { ...looked, lookedMillis: 90 }, false, 100)).toBe(110)
    expect(LaneLook.nextMillis(defaults, { ...looked, lookedMillis: 80 }, false, 100)).toBe(120)
    expect(LaneLook.nextMillis(defaults, { ...looked, lookedMillis: 6_000 }, false, 6_000)).toBe(6_200)
    expect(LaneLook.nextMillis(defaults, looked, true, 100)).toBe(1_100)
  })

  it("a lane that is called looks soon after its last look, unless it knows of candidates enough", () => {
    const looked = { candidates: 3, lookedMillis: 100, workedMillis: 0 }
    expect(LaneLook.calledMillis(defaults, looked)).toBe(105)
    expect(LaneLook.calledMillis(defaults, { ...looked, candidates: defaults.peekMax / 10 })).toBe(Infinity)
  })

  it("RL-12: leaving idle rounds out comes to the same as going through each", () => {
    const span = fc.integer({ min: 1, max: 500 })
    fc.assert(
      fc.property(
        fc.record({
          pollMillis: span,
          idlePollMillis: span,
          idleAfterMillis: fc.nat({ max: 3_000 }),
          holdPollMillis: span,
          callMillis: fc.constant(5),
          peekMax: fc.constant(200),
          keptBackMax: fc.constant(1_000)
        }),
        fc.boolean(),
        fc.nat({ max: 40 }),
        fc.nat({ max: 2_000 }),
        fc.nat({ max: 30_000 }),
        (drawn, senderWaits, candidates, ageMillis, idleMillis) => {
          // An idle lane looks no more often than a busy one.
          const rhythm = { ...drawn, idlePollMillis: drawn.pollMillis + drawn.idlePollMillis }
          const workedMillis = 10_000
          const untilMillis = workedMillis + idleMillis
          let lookedMillis = workedMillis - ageMillis
          const looked = { candidates, lookedMillis, workedMillis }
          let atMillis = LaneLook.nextMillis(rhythm, looked, senderWaits, workedMillis)
          while (atMillis < untilMillis) {
            if (LaneLook.isDue(rhythm, { ...looked, lookedMillis }, atMillis)) lookedMillis = atMillis
            atMillis = LaneLook.nextMillis(rhythm, { ...looked, lookedMillis }, senderWaits, atMillis)
          }
          expect(LaneLook.idle(rhythm, looked, senderWaits, workedMillis, untilMillis)).toEqual({
            lookedMillis,
            actsMillis: atMillis
          })
        }
      ),
      { numRuns: 500 }
    )
  })
})
