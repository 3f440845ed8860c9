import parsePhoneNumber from "libphonenumber-js/max"
import { describe, expect, it } from "vitest"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import * as Region from "@sluice/core/phone/Region"
import { guide } from "@sluice/core/policy/guide"
import * as Samples from "./samples.ts"

const TW = Region.Region.make("TW")
const US = Region.Region.make("US")

const lenient = (input: string, region?: Region.Region) =>
  PhoneNumber.judge(guide.numbers, input, { mode: "lenient", ...(region && { defaultRegion: region }) })

/** The findings as `code` to `suggestion`. */
const findings = ({ findings }: PhoneNumber.Verdict): Readonly<Record<string, string | null>> =>
  Object.fromEntries(findings.map(({ code, suggestion }) => [code, suggestion]))

describe("lenient mode", () => {
  it.each([
    ["+886 (0)912 345 678", "+886912345678", { separators: "info", "trunk-prefix": "info" }],
    ["00886-912-345-678", "+886912345678", { separators: "info", "exit-prefix": "info" }],
    ["886912345678", "+886912345678", { "plus-missing": "warning" }],
    ["++886912345678", "+886912345678", { "plus-repeated": "info" }],
    ["whatsapp:+886912345678", "+886912345678", { scheme: "info" }]
  ])("PH-02: repairs %s and reports what it repaired", (input, e164, severities) => {
    const verdict = lenient(input)
    expect(verdict).toMatchObject({ sendable: true, e164, input })
    expect(Object.fromEntries(verdict.findings.map(({ code, severity }) => [code, severity]))).toEqual(severities)
  })

  it("PH-01: with a region, completes a number as dialled there; without one it does not guess", () => {
    for (const national of ["0912345678", "912345678", "(09) 1234-5678"])
      expect(lenient(national, TW)).toMatchObject({ sendable: true, e164: "+886912345678", region: "TW" })
    expect(lenient("0912345678").sendable).toBe(false)
  })

  it("PH-05: a number that can be read in two ways is the region's, with a warning that shows the other reading", () => {
    const verdict = lenient("8585551234", US)
    expect(verdict).toMatchObject({ sendable: true, e164: "+18585551234" })
    expect(verdict.findings.map(({ code }) => code)).toEqual(["national-form"])
    const both = lenient("6581234567", Region.Region.make("IN"))
    expect(both).toMatchObject({ sendable: true, e164: "+916581234567" })
    expect(both.findings).toMatchObject([
      { code: "national-form", severity: "info" },
      { code: "two-readings", severity: "warning", suggestion: "+6581234567" }
    ])
  })

  it("PH-03, PH-06: warns about what it repaired as strict mode does", () => {
    expect(findings(lenient("65 3158 1234"))).toHaveProperty("voip")
  })

  it("PH-02: reads every example as the library prints it, in international, national and link form", () => {
    const misread = Samples.examplesByRegion.filter(({ e164, region }) => {
      const parsed = parsePhoneNumber(e164)
      const home = Region.Region.make(region)
      return (
        lenient(parsed?.formatInternational() ?? "").e164 !== e164 ||
        lenient(parsed?.getURI() ?? "").e164 !== e164 ||
        lenient(parsed?.formatNational() ?? "", home).e164 !== e164
      )
    })
    expect(misread).toEqual([])
  })
})
