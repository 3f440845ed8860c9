import * as Bodies from "@sluice/cli/callbacks/verify/Bodies"
import * as Sighting from "@sluice/core/callback/drift/Sighting"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { describe, expect, it } from "vitest"

const bodies = { small: Bodies.small("a1b2"), large: Bodies.large("a1b2") } as const

describe("the callbacks that verify-url sends", () => {
  it.each(["small", "large"] as const)(
    "WH-09: the %s one tells nothing, and has nothing that counts as drift",
    (size) => {
      const body = { contentType: "application/json", text: bodies[size] }
      const decoded = Providers.decode("cloud-api", body)
      expect(Sighting.of("cloud-api", body, decoded)).toEqual([])
      expect(decoded.events).toMatchObject([{ _tag: "Notice", field: "messages", phoneNumberId: "0" }])
      expect(decoded.events).toHaveLength(1)
    }
  )

  it("ON-02: the large one is within 1 KB of the 3 MB that the platform sends at most", () => {
    const bytesMax = 3 * 1024 * 1024
    expect(Buffer.byteLength(bodies.large)).toBeLessThanOrEqual(bytesMax)
    expect(Buffer.byteLength(bodies.large)).toBeGreaterThan(bytesMax - 1024)
  })

  it.each(["small", "large"] as const)(
    "WH-02: the %s one is escaped as the platform escapes, and another rendering of it is another text",
    (size) => {
      expect(bodies[size]).toContain(String.raw`\u97d3 \/ a1b2`)
      expect(JSON.stringify(JSON.parse(bodies[size]))).not.toBe(bodies[size])
    }
  )
})
