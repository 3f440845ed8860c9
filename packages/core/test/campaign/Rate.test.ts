import * as Rate from "@sluice/core/campaign/Rate"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const second = 1_000
const minute = 60 * second

describe("Rate", () => {
  it("tells messages a minute, and when the rest will have left", () => {
    const marks = Rate.note(Rate.none, 10, 0)
    expect(Rate.perMinute(marks, 10, 0)).toBeNull()
    expect(Rate.perMinute(marks, 40, 2 * minute)).toBe(15)
    expect(Rate.finishMillis(15, 30, 2 * minute)).toBe(4 * minute)
    expect(Rate.finishMillis(0, 30, 2 * minute)).toBeNull()
    expect(Rate.finishMillis(null, 30, 2 * minute)).toBeNull()
  })

  it("remembers a quarter of an hour in a few dozen marks, however often it is asked", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10 * minute), { maxLength: 300 }), (gaps) => {
        let nowMillis = 0
        let marks = Rate.none
        gaps.forEach((gap, left) => {
          nowMillis += gap
          marks = Rate.note(marks, left, nowMillis)
          expect(marks.length).toBeLessThanOrEqual(32)
          expect(nowMillis - (marks[0]?.atMillis ?? nowMillis)).toBeLessThanOrEqual(15.5 * minute)
        })
      })
    )
  })

  it("a steady campaign shows its rate, whenever it is asked", () => {
    let marks = Rate.none
    const shown: Array<number> = []
    for (let at = 0; at <= 60 * minute; at += 7 * second) {
      const left = Math.floor(at / (2 * second))
      marks = Rate.note(marks, left, at)
      if (at > minute) shown.push(Rate.perMinute(marks, left, at) ?? 0)
    }
    expect(Math.min(...shown)).toBeGreaterThan(29)
    expect(Math.max(...shown)).toBeLessThan(31)
  })
})
