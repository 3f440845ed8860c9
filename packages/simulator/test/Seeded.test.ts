import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Seeded from "@sluice/simulator/Seeded"

const subjects = Array.from({ length: 20_000 }, (_, nth) => `subject ${nth}`)

describe("Seeded", () => {
  it("equal arguments give equal numbers, other seeds and purposes other ones", () => {
    expect(Seeded.unit("s", "p", "x")).toBe(Seeded.unit("s", "p", "x"))
    const different = [Seeded.unit("s", "p", "y"), Seeded.unit("s", "q", "x"), Seeded.unit("t", "p", "x")]
    expect(different).not.toContain(Seeded.unit("s", "p", "x"))
    // Parts that run together are told apart.
    expect(Seeded.unit("ab", "c", "d")).not.toBe(Seeded.unit("a", "bc", "d"))
  })

  it("units are spread evenly even over subjects that differ in one digit", () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (const subject of subjects) {
      const tenth = Math.floor(Seeded.unit("seed", "spread", subject) * 10)
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })

  it("a share comes true that often, never at 0 and always at 1", () => {
    const hits = subjects.filter((subject) => Seeded.happens(0.035, "seed", "share", subject)).length
    expect(hits / subjects.length).toBeGreaterThan(0.03)
    expect(hits / subjects.length).toBeLessThan(0.04)
    expect(subjects.some((subject) => Seeded.happens(0, "seed", "share", subject))).toBe(false)
    expect(subjects.every((subject) => Seeded.happens(1, "seed", "share", subject))).toBe(true)
  })

  it("a number between bounds keeps to them and reaches both", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(1e6), fc.string(), (min, width, subject) => {
        const drawn = Seeded.between(min, min + width, "seed", "between", subject)
        expect(Number.isInteger(drawn) && drawn >= min && drawn <= min + width).toBe(true)
      })
    )
    expect(new Set(subjects.map((subject) => Seeded.between(1, 3, "seed", "die", subject)))).toEqual(new Set([1, 2, 3]))
  })

  it("hexadecimal digits have the length that was asked for", () => {
    for (const digits of [1, 8, 18, 40])
      expect(Seeded.hex(digits, "s", "p", "x")).toMatch(RegExp(`^[0-9A-F]{${digits}}$`))
  })
})
