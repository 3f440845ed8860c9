import { describe, expect, it } from "vitest"
import * as MessagingLimit from "@sluice/core/callback/MessagingLimit"
import { cloudApi } from "@sluice/core/policy/cloudApi"

describe("MessagingLimit", () => {
  it.each([
    [250, 250],
    ["250", 250],
    ["TIER_50", 50],
    ["TIER_1K", 1_000],
    [2_000, 2_000],
    ["TIER_2K", 2_000],
    ["100K", 100_000]
  ])("CLOUD_API 3.4: %j is %i recipients a day, and the text stays as it came", (stated, recipientsMax) => {
    expect(MessagingLimit.read(stated)).toEqual({ _tag: "Limited", recipientsMax, text: String(stated) })
  })

  it.each([
    ["TIER_UNLIMITED", "Unlimited"],
    ["UNLIMITED", "Unlimited"],
    ["TIER_NOT_SET", "NotSet"],
    ["NOT_SET", "NotSet"],
    ["TIER_K", "Other"],
    ["TIER_2M", "Other"],
    [-1, "Other"],
    [2.5, "Other"],
    [Number.NaN, "Other"],
    ["1".repeat(30), "Other"],
    ["", "Other"]
  ])("CLOUD_API 3.4: %j is %s", (stated, tag) => {
    expect(MessagingLimit.read(stated)).toEqual({ _tag: tag, text: String(stated) })
  })

  it("CLOUD_API 3.4: a number and the name of its tier are one tier, and every tier of the policy is among them", () => {
    const tiers = cloudApi.pacing.uniqueRecipients?.tiers ?? {}
    expect(Object.keys(tiers).length).toBeGreaterThan(4)
    const named = Object.entries(tiers).flatMap(([name, recipients]) =>
      recipients === null ? [[name, name] as const] : [[name, name] as const, [name, recipients] as const]
    )
    expect(named.filter(([name, stated]) => MessagingLimit.tier(MessagingLimit.read(stated)) !== name)).toEqual([])
    expect(MessagingLimit.tier(MessagingLimit.read("TIER_NOT_SET"))).toBeNull()
    expect(MessagingLimit.tier(MessagingLimit.read("soon"))).toBeNull()
  })
})
