import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Hold from "@sluice/core/throttle/Hold"

const timed = (key: string, untilMillis: number): Hold.Hold => ({
  scope: "sender",
  key,
  level: "light",
  number: 1,
  sinceMillis: 0,
  untilMillis,
  needsReview: false,
  reason: "burst",
  reviewFromMillis: null
})
const reviewed = (key: string): Hold.Hold => ({
  ...timed(key, 10),
  scope: "business",
  level: "medium",
  needsReview: true
})

const keys: Hold.Keys = {
  sender: "s",
  business: "b",
  account: "a",
  app: "p",
  token: "t",
  recipient: "+886912345678",
  template: "welcome"
}

describe("Hold", () => {
  it("RL-06: a hold stands until its clock and its review have both ended it", () => {
    expect(Hold.stands(timed("a", 10), 9)).toBe(true)
    expect(Hold.stands(timed("a", 10), 10)).toBe(false)
    expect(Hold.stands(reviewed("a"), 1_000)).toBe(true)
    expect(Hold.endMillis(reviewed("a"))).toBeNull()
    expect(Hold.stands({ ...reviewed("a"), needsReview: false }, 10)).toBe(false)
    expect(Hold.stands({ ...timed("a", 0), untilMillis: null }, 1e15)).toBe(true)
  })

  it("of several holds the one that ends last binds; those that are over do not", () => {
    expect(Hold.binding([], 0)).toBeNull()
    expect(Hold.binding([timed("a", 5), timed("b", 9), timed("c", 7)], 6)?.key).toBe("b")
    expect(Hold.binding([timed("a", 5), reviewed("b"), timed("c", 7)], 0)?.key).toBe("b")
    expect(Hold.binding([timed("a", 5)], 5)).toBeNull()
  })

  it.each([
    ["throttle", "waba", { scope: "business", key: "b", level: "throttle", untilMillis: 1_060, needsReview: false }],
    ["throttle", "app", { scope: "app", key: "p", level: "throttle", untilMillis: 1_060 }],
    ["throttle_long", "phone_number", { scope: "sender", key: "s", level: "restriction", untilMillis: 1_060 }],
    ["after_fix", "token", { scope: "token", key: "t", level: "fix", untilMillis: null, needsReview: true }],
    ["after_fix", "waba", { scope: "business", key: "b", level: "fix", untilMillis: null, needsReview: true }],
    ["defer", "template", { scope: "template", key: "welcome", level: "throttle", untilMillis: 1_060 }],
    ["transient", "phone_number", { scope: "sender", key: "s", level: "throttle", untilMillis: 1_060 }],
    ["never", "waba", { scope: "business", key: "b", level: "fix", untilMillis: null, needsReview: true }]
  ] as const)("CLOUD_API 3.3: %s on %s holds that scope and nothing else", (retry, scope, expected) => {
    expect(Hold.fromFailure({ retry, scope, title: "x" }, keys, 60, 3, 1_000)).toMatchObject({ ...expected, number: 3 })
  })

  it.each([
    ["never", "message"],
    ["never", "recipient"],
    ["never_as_is", "recipient"],
    ["transient", "platform"],
    ["transient_limited", "message"],
    ["defer", "recipient"],
    ["throttle", "flow"]
  ] as const)("CLOUD_API 3.3: %s on %s concerns the message alone", (retry, scope) => {
    expect(Hold.fromFailure({ retry, scope, title: "x" }, keys, 60, 3, 1_000)).toBeNull()
  })

  it("RL-07: throttle codes of sender and pair are the throttle's own to hold", () => {
    for (const scope of ["phone_number", "pair"] as const) {
      expect(Hold.fromFailure({ retry: "throttle", scope, title: "x" }, keys, 60, 3, 1_000)).toBeNull()
    }
  })

  it("CLOUD_API 3.3: a restriction without a known wait, and a template hold without a template", () => {
    const unknown = Hold.fromFailure({ retry: "throttle_long", scope: "waba", title: "x" }, keys, 0, 3, 1_000)
    expect(unknown).toMatchObject({ untilMillis: null, needsReview: true })
    const none = Hold.fromFailure(
      { retry: "defer", scope: "template", title: "x" },
      { ...keys, template: null },
      60,
      3,
      0
    )
    expect(none).toBeNull()
  })

  it("survives its own JSON", () => {
    const hold = reviewed("a")
    expect(Schema.decodeUnknownSync(Hold.Hold)(JSON.parse(JSON.stringify(hold)))).toEqual(hold)
  })
})
