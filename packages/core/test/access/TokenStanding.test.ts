import * as TokenForm from "@sluice/core/access/TokenForm"
import * as TokenStanding from "@sluice/core/access/TokenStanding"
import * as Hold from "@sluice/core/throttle/Hold"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const nowMillis = 1_000_000
const both = ["whatsapp_business_messaging", "whatsapp_business_management"]
const described = (change: Partial<Extract<TokenStanding.Word, { _tag: "Described" }>> = {}): TokenStanding.Word => ({
  _tag: "Described",
  isValid: true,
  expiresMillis: null,
  scopes: both,
  ...change
})
const refused = (code: number | null, subcode: number | null = null): TokenStanding.Word => ({
  _tag: "Refused",
  code,
  subcode
})
const reach = (senderId: string, of: TokenStanding.Reach["reach"]): TokenStanding.Reach => ({ senderId, reach: of })

const judge = (
  word: TokenStanding.Word,
  reaches: ReadonlyArray<TokenStanding.Reach> = [reach("a", "readable"), reach("b", "readable")],
  token = `EAAG${"x".repeat(200)}`
) => TokenStanding.judge({ form: TokenForm.check(token), word, reaches }, nowMillis)

describe("TokenStanding", () => {
  it("SF-04: a token that is valid, permitted and reaches the numbers is in order, and holds nothing", () => {
    const standing = judge(described({ expiresMillis: nowMillis + 1 }))
    expect(standing).toMatchObject({
      state: "valid",
      expiresMillis: nowMillis + 1,
      scopes: both,
      missing: [],
      denied: []
    })
    expect(TokenStanding.holds("acme", standing, nowMillis)).toEqual([])
  })

  it.each<[string, TokenStanding.Word, ReadonlyArray<TokenStanding.Reach> | undefined, TokenStanding.State]>([
    ["its end has passed", described({ expiresMillis: nowMillis, isValid: false }), undefined, "expired"],
    ["the platform calls it invalid", described({ isValid: false }), undefined, "refused"],
    ["it may not send", described({ scopes: ["whatsapp_business_management"] }), undefined, "no-scope"],
    ["it reaches no number", described(), [reach("a", "denied"), reach("b", "denied")], "no-access"],
    ["190 with subcode 463", refused(190, 463), undefined, "expired"],
    ["190", refused(190), undefined, "refused"],
    ["0", refused(0), undefined, "refused"],
    ["nobody answers", { _tag: "Unreachable", detail: "silence" }, undefined, "unknown"],
    ["it may not be asked about, and reaches a number", refused(100), undefined, "valid"],
    ["it may not be asked about, and reaches none", refused(100), [reach("a", "denied")], "no-access"],
    ["it may not be asked about at all", refused(200), [reach("a", "unknown")], "unknown"]
  ])("SF-04: %s", (_, word, reaches, state) => {
    const standing = judge(word, reaches)
    expect(standing.state).toBe(state)
    const stops = state !== "valid" && state !== "unknown"
    expect(TokenStanding.stops(standing)).toBe(stops)
    const holds = TokenStanding.holds("acme", standing, nowMillis)
    expect(holds.map(({ key, level, scope }) => `${scope} ${key} ${level}`)).toEqual(stops ? ["token acme fix"] : [])
    expect(holds.every((hold) => Hold.stands(hold, Number.MAX_SAFE_INTEGER))).toBe(true)
  })

  it("SF-04: a text that is no token is malformed, whatever the platform says", () => {
    expect(judge(described(), [], "Bearer x").state).toBe("malformed")
  })

  it("SF-04: one number out of reach stops that number alone", () => {
    const standing = judge(described(), [reach("a", "readable"), reach("b", "denied")])
    expect(standing).toMatchObject({ state: "valid", denied: ["b"] })
    expect(TokenStanding.holds("acme", standing, nowMillis)).toMatchObject([
      { scope: "sender", key: "b", level: "fix" }
    ])
  })

  it("SF-04: without the permission to manage it sends, and says what is missing", () => {
    const standing = judge(described({ scopes: ["whatsapp_business_messaging"] }), [reach("a", "unknown")])
    expect(standing).toMatchObject({ state: "valid", missing: ["whatsapp_business_management"] })
  })

  it("SF-04: a token that ends within the lead is told of before it does", () => {
    const standing = judge(described({ expiresMillis: nowMillis + 100 }))
    expect(TokenStanding.endsSoon(standing, 99, nowMillis)).toBe(false)
    expect(TokenStanding.endsSoon(standing, 100, nowMillis)).toBe(true)
    expect(TokenStanding.endsSoon(judge(described()), Infinity, nowMillis)).toBe(false)
  })

  it("SF-04: a good token ends every hold that a bad one asked for, and no other", () => {
    const word = fc.constantFrom(
      described({ isValid: false }),
      refused(190),
      refused(190, 463),
      described({ scopes: [] })
    )
    fc.assert(
      fc.property(word, (bad) => {
        for (const hold of TokenStanding.holds("acme", judge(bad), nowMillis)) {
          expect(TokenStanding.ends(hold, "acme", ["a", "b"], [])).toBe(true)
          expect(TokenStanding.ends(hold, "zenith", ["c"], [])).toBe(false)
        }
      })
    )
    const partly = TokenStanding.holds("acme", judge(described(), [reach("a", "readable"), reach("b", "denied")]), 1)
    expect(partly.map((hold) => TokenStanding.ends(hold, "acme", ["a", "b"], []))).toEqual([true])
    expect(partly.map((hold) => TokenStanding.ends(hold, "acme", ["a", "b"], ["b"]))).toEqual([false])
    const others: ReadonlyArray<[Hold.Scope, string, Hold.Level, string]> = [
      ["sender", "a", "fix", "Account not registered"],
      ["account", "acme", "severe", ""],
      ["business", "acme", "fix", "Account has been locked"],
      ["app", "acme", "throttle", "API Too Many Calls"]
    ]
    for (const [scope, key, level, reason] of others) {
      expect(TokenStanding.ends({ scope, key, level, reason }, "acme", ["a", "b"], [])).toBe(false)
    }
  })
})
