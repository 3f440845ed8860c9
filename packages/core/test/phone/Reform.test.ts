import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as CallingCode from "@sluice/core/phone/CallingCode"
import * as E164 from "@sluice/core/phone/E164"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import * as Reform from "@sluice/core/phone/Reform"
import { guide } from "@sluice/core/policy/guide"

const strict = (input: string) => PhoneNumber.judge(guide.numbers, input)
const lenient = (input: string) => PhoneNumber.judge(guide.numbers, input, { mode: "lenient" })

describe("PhoneNumber: forms that were given up", () => {
  it.each([
    ["Brazil, without the ninth digit", "+551187654321", "outdated-form", "+5511987654321"],
    ["Brazil, without the ninth digit", "+556191234567", "outdated-form", "+5561991234567"],
    ["Mexico, with the 1 of mobiles", "+5215512345678", "outdated-form", "+525512345678"],
    ["Mexico, with 045", "+520455512345678", "outdated-form", "+525512345678"],
    ["Ivory Coast, Moov", "+22501123456", "outdated-form", "+2250101123456"],
    ["Ivory Coast, MTN", "+22505123456", "outdated-form", "+2250505123456"],
    ["Ivory Coast, Orange", "+22507123456", "outdated-form", "+2250707123456"],
    ["Benin", "+22997123456", "outdated-form", "+2290197123456"],
    ["Italy, a fixed line without its zero", "+39612345678", "leading-zero", "+390612345678"],
    ["Italy, a mobile with a zero", "+3903401234567", "trunk-prefix", "+393401234567"]
  ])("PH-04: %s: %s is an error (%s) that suggests %s, and lenient mode repairs it", (_, input, code, e164) => {
    expect(strict(input)).toMatchObject({
      sendable: false,
      findings: [{ rule: "PH-04", code, severity: "error", suggestion: e164 }]
    })
    expect(lenient(input)).toMatchObject({ sendable: true, e164, findings: [{ code, suggestion: e164 }] })
  })

  it.each([
    ["Brazil", "+5511987654321"],
    ["Brazil, a fixed line", "+551132654321"],
    ["Mexico", "+525512345678"],
    ["Argentina, a mobile", "+5491123456789"],
    ["Italy, a fixed line", "+390612345678"],
    ["Italy, a mobile", "+393401234567"],
    ["Ivory Coast", "+2250712345678"]
  ])("PH-04: %s: %s is as it must be", (_, input) => {
    expect(strict(input)).toMatchObject({ sendable: true, e164: input, findings: [] })
  })

  it("PH-04: an outdated form without plus has both faults, and one number comes of it", () => {
    expect(strict("5215512345678").findings).toMatchObject([
      { code: "plus-missing", suggestion: "+525512345678" },
      { code: "outdated-form", suggestion: "+525512345678" }
    ])
    expect(lenient("+52 1 55 1234 5678")).toMatchObject({ sendable: true, e164: "+525512345678" })
  })

  it("PH-04: a fixed line of Argentina can be sent to, with a doubt: its mobiles take a 9", () => {
    expect(strict("+541123456789")).toMatchObject({
      sendable: true,
      findings: [{ rule: "PH-04", code: "mobile-prefix", severity: "warning", suggestion: "+5491123456789" }]
    })
    expect(strict("+54111523456789")).toMatchObject({
      sendable: false,
      findings: [{ code: "trunk-prefix", suggestion: "+5491123456789" }]
    })
  })

  it("PH-04: what is made of any digits is a number of the same country, and no reform touches a number that is valid", () => {
    const digits = fc.stringOf(fc.constantFrom(..."0123456789"), { minLength: 6, maxLength: 14 })
    fc.assert(
      fc.property(fc.constantFrom("55", "52", "225", "229", "39"), digits, (calling, national) => {
        const code = CallingCode.of(calling)
        const reformed = code === null ? null : Reform.of(code, national)
        if (reformed === null) return
        expect(reformed.number.callingCode).toBe(calling)
        expect(E164.parse(reformed.number.e164)).toEqual(reformed.number)
        const verdict = strict(`+${calling}${national}`)
        expect(verdict.sendable || verdict.findings.some(({ suggestion }) => suggestion === reformed.number.e164)).toBe(
          true
        )
      }),
      { numRuns: 3_000 }
    )
  })
})
