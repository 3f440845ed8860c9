import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Policy from "@sluice/core/policy/Policy"

describe("Policy", () => {
  it("both shipped policies satisfy their own schema, without a key too many", () => {
    const decode = Schema.decodeUnknownSync(Policy.Policy, { onExcessProperty: "error" })
    for (const policy of Object.values(Policy.shipped)) expect(decode(policy)).toEqual(policy)
  })

  it("an override replaces only what it names", () => {
    const changed = Either.getOrThrow(
      Policy.override(Policy.shipped.guide, { pacing: { pair: { intervalMillis: 9_000 } } })
    )
    expect(changed.pacing.pair).toEqual({ ...Policy.shipped.guide.pacing.pair, intervalMillis: 9_000 })
    expect(changed.receiving).toEqual(Policy.shipped.guide.receiving)
  })

  it("an override with unknown keys or wrong types names every offending path", () => {
    const issues = Either.getOrThrow(
      Either.flip(Policy.override(Policy.shipped.guide, { pacing: { pair: { burst: "many" } }, media: { imagge: {} } }))
    )
    expect(issues.map((issue) => issue.path).sort()).toEqual(["media.imagge", "pacing.pair.burst"])
  })
})
