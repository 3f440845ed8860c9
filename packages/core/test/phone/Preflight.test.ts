import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Preflight from "@sluice/core/phone/Preflight"
import { guide } from "@sluice/core/policy/guide"

const numbers = guide.numbers

/** A small seeded generator: units in [0, 1). */
const units = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

describe("Preflight", () => {
  it("PH-08: is due from 1000 rows on", () => {
    expect([0, 999, 1_000, 5_000].map((rows) => Preflight.isDue(numbers, rows))).toEqual([false, false, true, true])
  })

  it("PH-08: a list of known length is sampled by exactly 10 %, each row at most once, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), fc.integer(), (rows, seed) => {
        const unit = units(seed)
        const sample = Preflight.sampleOf(numbers, rows, () => unit())
        expect(sample.length).toBe(Math.ceil(rows * 0.1))
        expect([...new Set(sample)].sort((a, b) => a - b)).toEqual(sample)
        for (const row of sample) expect(row >= 0 && row < rows).toBe(true)
      })
    )
  })

  it("PH-08: the sample is uniform: every row is as likely as any other", () => {
    const unit = units(1)
    const rows = 50
    const trials = 20_000
    const times = Array.from({ length: rows }, () => 0)
    for (let trial = 0; trial < trials; trial++)
      for (const row of Preflight.sampleOf(numbers, rows, () => unit())) times[row] = (times[row] ?? 0) + 1
    // 2000 expected each, with a standard deviation of 42.
    for (const count of times) expect(Math.abs(count - trials * 0.1)).toBeLessThan(6 * 42)
  })

  it("PH-08: a stream of unknown length is sampled by 10 %", () => {
    const unit = units(2)
    let sampled = 0
    for (let row = 0; row < 100_000; row++) if (Preflight.isSampled(numbers, unit())) sampled++
    expect(sampled).toBeGreaterThan(9_500)
    expect(sampled).toBeLessThan(10_500)
  })

  it("PH-08: Wilson's interval, against published values", () => {
    expect(Preflight.project(10_000, 100, 10)).toMatchObject({ rate: 0.1, failures: 1_000 })
    const { high, low } = Preflight.project(10_000, 100, 10)
    expect(low).toBeCloseTo(0.0552, 4)
    expect(high).toBeCloseTo(0.1744, 4)
    expect(Preflight.project(1_000, 20, 0)).toMatchObject({ low: 0 })
    expect(Preflight.project(1_000, 20, 0).high).toBeCloseTo(0.1611, 4)
    expect(Preflight.project(1_000, 20, 20)).toMatchObject({ high: 1 })
  })

  it("PH-08: the interval holds the truth about 95 times in 100, and always lies around the rate", () => {
    const unit = units(3)
    let held = 0
    const trials = 2_000
    for (let trial = 0; trial < trials; trial++) {
      let failed = 0
      for (let draw = 0; draw < 400; draw++) if (unit() < 0.05) failed++
      const { high, low, rate } = Preflight.project(4_000, 400, failed)
      expect(low <= rate && rate <= high).toBe(true)
      if (low <= 0.05 && 0.05 <= high) held++
    }
    expect(held / trials).toBeGreaterThan(0.93)
    expect(held / trials).toBeLessThan(0.975)
  })

  it("PH-08: a list judged completely is certain, an empty sample says nothing", () => {
    expect(Preflight.project(40, 40, 10)).toMatchObject({ rate: 0.25, low: 0.25, high: 0.25, failures: 10 })
    expect(Preflight.project(5_000, 0, 0)).toMatchObject({ low: 0, high: 1, failuresLow: 0, failuresHigh: 5_000 })
    expect(Preflight.project(0, 0, 0)).toMatchObject({ failures: 0, failuresHigh: 0 })
  })

  it("PH-08: the caller can stop above a threshold, and learns whether the sample settles it", () => {
    const projection = Preflight.project(10_000, 1_000, 100)
    expect(Preflight.decide(projection, 0.05)).toEqual(Preflight.Stop({ certain: true }))
    expect(Preflight.decide(projection, 0.095)).toEqual(Preflight.Stop({ certain: false }))
    expect(Preflight.decide(projection, 0.1)).toEqual(Preflight.Proceed({ certain: false }))
    expect(Preflight.decide(projection, 0.2)).toEqual(Preflight.Proceed({ certain: true }))
  })
})
