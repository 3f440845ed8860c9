import { FastCheck as fc } from "effect"
import { describe, expect, it } from "vitest"
import * as RecentDigests from "../../src/internal/RecentDigests.ts"

const digest = (n: number) => Uint8Array.of(0xff, 0x80, n)

describe("recent digests", () => {
  it("WH-03: the newest are known, and no others: neither what was not added, nor more than there is room for", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(255)), fc.integer({ min: 0, max: 20 }), (added, sizeMax) => {
        const recent = RecentDigests.make(sizeMax, 1_000)
        for (const n of added) recent.add(digest(n), 0)
        const kept = new Set(added.slice(Math.max(0, added.length - sizeMax)))
        const known = Array.from({ length: 256 }, (_, n) => n).filter((n) => recent.has(digest(n), 1_000))
        expect(known).toEqual([...kept].toSorted((a, b) => a - b))
      })
    )
  })

  it("WH-03: one is known no longer than repeats are", () => {
    const recent = RecentDigests.make(2, 1_000)
    recent.add(digest(1), 5_000)
    expect([5_000, 6_000, 6_001].map((nowMillis) => recent.has(digest(1), nowMillis))).toEqual([true, true, false])
  })
})
