import { Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
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

describe("every judgement", () => {
  const verdicts = fc
    .tuple(Samples.mutated, fc.constantFrom<Finding.Mode>("strict", "lenient"), fc.constantFrom(undefined, TW, US))
    .map(([input, mode, region]) => ({
      input,
      verdict: PhoneNumber.judge(guide.numbers, input, { mode, ...(region && { defaultRegion: region }) })
    }))

  it("PH-01 to PH-06: is total, fits its schema, and carries an error exactly when it is not sendable", () => {
    const fits = Schema.is(PhoneNumber.Verdict, { onExcessProperty: "error" })
    const sound = fc.property(
      verdicts,
      ({ input, verdict }) =>
        fits(verdict) && Finding.hasErrors(verdict.findings) !== verdict.sendable && verdict.input === input
    )
    expect(fc.check(sound, { numRuns: 5_000, seed: 3 }).counterexample).toBeNull()
  })

  it("PH-02, PH-05: every suggestion, and every number that lenient mode makes, is itself sendable in strict mode", () => {
    const sendable = fc.property(verdicts, ({ verdict }) =>
      [verdict.e164, ...verdict.findings.map(({ suggestion }) => suggestion)].every(
        (number) => number === null || strict(number).e164 === number
      )
    )
    expect(fc.check(sendable, { numRuns: 5_000, seed: 4 }).counterexample).toBeNull()
  })

  it("PH-02: lenient mode takes whatever strict mode takes, and answers the same", () => {
    const same = fc.property(
      Samples.mutated,
      (input) => !strict(input).sendable || JSON.stringify(lenient(input)) === JSON.stringify(strict(input))
    )
    expect(fc.check(same, { numRuns: 5_000, seed: 5 }).counterexample).toBeNull()
  })

  it("PH-07: takes far below 300 ms, whatever it is given", () => {
    const hard = ["+", "9", " ", "x1", "(", "#1", "e1"].map((part) => part.repeat(250 / part.length))
    const slow = [...hard, "1".repeat(10_000_000), ...Samples.seeds].filter((input) => {
      // Of the processor's time: what else the machine does is not in it.
      const before = process.cpuUsage()
      lenient(input, TW)
      const { system, user } = process.cpuUsage(before)
      return (system + user) / 1_000 >= guide.numbers.judgementMillisMax
    })
    expect(slow).toEqual([])
  })

  it("PH-01: huge inputs are refused without being read", () => {
    expect(findings(strict("+886912345678".padEnd(10_000_000, "0")))).toEqual({ "input-too-long": null })
  })
})
