import * as Start from "@sluice/core/campaign/Start"
import * as Policy from "@sluice/core/policy/Policy"
import { Either } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const { pacing } = Policy.shipped.guide
const list = { received: 1_000, refused: 50 }
const noon = Date.parse("2026-03-10T12:00:00Z")
const minute = 60_000

const decide = (change: Partial<{ list: Start.List; stopAbove: number; planned: number; unit: number; now: number }>) =>
  Start.decide(
    pacing,
    "UTC",
    change.list ?? list,
    change.stopAbove ?? null,
    change.planned ?? null,
    change.unit ?? 0,
    change.now ?? noon + 30 * minute
  )

describe("Start", () => {
  it("RL-11: starts when it is told, unless that is near the top of the hour", () => {
    expect(decide({})).toEqual(Either.right(noon + 30 * minute))
    expect(decide({ now: noon + 2 * minute })).toEqual(Either.right(noon + 5 * minute))
    expect(decide({ planned: noon + 60 * minute, unit: 0.5 })).toEqual(Either.right(noon + 70 * minute))
  })

  it("a moment that is past is now", () => {
    expect(decide({ planned: noon })).toEqual(Either.right(noon + 30 * minute))
  })

  it("PH-08: a list of which too much was refused does not start; the threshold itself is allowed", () => {
    expect(decide({ stopAbove: 0.05 })._tag).toBe("Right")
    const refused = Either.flip(decide({ stopAbove: 0.049 }))
    expect(Either.getOrThrow(refused)).toMatchObject({ reason: "refused", stopAbove: 0.049 })
    expect(Either.getOrThrow(refused).message).toBe("50 of 1000 rows were refused (5.0 %), more than 4.9 %")
  })

  it("a list without a sound row does not start", () => {
    const reasonOf = (one: Start.List) => Either.getOrThrow(Either.flip(decide({ list: one })))
    expect(reasonOf({ received: 0, refused: 0 }).message).toBe("its list is empty")
    expect(reasonOf({ received: 3, refused: 3 }).message).toBe("all 3 rows of its list were refused")
  })

  it("RL-11: is never early, and moves by twenty minutes at most", () => {
    fc.assert(
      fc.property(fc.nat(86_400_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (after, unit) => {
        const now = noon + after
        const start = Either.getOrThrow(decide({ now, unit }))
        expect(start).toBeGreaterThanOrEqual(now)
        expect(start - now).toBeLessThanOrEqual(20 * minute)
      })
    )
  })
})
