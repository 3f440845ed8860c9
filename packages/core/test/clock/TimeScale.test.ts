import { Either, Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as TimeScale from "@sluice/core/clock/TimeScale"

const originMillis = Date.UTC(2026, 0, 5, 9, 0, 0)
const scales = fc.record({
  originMillis: fc.integer({ min: originMillis - 86_400_000, max: originMillis + 86_400_000 }),
  speed: fc.constantFrom(0.25, 1, 2, 7, 60, 600, 3_600)
})
const reals = fc.integer({ min: originMillis, max: originMillis + 86_400_000 })

describe("TimeScale", () => {
  it("virtual time equals real time at the origin, and everywhere at speed 1", () => {
    expect(TimeScale.toVirtual({ originMillis, speed: 600 }, originMillis)).toBe(originMillis)
    expect(TimeScale.toVirtual({ originMillis, speed: 1 }, originMillis + 12_345)).toBe(originMillis + 12_345)
  })

  it("an hour at speed 600 takes six seconds", () => {
    expect(TimeScale.toVirtual({ originMillis, speed: 600 }, originMillis + 6_000)).toBe(originMillis + 3_600_000)
    expect(TimeScale.toRealDelay({ speed: 600 }, 3_600_000)).toBe(6_000)
  })

  it("virtual time never runs backwards", () => {
    fc.assert(
      fc.property(scales, reals, fc.nat(10_000), (scale, real, later) => {
        expect(TimeScale.toVirtual(scale, real + later)).toBeGreaterThanOrEqual(TimeScale.toVirtual(scale, real))
      })
    )
  })

  it("RL-12: a wait computed by toRealDelay never ends before its virtual moment", () => {
    fc.assert(
      fc.property(scales, reals, fc.nat(3_600_000), (scale, real, span) => {
        const woken = real + TimeScale.toRealDelay(scale, span)
        expect(TimeScale.toVirtual(scale, woken)).toBeGreaterThanOrEqual(TimeScale.toVirtual(scale, real) + span)
        expect(TimeScale.toRealDelay(scale, span)).toBeLessThan(span / scale.speed + 1)
      })
    )
  })

  it("a speed of zero, a negative or an infinite one is refused", () => {
    const decode = Schema.decodeUnknownEither(TimeScale.TimeScale)
    for (const speed of [0, -1, Number.POSITIVE_INFINITY, Number.NaN, "2"]) {
      expect(Either.isLeft(decode({ originMillis, speed }))).toBe(true)
    }
    expect(Either.isRight(decode({ originMillis, speed: 0.5 }))).toBe(true)
  })
})
