import * as Observation from "@sluice/core/standing/Observation"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { dayMillis, each, standing, traffic } from "./traffic.ts"

const raisedMillis = 110 * dayMillis
const watching = Observation.raised(standing, Observation.initial, raisedMillis)
const endMillis = raisedMillis + 7 * dayMillis
/** Ten calm days before the raise, then these. */
const after = (days: ReadonlyArray<readonly [number, number]>) => traffic(100, [...each(10, 1_000, 1), ...days])
const looked = (state: Observation.State, days: ReadonlyArray<readonly [number, number]>, nowMillis: number) =>
  Observation.looked(standing, state, after(days), nowMillis)

describe("Observation", () => {
  it("ST-02: a raise is watched for seven days, with the raised limit", () => {
    expect(watching).toEqual({ _tag: "Watching", number: 1, raisedMillis, untilMillis: endMillis })
    expect([Observation.initial, watching].map(Observation.isRaised)).toEqual([false, true])
  })

  it("ST-02: complaints above 0.3 % put the limit back at once", () => {
    const nowMillis = 112 * dayMillis
    const calm = looked(watching, each(2, 8_000, 24), nowMillis)
    expect(calm).toBe(watching)
    const back = looked(watching, each(2, 8_000, 31), nowMillis)
    expect(back).toMatchObject({ _tag: "PutBack", number: 1, atMillis: nowMillis })
    expect(Observation.isRaised(back)).toBe(false)
    expect(looked(back, each(2, 8_000, 0), nowMillis + 1)).toBe(back)
  })

  it("ST-02: exactly 0.3 % is not above it", () => {
    expect(looked(watching, each(7, 1_000, 3), endMillis - 1)).toBe(watching)
    const over = [...each(7, 1_000, 3), [0, 1]] as const
    expect(looked(watching, over, endMillis)._tag).toBe("PutBack")
  })

  it("ST-02: the first complaint after the raise does not put it back by itself", () => {
    expect(looked(watching, [[10, 1]], raisedMillis + dayMillis / 2)).toBe(watching)
  })

  it("ST-02: after seven calm days the raise stands, and later complaints are no longer its business", () => {
    const stands = looked(watching, each(7, 1_000, 1), endMillis)
    expect(stands).toEqual({ _tag: "Raised", number: 1, raisedMillis })
    expect(Observation.isRaised(stands)).toBe(true)
    expect(looked(stands, each(9, 1_000, 500), endMillis + 2 * dayMillis)).toBe(stands)
  })

  it("ST-02: a look that comes late judges the end: an outage passes nobody, and what came after it does not count", () => {
    const late = endMillis + 5 * dayMillis
    expect(looked(watching, [...each(7, 1_000, 9), ...each(5, 9_000, 0)], late)._tag).toBe("PutBack")
    expect(looked(watching, [...each(8, 1_000, 1), ...each(4, 1_000, 90)], late)._tag).toBe("Raised")
  })

  it("ST-02: another raise is watched anew under its own number, and states survive their JSON", () => {
    const back = looked(watching, each(1, 1_000, 90), raisedMillis + dayMillis)
    const again = Observation.raised(standing, back, endMillis)
    expect(again).toMatchObject({ _tag: "Watching", number: 2, untilMillis: endMillis + 7 * dayMillis })
    for (const state of [watching, back, again]) {
      expect(Schema.decodeUnknownSync(Observation.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })
})
