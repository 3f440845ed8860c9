import * as Freshness from "@sluice/dashboard/live/Freshness"
import { describe, expect, it } from "vitest"

describe("what events make old", () => {
  it("are parts of the page, each read again by itself as well", () => {
    for (const part of Object.values(Freshness.touched).flat()) expect(Freshness.parts).toContain(part)
    for (const part of Freshness.parts) expect(Freshness.pollMillis[part]).toBeGreaterThan(Freshness.calmMillis)
  })

  it("SF-01: a failure makes the figures of failures old, a delivery does not", () => {
    expect(Freshness.touched["message.failed"]).toContain("failures")
    expect(Freshness.touched["message.delivered"]).not.toContain("failures")
  })
})
