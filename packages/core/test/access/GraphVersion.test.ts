import * as GraphVersion from "@sluice/core/access/GraphVersion"
import { describe, expect, it } from "vitest"

describe("Versions of the Graph API", () => {
  it("CLOUD_API 3.8: a version is served until its day, and told half a year before", () => {
    expect(GraphVersion.standing("v20.0", Date.UTC(2026, 8, 23, 23, 59))._tag).toBe("Ending")
    expect(GraphVersion.standing("v20.0", Date.UTC(2026, 8, 24))).toEqual({
      _tag: "Ended",
      endsMillis: Date.UTC(2026, 8, 24)
    })
    expect(GraphVersion.standing("v20.0", Date.UTC(2025, 8, 24))._tag).toBe("Served")
    expect(GraphVersion.standing("v26.0", Date.UTC(2030, 0))).toEqual({ _tag: "Served", endsMillis: null })
    expect(GraphVersion.standing("v99.0", 0)._tag).toBe("Unlisted")
  })

  it("each version ends after the one before it, and after its release", () => {
    const byAge = GraphVersion.versions.toReversed()
    const released = byAge.map(({ releasedMillis }) => releasedMillis)
    expect(released).toEqual(released.toSorted((a, b) => a - b))
    expect(byAge.filter(({ endsMillis, releasedMillis }) => (endsMillis ?? Infinity) <= releasedMillis)).toEqual([])
    expect(byAge[0]?.releasedMillis).toBe(Date.UTC(2023, 1, 2))
  })
})
