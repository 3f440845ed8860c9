import * as WindowRule from "@sluice/engine/accept/WindowRule"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const day = 86_400_000
const now = 1_800_000_000_000

describe("the service window", () => {
  it("CLOUD_API 131047: is open for the window's length after the person's last message, and closed from then on", () => {
    const at = (lastMillis: number) => WindowRule.at(day, { lastMillis, hearingSinceMillis: lastMillis }, now)
    expect(at(now)).toEqual({ _tag: "Open", untilMillis: now + day })
    expect(at(now - day + 1)).toEqual({ _tag: "Open", untilMillis: now + 1 })
    expect(at(now - day)).toEqual({ _tag: "Closed" })
  })

  it("silence proves nothing before the sender has been heard for a whole window", () => {
    const silent = (hearingSinceMillis: number | null) =>
      WindowRule.at(day, { lastMillis: null, hearingSinceMillis }, now)._tag
    expect(silent(null)).toBe("Unknown")
    expect(silent(now - day + 1)).toBe("Unknown")
    expect(silent(now - day)).toBe("Closed")
  })

  it("never opens again by itself", () => {
    const rank = { Unknown: 0, Open: 0, Closed: 1 } as const
    fc.assert(
      fc.property(
        fc.option(fc.nat(3 * day)),
        fc.option(fc.nat(3 * day)),
        fc.nat(3 * day),
        fc.nat(3 * day),
        (lastMillis, hearingSinceMillis, first, wait) => {
          const at = (nowMillis: number) => WindowRule.at(day, { lastMillis, hearingSinceMillis }, nowMillis)._tag
          expect(rank[at(first + wait)]).toBeGreaterThanOrEqual(rank[at(first)])
        }
      )
    )
  })
})
