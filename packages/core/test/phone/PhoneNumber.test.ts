import { Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as CallingCode from "@sluice/core/phone/CallingCode"
import * as E164 from "@sluice/core/phone/E164"
import * as Finding from "@sluice/core/phone/Finding"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import * as Region from "@sluice/core/phone/Region"
import { guide } from "@sluice/core/policy/guide"
import * as Samples from "./samples.ts"

const TW = Region.Region.make("TW")
const US = Region.Region.make("US")

const strict = (input: string, region?: Region.Region) =>
  PhoneNumber.judge(guide.numbers, input, { mode: "strict", ...(region && { defaultRegion: region }) })

const lenient = (input: string, region?: Region.Region) =>
  PhoneNumber.judge(guide.numbers, input, { mode: "lenient", ...(region && { defaultRegion: region }) })

/** The findings as `code` to `suggestion`. */
const findings = ({ findings }: PhoneNumber.Verdict): Readonly<Record<string, string | null>> =>
  Object.fromEntries(findings.map(({ code, suggestion }) => [code, suggestion]))

describe("a sendable number", () => {
  it("PH-01: is reported with all of its parts, in the shape of `numbers check`", () => {
    expect(JSON.stringify(strict("+886912345678"))).toBe(
      '{"input":"+886912345678","sendable":true,"e164":"+886912345678","region":"TW","callingCode":"886","nationalNumber":"912345678","type":"mobile","risk":"low","findings":[]}'
    )
  })

  it.each([
    ["+886912345678", "TW", "mobile"],
    ["+886223456789", "TW", "fixed"],
    ["+88637123456", "TW", "fixed"],
    ["+85251234567", "HK", "mobile"],
    ["+6581234567", "SG", "mobile"],
    ["+96551234567", "KW", "mobile"],
    ["+12125550123", "US", "fixed-or-mobile"],
    ["+15062345678", "CA", "fixed-or-mobile"],
    ["+77011234567", "KZ", "mobile"]
  ])("PH-04: %s is valid in the plan of %s (%s)", (input, region, type) => {
    expect(strict(input)).toMatchObject({ sendable: true, region, type, findings: [] })
  })

  it("PH-04: the guide's own pattern for Taiwan mobiles accepts nothing that the plan refuses, save what is not assigned", () => {
    const pattern = /^\+8869\d{8}$/
    fc.assert(
      fc.property(fc.stringMatching(/^\+8869[0-8]\d{7}$/), (text) => {
        expect(pattern.test(text)).toBe(true)
        expect(strict(text)).toMatchObject({ sendable: true, type: "mobile" })
      })
    )
  })

  it("PH-03: outside 8 to 15 digits, or 8 to 12 after the code, is a warning when the plan accepts it", () => {
    expect(strict("+29051234")).toMatchObject({ sendable: true, region: "SH" })
    expect(strict("+29051234").findings).toMatchObject([
      { rule: "PH-03", code: "length-unusual", severity: "warning", suggestion: null }
    ])
    const misjudged = Samples.seeds
      .map((seed) => strict(seed))
      .filter((verdict) => {
        const national = verdict.nationalNumber?.length ?? 0
        const unusual = verdict.input.length - 1 < 8 || verdict.input.length - 1 > 15 || national < 8 || national > 12
        return verdict.sendable && "length-unusual" in findings(verdict) !== unusual
      })
    expect(misjudged).toEqual([])
  })

  it("PH-06: VoIP is high risk and a warning", () => {
    const verdict = strict("+6531581234")
    expect(verdict).toMatchObject({ sendable: true, type: "voip", risk: "high" })
    expect(verdict.findings).toMatchObject([{ rule: "PH-06", code: "voip", severity: "warning", suggestion: null }])
  })

  it.each(["premium", "shared-cost", "uan", "pager", "voicemail"])(
    "PH-06: a %s line cannot hold WhatsApp, a warning",
    (type) => {
      const verdict = Samples.seeds.map((seed) => strict(seed)).find((verdict) => verdict.type === type)
      expect(verdict).toMatchObject({ sendable: true, risk: "medium" })
      expect(verdict?.findings.filter(({ rule }) => rule === "PH-06")).toMatchObject([
        { code: "type-without-whatsapp", severity: "warning" }
      ])
    }
  )

  it("PH-06: fixed and toll-free lines are reported without a warning", () => {
    expect(strict("+18005550199")).toMatchObject({ type: "toll-free", risk: "medium", findings: [] })
    expect(strict("+886223456789")).toMatchObject({ type: "fixed", risk: "medium", findings: [] })
  })

  it("PH-01: worldwide codes belong to no region", () => {
    expect(strict("+80012345678")).toMatchObject({ sendable: true, region: null, callingCode: "800" })
  })
})

describe("each missing part is its own error", () => {
  it.each([
    ["886912345678", "+886912345678"],
    ["85251234567", "+85251234567"],
    ["6581234567", "+6581234567"]
  ])("PH-01, PH-05: %s lacks the plus, and %s is suggested", (input, suggestion) => {
    expect(strict(input).sendable).toBe(false)
    expect(findings(strict(input))).toEqual({ "plus-missing": suggestion })
  })

  it("PH-05: 651234567 lacks the plus and a digit; which digit is not guessed", () => {
    const verdict = strict("651234567")
    expect(verdict).toMatchObject({ region: "SG", callingCode: "65", nationalNumber: "1234567" })
    expect(findings(verdict)).toEqual({ "plus-missing": null, "national-too-short": null })
    expect(verdict.findings[1]?.message).toBe("+65 (SG) takes 8 digits after the code; 1234567 has 7")
  })

  it("PH-01: unknown calling codes", () => {
    expect(findings(strict("+999123456789"))).toEqual({ "calling-code-unknown": null })
    expect(findings(strict("+0912345678"))).toEqual({ "calling-code-unknown": null })
  })

  it("PH-01: a missing national part", () => {
    expect(strict("+886")).toMatchObject({ region: "TW", callingCode: "886", nationalNumber: null })
    expect(findings(strict("+886"))).toEqual({ "national-missing": null })
  })

  it.each([
    ["+85251234", "national-too-short"],
    ["+852512345678", "national-too-long"],
    ["+88691234567", "national-too-short"],
    ["+8869123456789", "national-too-long"],
    ["+658123456789012", "national-too-long"],
    ["+54123456", "national-too-short"],
    ["+886912345", "national-too-short"],
    ["+49301", "national-too-short"]
  ])("PH-01: a national part of a wrong length (%s: %s)", (input, code) => {
    expect(Object.keys(findings(strict(input)))).toEqual([code])
  })

  it("PH-04: digits of the right length that no plan assigns", () => {
    const verdict = strict("+85201234567")
    expect(verdict.findings).toMatchObject([
      { rule: "PH-04", code: "not-in-plan", severity: "error", suggestion: null }
    ])
  })

  it("PH-01: nothing at all, or no digits", () => {
    for (const empty of ["", " ", "+", "()-"]) expect(findings(strict(empty))).toEqual({ empty: null })
    expect(findings(strict("none"))).toEqual({ empty: null, "forbidden-characters": null })
  })

  it("PH-01: a number as dialled at home lacks its calling code; with a region it is suggested", () => {
    expect(findings(strict("0912345678"))).toEqual({ "calling-code-missing": null })
    expect(findings(strict("0912345678", TW))).toEqual({ "national-form": "+886912345678" })
    expect(findings(strict("0512345678", TW))).toEqual({ "calling-code-missing": null, "not-in-plan": null })
  })

  it("PH-01: the digits that leave a country are not a plus", () => {
    expect(findings(strict("00886912345678"))).toEqual({ "exit-prefix": "+886912345678" })
    expect(findings(strict("+00886912345678"))).toEqual({ "exit-prefix": "+886912345678" })
    expect(findings(strict("011886912345678", US))).toEqual({ "exit-prefix": "+886912345678" })
    expect(findings(strict("00886912345678", Region.Region.make("HK")))).toEqual({ "exit-prefix": "+886912345678" })
  })
})

describe("a wrong calling code", () => {
  it("PH-05: a Taiwan mobile under +86 is an error that suggests +886", () => {
    for (const input of ["+86912345678", "+860912345678"]) {
      expect(strict(input)).toMatchObject({ sendable: false, e164: null })
      expect(findings(strict(input))).toEqual({ "calling-code-wrong": "+886912345678" })
    }
    expect(findings(strict("86912345678"))).toEqual({
      "plus-missing": "+886912345678",
      "calling-code-wrong": "+886912345678"
    })
  })

  it("PH-05: the region of the list decides first", () => {
    expect(findings(strict("+912345678", TW))).toEqual({ "calling-code-wrong": "+886912345678" })
    expect(findings(strict("+86 51234567", Region.Region.make("HK")))).toMatchObject({
      "calling-code-wrong": "+85251234567"
    })
  })

  it("PH-05: a calling code written twice", () => {
    expect(findings(strict("+886886912345678"))).toEqual({ "calling-code-repeated": "+886912345678" })
  })

  it("PH-05: lenient mode suggests another calling code and never assumes it", () => {
    expect(lenient("+86912345678")).toMatchObject({ sendable: false })
    expect(lenient("+886886912345678")).toMatchObject({ sendable: false })
  })

  it("PH-05: of the codes it suggests for numbers written with another code of their zone, 95 in 100 are right", () => {
    let right = 0
    let wrong = 0
    for (const { e164 } of Samples.examplesByRegion) {
      const code = CallingCode.at(e164, 1)?.digits ?? ""
      for (const other of CallingCode.all.filter((digits) => digits !== code && digits[0] === code[0])) {
        const suggestion = findings(strict(`+${other}${e164.slice(1 + code.length)}`))["calling-code-wrong"] ?? null
        if (suggestion === e164) right++
        else if (suggestion !== null) wrong++
      }
    }
    expect(right).toBeGreaterThan(1_000)
    expect(right / (right + wrong)).toBeGreaterThan(0.95)
  })
})

describe("forbidden characters", () => {
  it.each([
    ["+886 912-345.678", 'blank, "-", "."'],
    ["(+886)912345678", '"(", ")"'],
    ["+886\u3000912\u2011345678", "U+3000, U+2011"]
  ])("PH-02: %s is refused in strict mode, with the characters named and the number corrected", (input, named) => {
    const [finding, ...rest] = strict(input).findings
    expect(rest).toEqual([])
    expect(finding).toMatchObject({ rule: "PH-02", code: "separators", severity: "error", suggestion: "+886912345678" })
    expect(finding?.message).toContain(named)
  })

  it.each([
    ["full-width", "＋８８６９１２３４５６７８", "+886912345678"],
    ["Arabic-Indic", "+٩٦٥٥١٢٣٤٥٦٧", "+96551234567"],
    ["Devanagari", "+९१९८७६५४३२१०", "+919876543210"],
    ["mathematical", "+𝟖𝟖𝟔𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "+886912345678"]
  ])("PH-02: %s digits are refused in strict mode and read in lenient mode", (_, input, e164) => {
    expect(findings(strict(input))).toEqual({ "foreign-digits": e164 })
    expect(lenient(input)).toMatchObject({ sendable: true, e164 })
    expect(lenient(input).findings).toMatchObject([{ rule: "PH-02", code: "foreign-digits", severity: "info" }])
  })

  it("PH-02: invisible characters, as copied contacts have them", () => {
    expect(findings(strict("\u202A+886912345678\u202C"))).toEqual({ "invisible-characters": "+886912345678" })
    expect(findings(strict("\uFEFF+886912345678"))).toEqual({ "invisible-characters": "+886912345678" })
  })

  it("PH-02: letters are named, a corrected number is shown, and lenient mode does not guess", () => {
    expect(findings(strict("+886912345678 mobile"))).toMatchObject({ "forbidden-characters": "+886912345678" })
    expect(lenient("+886912345678 mobile").sendable).toBe(false)
    expect(lenient("+88691234567O").sendable).toBe(false)
  })

  it("PH-02: an extension cannot be reached", () => {
    expect(findings(strict("+12125550123 ext. 12"))).toEqual({ extension: "+12125550123" })
    expect(lenient("+12125550123;ext=12").sendable).toBe(false)
  })

  it("PH-02: what spreadsheets do to numbers", () => {
    expect(findings(strict("8.86912E+11"))).toEqual({ "digits-lost": null })
    expect(findings(strict("'+886912345678"))).toEqual({ separators: "+886912345678" })
    expect(lenient("4915112345678.0")).toMatchObject({ sendable: true, e164: "+4915112345678" })
  })
})

describe("the types of numbers and regions", () => {
  it("PH-01: E164 decodes exactly what strict mode finds sendable", () => {
    const isE164 = Schema.is(E164.E164)
    const same = fc.property(Samples.mutated, (text) => isE164(text) === strict(text).sendable)
    expect(fc.check(same, { numRuns: 3_000, seed: 6 }).counterexample).toBeNull()
  })

  it("PH-04: Region decodes the regions that have a plan, in capitals, and nothing else", () => {
    const isRegion = Schema.is(Region.Region)
    expect(Region.all.length).toBeGreaterThan(240)
    expect(["TW", "XK", "tw", "ZZ", "", "toString"].map((text) => isRegion(text))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false
    ])
  })

  it("PH-01: every finding code makes a finding of a rule of PH, in both modes", () => {
    const made = Finding.codes.flatMap((code) => [
      Finding.make("strict", { code, message: "" }, null),
      Finding.make("lenient", { code, message: "" }, null)
    ])
    expect(made.filter((finding) => !Schema.is(Finding.Finding)(finding) || !/^PH-0[1-9]$/.test(finding.rule))).toEqual(
      []
    )
    expect(made.length).toBeGreaterThan(40)
  })
})
