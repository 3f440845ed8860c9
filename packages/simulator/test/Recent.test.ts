import { describe, expect, it } from "vitest"
import * as Violations from "@sluice/simulator/judge/Violations"
import * as Recent from "@sluice/simulator/Recent"
import * as ServiceWindows from "@sluice/simulator/ServiceWindows"

describe("Recent", () => {
  it("forgets what was touched longest ago, and no more than it must", () => {
    const recent = Recent.make<number>(2)
    recent.set("a", 1)
    recent.set("b", 2)
    recent.set("a", 3)
    recent.set("c", 4)
    expect([recent.get("a"), recent.get("b"), recent.get("c")]).toEqual([3, undefined, 4])
  })
})

describe("ServiceWindows", () => {
  const day = 86_400_000

  it("CLOUD_API 3.3: a window is open for 24 h after the last message, for that sender and that writer", () => {
    const windows = ServiceWindows.make()
    windows.opened("a", "1", 0)
    expect(windows.isOpen("a", "1", day - 1)).toBe(true)
    expect(windows.isOpen("a", "1", day)).toBe(false)
    expect(windows.isOpen("b", "1", 0)).toBe(false)
    expect(windows.isOpen("a", "2", 0)).toBe(false)
    windows.opened("a", "1", day - 1)
    windows.opened("a", "2", day + 5)
    expect(windows.isOpen("a", "1", day + 5)).toBe(true)
  })
})

describe("Violations", () => {
  it("every violation is counted; the newest are kept in detail", () => {
    const violations = Violations.make(3)
    for (let nth = 0; nth < 10; nth++) {
      violations.add({
        kind: nth % 2 === 0 ? "limit" : "hold",
        rule: "RL-06",
        details: `${nth}`,
        atMillis: nth,
        phoneNumberId: "a",
        to: "1",
        opaque: null
      })
    }
    expect(violations.total()).toBe(10)
    expect(violations.counts()).toEqual({ "RL-06 limit": 5, "RL-06 hold": 5 })
    expect(violations.kept().map(({ details }) => details)).toEqual(["7", "8", "9"])
  })
})
