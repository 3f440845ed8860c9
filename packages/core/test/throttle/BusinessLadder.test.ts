import * as BusinessLadder from "@sluice/core/throttle/BusinessLadder"
import { StaleNumber } from "@sluice/core/throttle/Ladder"
import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { ladder } from "./figures.ts"

const hour = 3_600_000
const escalated = (state: BusinessLadder.State, atMillis: number, number = 1): BusinessLadder.State =>
  BusinessLadder.escalated(ladder, state, { number, reason: "lights in a row", atMillis })
const review = (state: BusinessLadder.State, number: number, atMillis: number): BusinessLadder.State =>
  Either.getOrThrow(BusinessLadder.reviewed(ladder, state, number, atMillis))
const holds = (state: BusinessLadder.State, atMillis: number): boolean => BusinessLadder.holds(ladder, state, atMillis)

/** Mediums at these hours, each reviewed at once. */
const mediums = (hours: ReadonlyArray<number>): BusinessLadder.State =>
  hours.reduce<BusinessLadder.State>((state, at, index) => {
    const next = escalated(state, at * hour)
    return index < hours.length - 1 ? review(next, next.number, at * hour) : next
  }, BusinessLadder.initial)

describe("BusinessLadder", () => {
  it("RL-06: a medium lasts an hour at least, and until it is reviewed", () => {
    const medium = escalated(BusinessLadder.initial, 0)
    expect(holds(medium, 100 * hour)).toBe(true)
    const early = review(medium, 1, 10)
    expect([holds(early, hour - 1), holds(early, hour)]).toEqual([true, false])
    const late = review(medium, 1, 5 * hour)
    expect([holds(late, 5 * hour - 1), holds(late, 5 * hour)]).toEqual([true, false])
  })

  it("RL-06: a review of an older hold, of none, or of one that is over is refused by its number", () => {
    const second = mediums([0, 2])
    const stale = BusinessLadder.reviewed(ladder, second, 1, 2 * hour + 5)
    expect(Either.getOrNull(Either.flip(stale))).toEqual(new StaleNumber({ given: 1, standing: 2 }))
    const none = BusinessLadder.reviewed(ladder, BusinessLadder.initial, 1, 0)
    expect(Either.getOrNull(Either.flip(none))).toEqual(new StaleNumber({ given: 1, standing: null }))
    const over = review(second, 2, 2 * hour)
    expect(Either.isLeft(BusinessLadder.reviewed(ladder, over, 2, 9 * hour))).toBe(true)
  })

  it("RL-06: a second review changes nothing", () => {
    const once = review(escalated(BusinessLadder.initial, 0), 1, 10)
    expect(review(once, 1, 2_000)).toBe(once)
  })

  it("RL-06: escalations of one and the same time are one medium, however late they come", () => {
    const medium = escalated(BusinessLadder.initial, 1_000)
    expect(escalated(medium, 500, 7)).toBe(medium)
    expect(escalated(medium, 2_000, 7)).toBe(medium)
    const over = review(medium, 1, 10_000)
    expect(escalated(over, 2_000, 7)).toBe(over)
    expect(escalated(over, 1_000 + hour, 7).number).toBe(2)
  })

  it("RL-06: the fifth medium within a day hands a severe up, and counting starts over", () => {
    const fifth = mediums([0, 2, 4, 6, 8])
    expect(BusinessLadder.escalation(fifth)).toEqual({ number: 1, reason: "mediums in a day", atMillis: 8 * hour })
    expect(BusinessLadder.escalation(mediums([0, 2, 4, 6, 24]))).toBeNull()
    expect(BusinessLadder.escalation(mediums([0, 2, 4, 6, 8, 10]))?.number).toBe(1)
    expect(BusinessLadder.escalation(mediums([0, 2, 4, 6, 8, 10, 12, 14, 16]))?.number).toBe(1)
    expect(BusinessLadder.escalation(mediums([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]))?.number).toBe(2)
  })

  it("RL-06: its hold says what is still missing, and survives its JSON", () => {
    const medium = escalated(BusinessLadder.initial, 2 * hour)
    expect(BusinessLadder.hold(ladder, medium, "b1")).toMatchObject({
      scope: "business",
      level: "medium",
      needsReview: true,
      untilMillis: 3 * hour,
      reviewFromMillis: hour
    })
    expect(BusinessLadder.hold(ladder, review(medium, 1, 5 * hour), "b1")).toMatchObject({
      needsReview: false,
      untilMillis: 5 * hour
    })
    expect(BusinessLadder.hold(ladder, BusinessLadder.initial, "b1")).toBeNull()
    expect(Schema.decodeUnknownSync(BusinessLadder.State)(JSON.parse(JSON.stringify(medium)))).toEqual(medium)
  })
})
