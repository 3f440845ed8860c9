import * as TokenForm from "@sluice/core/access/TokenForm"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const letters = fc.constantFrom(..."ABCDEFabcdefXYZxyz0123456789")
const platformToken = fc.array(letters, { minLength: 150, maxLength: 250 }).map((rest) => `EAAG${rest.join("")}`)
const codes = (text: string) => TokenForm.check(text).map(({ code }) => code)

describe("TokenForm", () => {
  it("SF-04: a token as the platform makes them has no finding", () => {
    fc.assert(
      fc.property(platformToken, (token) => {
        expect(TokenForm.check(token)).toEqual([])
      })
    )
  })

  it.each([
    ["", "empty"],
    [" \n", "empty"],
    ["Bearer EAAGabc", "scheme"],
    ["authorization: Bearer EAAGabc", "scheme"],
    ['"EAAGabc"', "quoted"],
    ["\u201cEAAGabc\u201d", "quoted"],
    ["EAAGabc\n", "blank"],
    ["EAAG abc", "blank"],
    ["EAAG\u00e9abc", "characters"],
    ["EAAG\u200babc", "characters"],
    ["EAAG\u2026", "placeholder"],
    ["EAAG...", "placeholder"],
    ["<token>", "placeholder"],
    ["$META_TOKEN", "placeholder"],
    ["123456789|abcdef", "app-token"]
  ])("SF-04: %j is refused as %s", (text, code) => {
    expect(codes(text)).toContain(code)
    expect(TokenForm.isRefused(TokenForm.check(text))).toBe(true)
  })

  it("SF-04: what no header could carry is refused", () => {
    expect(codes("E".repeat(TokenForm.charactersMax + 1))).toEqual(["too-long"])
  })

  it.each([
    ["EAAGabc", "truncated"],
    ["sample-token", "shape"]
  ])("SF-04: %j is told of as %s, and the platform decides", (text, code) => {
    expect(codes(text)).toEqual([code])
    expect(TokenForm.isRefused(TokenForm.check(text))).toBe(false)
  })

  it("SF-04: whatever is wrong with a token is wrong however it is wrapped, and no finding holds a part of it", () => {
    const wrap = fc.constantFrom(
      (token: string) => `Bearer ${token}`,
      (token: string) => `"${token}"`,
      (token: string) => `${token}\r\n`,
      (token: string) => ` ${token}`,
      (token: string) => `${token.slice(0, 80)}\n${token.slice(80)}`
    )
    fc.assert(
      fc.property(platformToken, wrap, (token, wrapped) => {
        const findings = TokenForm.check(wrapped(token))
        expect(TokenForm.isRefused(findings)).toBe(true)
        for (const { message } of findings) expect(message).not.toContain(token.slice(0, 12))
      })
    )
  })
})
