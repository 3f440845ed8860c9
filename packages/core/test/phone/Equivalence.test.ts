import * as fc from "fast-check"
import parsePhoneNumber from "libphonenumber-js/max"
import type { PhoneNumberType } from "libphonenumber-js/max"
import { describe, expect, it } from "vitest"
import * as CallingCode from "@sluice/core/phone/CallingCode"
import type { LineType } from "@sluice/core/phone/LineType"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import { guide } from "@sluice/core/policy/guide"
import * as Samples from "./samples.ts"

const types: Readonly<Record<PhoneNumberType, LineType>> = {
  MOBILE: "mobile",
  FIXED_LINE: "fixed",
  FIXED_LINE_OR_MOBILE: "fixed-or-mobile",
  VOIP: "voip",
  TOLL_FREE: "toll-free",
  PREMIUM_RATE: "premium",
  SHARED_COST: "shared-cost",
  PERSONAL_NUMBER: "personal",
  PAGER: "pager",
  UAN: "uan",
  VOICEMAIL: "voicemail"
}

/** What the library makes of a text, if the text is valid and already the E.164 that the library prints. */
const theirs = (text: string) => {
  const parsed = parsePhoneNumber(text)
  if (parsed === undefined || !parsed.isValid() || parsed.number !== text) return null
  const type = parsed.getType()
  return {
    e164: parsed.number as string,
    region: parsed.country ?? null,
    callingCode: parsed.countryCallingCode,
    nationalNumber: parsed.nationalNumber as string,
    type: type === undefined ? "unknown" : types[type]
  }
}

const ours = (text: string) => {
  const { callingCode, e164, nationalNumber, region, sendable, type } = PhoneNumber.judge(guide.numbers, text)
  return sendable ? { e164, region, callingCode, nationalNumber, type } : null
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const differs = (text: string): boolean => !same(ours(text), theirs(text))

describe("strict judgement equals libphonenumber-js (max)", () => {
  it("PH-01, PH-04: for every example number of every region, and numbers generated from every pattern of every plan", () => {
    expect(Samples.examplesByRegion.length).toBeGreaterThan(230)
    expect(Samples.examplesByRegion.filter(({ e164 }) => ours(e164) === null)).toEqual([])
    expect(Samples.seeds.filter(differs)).toEqual([])
    const met = new Set(Samples.seeds.map((seed) => ours(seed)?.type))
    expect(Object.values(types).filter((type) => !met.has(type))).toEqual([])
  })

  it("PH-01 to PH-05: for 100,000 mutations of them", { timeout: 120_000 }, () => {
    let sendable = 0
    const equal = fc.property(Samples.mutated, (text) => {
      const expected = theirs(text)
      if (expected !== null) sendable++
      return same(ours(text), expected)
    })
    expect(fc.check(equal, { numRuns: 100_000, seed: 886_912 }).counterexample).toBeNull()
    // Mutations that all fail, or all pass, would prove little.
    expect(sendable).toBeGreaterThan(5_000)
    expect(sendable).toBeLessThan(60_000)
  })

  it("PH-01: for 20,000 random digit strings under every calling code", { timeout: 60_000 }, () => {
    const equal = fc.property(
      fc.constantFrom(...CallingCode.all),
      fc.stringMatching(/^\d{1,18}$/),
      (code, digits) => !differs(`+${code}${digits}`)
    )
    expect(fc.check(equal, { numRuns: 20_000, seed: 7 }).counterexample).toBeNull()
  })
})
