import * as Catalogue from "@sluice/core/failure/Catalogue"
import * as MediaCache from "@sluice/core/guard/MediaCache"
import { shipped } from "@sluice/core/policy/Policy"
import { describe, expect, it } from "vitest"

const hour = 3_600_000
const entry = { announcedMillis: 1_000 }

describe("MediaCache", () => {
  it("GD-01: an entry goes at once when the platform says that its file has expired (1306)", () => {
    const decision = MediaCache.decide(shipped.guide.media, entry, Catalogue.lookup(1306), 1_001)
    expect(decision).toEqual({ _tag: "Removes", reason: "refused" })
  })

  it("GD-01: any other failure leaves the entry", () => {
    for (const code of [1310, 1351, 130_429, 131_053]) {
      expect(MediaCache.decide(shipped.guide.media, entry, Catalogue.lookup(code), 1_001)._tag).toBe("Keeps")
    }
  })

  it.each([
    ["guide", 24 * hour],
    ["cloud-api", 7 * 24 * hour]
  ] as const)("GD-01: an entry lives as long as its file under %s", (name, spanMillis) => {
    const { media } = shipped[name]
    const untilMillis = 1_000 + spanMillis
    expect(MediaCache.decide(media, entry, null, untilMillis - 1)).toEqual({ _tag: "Keeps", untilMillis })
    expect(MediaCache.decide(media, entry, null, untilMillis)).toEqual({ _tag: "Removes", reason: "time" })
  })
})
