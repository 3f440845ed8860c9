import * as fc from "fast-check"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as WorkerKill from "../src/WorkerKill.ts"

const places = (seed: string, short = false) => Effect.runSync(WorkerKill.places({ seed, short }))

describe("where the kills fall", () => {
  it("is the same for the same seed", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (seed, short) => {
        expect(places(seed, short)).toEqual(places(seed, short))
      })
    )
  })

  it("is in the middle of the messages, one after the other, for every seed", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (seed, short) => {
        const drawn = places(seed, short)
        expect(drawn).toHaveLength(short ? 2 : 6)
        expect(drawn).toEqual(drawn.toSorted((a, b) => a - b))
        for (const place of drawn) {
          expect(place).toBeGreaterThan(0)
          expect(place).toBeLessThan(200)
        }
      })
    )
  })

  it("is elsewhere for another seed", () => {
    const drawn = Array.from({ length: 20 }, (_, seed) => places(String(seed)).join())
    expect(new Set(drawn).size).toBeGreaterThan(10)
  })
})
