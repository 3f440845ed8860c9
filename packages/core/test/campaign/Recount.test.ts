import * as Recount from "@sluice/core/campaign/Recount"
import { describe, expect, it } from "vitest"

const day = 86_400_000

describe("Recount", () => {
  it("what is shown is never older than a tenth of the time that has passed, or a second", () => {
    expect(Recount.nextMillis(0, false, 0)).toBe(1_000)
    expect(Recount.nextMillis(0, false, 5_000)).toBe(6_000)
    expect(Recount.nextMillis(0, false, 600_000)).toBe(660_000)
  })

  it("what nothing more can come of, or is a month old, is not counted again", () => {
    expect(Recount.nextMillis(0, true, 5_000)).toBeNull()
    expect(Recount.nextMillis(0, false, 31 * day)).toBeNull()
  })

  it("what waits is counted again at any age: it was put back into the queue, and something will come of it", () => {
    expect(Recount.nextMillis(0, false, 40 * day, true)).toBe(44 * day)
  })

  it("a stretch is counted less than two hundred times in its life", () => {
    let counts = 0
    for (let now: number | null = 0; now !== null; now = Recount.nextMillis(0, false, now)) counts++
    expect(counts).toBeLessThan(200)
  })
})
