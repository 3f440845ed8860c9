import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Timestamp from "@sluice/core/callback/Timestamp"

/** Stamps for events of these seconds, in order. */
const stamps = (seconds: ReadonlyArray<number>): ReadonlyArray<Timestamp.Stamp> => {
  let state = Timestamp.initial
  return seconds.map((second) => {
    const given = Timestamp.stamp(state, second)
    state = Timestamp.record(state, given)
    return given
  })
}

const millis = (seconds: ReadonlyArray<number>): ReadonlyArray<number> => stamps(seconds).map((given) => given.millis)

describe("Timestamp", () => {
  it("WH-07: the first event of a second is numbered 001, never a bare ×1000", () => {
    expect(millis([1_750_000_000])).toEqual([1_750_000_000_001])
  })

  it("WH-07: events of one second keep their order; another second begins anew", () => {
    expect(millis([1_750_000_000, 1_750_000_000, 1_750_000_007, 1_750_000_000])).toEqual([
      1_750_000_000_001, 1_750_000_000_002, 1_750_000_007_001, 1_750_000_000_003
    ])
  })

  it("WH-07: the 1000th event of a second takes the next second's first free number, and says so", () => {
    const second = 1_750_000_000
    const all = stamps([second + 1, ...Array<number>(1_001).fill(second), second + 1])
    expect(all[999]).toEqual({ millis: second * 1_000 + 999, second, spilledSeconds: 0 })
    expect(all[1_000]).toEqual({ millis: second * 1_000 + 1_002, second: second + 1, spilledSeconds: 1 })
    expect(all[1_001]).toMatchObject({ millis: second * 1_000 + 1_003 })
    expect(all[1_002]).toEqual({ millis: second * 1_000 + 1_004, second: second + 1, spilledSeconds: 0 })
  })

  it("WH-07: 5,000 events in one second spill over five, in order and without a bare second", () => {
    const all = millis(Array<number>(5_000).fill(1_750_000_000))
    expect(all).toEqual([...all].toSorted((a, b) => a - b))
    expect(new Set(all).size).toBe(5_000)
    expect(all.filter((at) => at % 1_000 === 0)).toEqual([])
    expect((all.at(-1) ?? 0) - 1_750_000_000_000).toBe(5_005)
  })

  it("WH-07: over any order of seconds, stamps are unique, ordered within a second, close to it, and repeatable", () => {
    const second = fc.integer({ min: 1_750_000_000, max: 1_750_000_003 })
    fc.assert(
      fc.property(fc.array(second, { maxLength: 3_000, size: "max" }), (seconds) => {
        const all = stamps(seconds)
        expect(new Set(all.map((given) => given.millis)).size).toBe(all.length)
        const last = new Map<number, number>()
        for (const [position, given] of all.entries()) {
          const of = seconds[position] ?? 0
          expect(given.millis).toBeGreaterThan(last.get(of) ?? of * 1_000)
          expect(Math.floor(given.millis / 1_000)).toBe(of + given.spilledSeconds)
          last.set(of, given.millis)
        }
        expect(stamps(seconds)).toEqual(all)
      }),
      { numRuns: 40 }
    )
  })
})
