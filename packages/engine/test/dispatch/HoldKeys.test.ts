import * as HoldKeys from "@sluice/engine/dispatch/HoldKeys"
import type { Hold } from "@sluice/core/throttle/Hold"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const sender = World.sender("guide")
const endpoints = ["http://primary.test", "http://backup.test"]

const concerns = (scope: Hold["scope"], key: string): boolean =>
  HoldKeys.concerns(sender, endpoints, {
    scope,
    key,
    level: "fix",
    number: 1,
    sinceMillis: 0,
    untilMillis: null,
    needsReview: true,
    reason: "to be mended",
    reviewFromMillis: null
  })

describe("HoldKeys", () => {
  it("CLOUD_API 3.3: a hold concerns the senders behind its key, and nobody else's", () => {
    const own: ReadonlyArray<readonly [Hold["scope"], string]> = [
      ["sender", "sender"],
      ["media", "sender"],
      ["business", "business"],
      ["marketing", "business"],
      ["bulk", "business"],
      ["account", "account"],
      ["app", "account"],
      ["token", "account"],
      ["template", "account/offer"],
      ["flow", "account/survey"],
      ["recipient", "business/1f"],
      ["recipient-marketing", "business/1f"],
      ["country", "business/US"],
      ["endpoint", "http://backup.test"]
    ]
    for (const [scope, key] of own) {
      expect([scope, concerns(scope, key)]).toEqual([scope, true])
      expect([scope, concerns(scope, `other-${key}`)]).toEqual([scope, false])
    }
    // The throttle keeps pairs by itself, and the rest stops no message.
    for (const scope of ["pair", "registration", "management"] as const) expect(concerns(scope, "sender")).toBe(false)
  })

  it("CLOUD_API 3.3: a country is a region, also where several share a calling code", () => {
    expect(HoldKeys.country(sender, "+12025550143")).toBe("business/US")
    expect(HoldKeys.country(sender, "+14165550143")).toBe("business/CA")
    expect(HoldKeys.country(sender, "+886912345678")).toBe("business/TW")
    // A number of no plan that its digits tell: the code itself.
    expect(HoldKeys.country(sender, "+10005550143")).toBe("business/1")
    expect(HoldKeys.country(sender, "+0")).toBeNull()
  })

  it("MD-03: one message is stopped by what it is, too", () => {
    const media = World.message(1, { kind: "media" })
    const template = { type: "template", template: { name: "offer", language: { code: "en" } } } as const
    const scopes = (message: Parameters<typeof HoldKeys.message>[1]) =>
      HoldKeys.message(sender, message).map(({ scope }) => scope)
    expect(scopes(media)).toContain("media")
    expect(scopes(World.message(2))).not.toContain("media")
    expect(scopes(World.message(2, { priority: 200 }))).toContain("bulk")
    expect(scopes(World.message(2))).not.toContain("bulk")
    expect(HoldKeys.message(sender, World.message(3, { content: template }))).toContainEqual({
      scope: "template",
      key: "account/offer"
    })
  })
})
