import { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import { State } from "@sluice/core/delivery/MessageState"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Ending from "../../src/messages/Ending.ts"
import * as Tally from "../../src/stack/Tally.ts"

const depth = fc.record({
  state: fc.constantFrom(...State.literals),
  delivery: fc.constantFrom(null, ...DeliveryStatus.literals),
  count: fc.integer({ min: 0, max: 1_000 })
})

describe("Tally", () => {
  it("counts every message once, in any state", () => {
    fc.assert(
      fc.property(fc.array(depth), (depths) => {
        const tally = Tally.of(depths)
        expect(Tally.total(tally)).toBe(depths.reduce((sum, { count }) => sum + count, 0))
        expect(Tally.over(tally)).toBeLessThanOrEqual(Tally.answered(tally))
        expect(Tally.answered(tally)).toBeLessThanOrEqual(Tally.total(tally))
      })
    )
  })

  it("takes for over exactly what has come to its end", () => {
    fc.assert(
      fc.property(depth, (row) => {
        const isOver = Tally.over(Tally.of([{ ...row, count: 1 }])) === 1
        expect(isOver).toBe(Ending.isOver(row))
      })
    )
  })

  it("WH-04: a message that was delivered is over, read or not", () => {
    const tally = Tally.of([
      { state: "accepted", delivery: "delivered", count: 2 },
      { state: "accepted", delivery: "played", count: 1 },
      { state: "accepted", delivery: "sent", count: 4 },
      { state: "accepted", delivery: null, count: 8 },
      { state: "failed", delivery: "failed", count: 16 },
      { state: "uncertain", delivery: null, count: 32 },
      { state: "queued", delivery: null, count: 64 }
    ])
    expect(tally).toEqual({ queued: 64, inFlight: 32, sent: 12, delivered: 2, read: 1, failed: 16 })
    expect([Tally.over(tally), Tally.answered(tally), Tally.total(tally)]).toEqual([19, 31, 127])
  })
})
