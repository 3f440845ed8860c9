import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { guide } from "@sluice/core/policy/guide"
import * as Throttle from "@sluice/core/throttle/Throttle"

const minute = 60_000
const hour = 60 * minute

/** A Tuesday, 10:00 UTC: the first peak of the day begins. */
const peakBegins = Date.UTC(2026, 2, 10, 10)
const peakEnds = peakBegins + 2 * hour

const context: Throttle.Context = {
  sender: "a",
  pacing: guide.pacing,
  standing: { tier: "raised", throughput: "standard" },
  timeZone: "Etc/UTC"
}

const request = (index: number, units: number): Throttle.Request => ({
  id: `m${index}`,
  recipient: `r${index}`,
  units,
  kind: "text",
  template: null,
  probeOf: null
})

/** A state after sends at their moments, each answered a while later, admitted or not. */
const after = (startMillis: number, sends: ReadonlyArray<{ readonly gapMillis: number; readonly units: number }>) => {
  let state = Throttle.initial(context)
  let nowMillis = startMillis
  for (const [index, { gapMillis, units }] of sends.entries()) {
    nowMillis += gapMillis
    state = Throttle.evolve(context, state, {
      _tag: "Departed",
      id: `s${index}`,
      recipient: `s${index}`,
      units,
      atMillis: nowMillis
    })
    state = Throttle.evolve(context, state, { _tag: "Answered", id: `s${index}`, atMillis: nowMillis })
  }
  return { state, nowMillis }
}

describe("Throttle's waits", () => {
  it("RL-01: one that a peak shortens ends when the peak begins, at the moment at which the peak's limit lets it go", () => {
    // Thirty until a quarter of a minute before the peak are all of 30 a minute, and 60 % of its 50; the pause ends before it begins.
    const { nowMillis, state } = after(
      peakBegins - 30_000,
      Array.from({ length: 30 }, () => ({ gapMillis: 500, units: 1 }))
    )
    const decision = Throttle.decide(context, state, request(0, 1), nowMillis)
    expect(decision).toMatchObject({ _tag: "Waits", untilMillis: peakBegins })
    expect(Throttle.decide(context, state, request(0, 1), peakBegins)._tag).toBe("Admitted")
    expect(Throttle.decide(context, state, request(0, 1), peakBegins - 1)._tag).toBe("Waits")
  })

  it("RL-01, RL-04, RL-05: every wait around the edges of a peak is exact: not a moment before, and not later than it could be", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(peakBegins, peakEnds),
        fc.integer({ min: -2 * minute, max: 10_000 }),
        fc.array(fc.record({ gapMillis: fc.integer({ min: 0, max: 2_500 }), units: fc.constantFrom(1, 1.8) }), {
          minLength: 1,
          maxLength: 60
        }),
        fc.constantFrom(1, 1.8),
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (edge, offset, sends, units, shares) => {
          const { nowMillis, state } = after(edge + offset, sends)
          const decision = Throttle.decide(context, state, request(0, units), nowMillis)
          if (decision._tag !== "Waits") return
          const spanMillis = decision.untilMillis - nowMillis
          expect(spanMillis).toBeGreaterThan(0)
          const tags = (moments: ReadonlyArray<number>) =>
            moments.map((atMillis) => Throttle.decide(context, state, request(0, units), atMillis)._tag)
          expect(tags([decision.untilMillis])).toEqual(["Admitted"])
          const before = [
            ...shares.map((share) => nowMillis + Math.floor(share * spanMillis)),
            decision.untilMillis - 1
          ]
          expect(tags(before)).not.toContain("Admitted")
        }
      ),
      { numRuns: 500, seed: 20_260_310 }
    )
  })
})
