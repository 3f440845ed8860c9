import * as Hours from "@sluice/core/campaign/Hours"
import * as Policy from "@sluice/core/policy/Policy"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const { pacing } = Policy.shipped.guide
const zone = "Asia/Taipei"
const nineToSix = { startMinute: 9 * 60, endMinute: 18 * 60 }
const taipei = (text: string): number => Date.parse(`${text}+08:00`)

const at = (text: string, unit = 0, hours: typeof nineToSix | null = nineToSix) =>
  Hours.at(pacing, hours, zone, unit, taipei(text))

describe("Hours", () => {
  it("RL-11: a day opens away from the top of the hour, every day alike", () => {
    expect(at("2026-03-10T08:00:00")).toEqual({ _tag: "Closed", untilMillis: taipei("2026-03-10T09:05:00") })
    expect(at("2026-03-10T09:04:59")._tag).toBe("Closed")
    expect(at("2026-03-10T09:05:00")).toEqual({ _tag: "Open", untilMillis: taipei("2026-03-10T18:00:00") })
    expect(at("2026-03-10T09:05:00", 0.5)).toEqual({ _tag: "Closed", untilMillis: taipei("2026-03-10T09:10:00") })
  })

  it("is closed from the end of the hours to the next day's beginning", () => {
    expect(at("2026-03-10T17:59:59")._tag).toBe("Open")
    expect(at("2026-03-10T18:00:00")).toEqual({ _tag: "Closed", untilMillis: taipei("2026-03-11T09:05:00") })
  })

  it("without hours it is open at any time", () => {
    expect(at("2026-03-10T03:00:00", 0, null)).toEqual({ _tag: "Open", untilMillis: Number.POSITIVE_INFINITY })
  })

  it("hours that end before the top of the hour is over are kept as they are", () => {
    const short = { startMinute: 9 * 60, endMinute: 9 * 60 + 5 }
    expect(at("2026-03-10T09:00:00", 0.9, short)._tag).toBe("Open")
  })

  it("what it says lasts until the moment it names, and not beyond", () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 1_438 }), fc.integer({ min: 1, max: 1_440 }))
      .filter(([start, end]) => start < end)
      .map(([startMinute, endMinute]) => ({ startMinute, endMinute }))
    fc.assert(
      fc.property(
        span,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(3 * 86_400_000),
        (hours, unit, passed) => {
          const nowMillis = taipei("2026-03-10T00:00:00") + passed
          const now = Hours.at(pacing, hours, zone, unit, nowMillis)
          expect(now.untilMillis).toBeGreaterThan(nowMillis)
          const last = Hours.at(pacing, hours, zone, unit, now.untilMillis - 1)
          expect(last).toEqual(now)
          const next = Hours.at(pacing, hours, zone, unit, now.untilMillis)
          // Hours of a whole day end where they begin again.
          const isWholeDay = hours.endMinute - hours.startMinute === 1_440
          expect(next._tag === now._tag).toBe(isWholeDay && next._tag === now._tag)
        }
      )
    )
  })
})
