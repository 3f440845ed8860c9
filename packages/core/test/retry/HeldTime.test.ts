import * as HeldTime from "@sluice/core/retry/HeldTime"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const moment = fc.integer({ min: 0, max: 60 })
const spans = fc.array(fc.record({ sinceMillis: moment, untilMillis: fc.option(moment) }), { maxLength: 8 })

describe("HeldTime", () => {
  it("RT-01: counts each instant once, however many holds cover it", () => {
    const overlapping = [
      { sinceMillis: 10, untilMillis: 30 },
      { sinceMillis: 20, untilMillis: 40 },
      { sinceMillis: 12, untilMillis: 15 },
      { sinceMillis: 90, untilMillis: null }
    ]
    expect(HeldTime.within(overlapping, 0, 100)).toBe(40)
    expect(HeldTime.within(overlapping, 25, 35)).toBe(10)
    expect(HeldTime.within([], 0, 100)).toBe(0)
  })

  it("RT-01: agrees with counting instant by instant", () => {
    fc.assert(
      fc.property(spans, moment, moment, (given, from, to) => {
        const held = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).filter((instant) =>
          given.some(
            ({ sinceMillis, untilMillis }) => sinceMillis <= instant && (untilMillis === null || instant < untilMillis)
          )
        )
        expect(HeldTime.within(given, from, to)).toBe(held.length)
      }),
      { numRuns: 1_000 }
    )
  })
})
