import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fromHeaders } from "@sluice/core/failure/RetryAfter"

const nowMillis = 1_750_000_000_000

const usage = (...minutes: ReadonlyArray<number>): string =>
  JSON.stringify({
    "100000000000001": minutes.map((estimated) => ({
      type: "whatsapp",
      call_count: 100,
      estimated_time_to_regain_access: estimated
    }))
  })

describe("RetryAfter", () => {
  it("RL-07: seconds and dates become milliseconds from now", () => {
    expect(fromHeaders({ retryAfter: "120" }, nowMillis)).toBe(120_000)
    expect(fromHeaders({ retryAfter: new Date(nowMillis + 60_000).toUTCString() }, nowMillis)).toBe(60_000)
    expect(fromHeaders({ retryAfter: new Date(nowMillis - 60_000).toUTCString() }, nowMillis)).toBe(0)
  })

  it("RL-07: the longest time to regain access counts, in minutes, and the longer header wins", () => {
    expect(fromHeaders({ businessUseCaseUsage: usage(0, 7, 3) }, nowMillis)).toBe(420_000)
    expect(fromHeaders({ retryAfter: "30", businessUseCaseUsage: usage(1) }, nowMillis)).toBe(60_000)
    expect(fromHeaders({ retryAfter: "90", businessUseCaseUsage: usage(1) }, nowMillis)).toBe(90_000)
  })

  it("RL-07: headers that ask for nothing, or cannot be read, ask for nothing", () => {
    expect(fromHeaders({}, nowMillis)).toBeNull()
    expect(fromHeaders({ retryAfter: null, businessUseCaseUsage: usage(0) }, nowMillis)).toBeNull()
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.json()), (retryAfter, businessUseCaseUsage) => {
        const millis = fromHeaders({ retryAfter, businessUseCaseUsage }, nowMillis)
        expect(millis === null || millis >= 0).toBe(true)
      }),
      { numRuns: 2_000 }
    )
  })
})
