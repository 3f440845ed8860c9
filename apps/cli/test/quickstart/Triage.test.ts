import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { guide } from "@sluice/core/policy/guide"
import type { Recipient } from "../../src/quickstart/SampleList.ts"
import * as Triage from "../../src/quickstart/Triage.ts"

const recipients = (numbers: ReadonlyArray<string>): ReadonlyArray<Recipient> =>
  numbers.map((number, index) => ({
    line: index + 2,
    name: "Mei",
    number,
    country: "TW",
    template: "hello_world",
    reference: `A-${index}`
  }))

describe("Triage", () => {
  it("accounts for every row: sendable or refused, never both, in the order of the list", () => {
    const number = fc.oneof(
      fc.constantFrom("+886912345678", "886912345678", "+86912345678", "+886 912 345 678", "+12015550123", ""),
      fc.string()
    )
    fc.assert(
      fc.property(fc.array(number, { maxLength: 40 }), (numbers) => {
        const { refused, sendable } = Triage.judge(guide.numbers, recipients(numbers))
        const lines = [...refused, ...sendable].map(({ recipient }) => recipient.line)
        expect(lines.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 2))
        expect(Triage.byCause(refused).reduce((sum, [, count]) => sum + count, 0)).toBe(refused.length)
      })
    )
  })

  it("PH-09: the second occurrence of a number is refused and names the line of the first", () => {
    const { refused, sendable } = Triage.judge(
      guide.numbers,
      recipients(["+886912345678", "+12015550123", "+886912345678", "+886912345678"])
    )
    expect(sendable.map(({ verdict }) => verdict.e164)).toEqual(["+886912345678", "+12015550123"])
    expect(refused.map(({ cause, message }) => [cause, message])).toEqual([
      ["duplicate", "already in line 2"],
      ["duplicate", "already in line 2"]
    ])
  })

  it("PH-02: repairs nothing: a number with separators is refused with the number it should be", () => {
    const { refused, sendable } = Triage.judge(guide.numbers, recipients(["+886 912-345-678"]))
    expect(sendable).toEqual([])
    expect(refused[0]).toMatchObject({ cause: "separators", suggestion: "+886912345678" })
  })

  it("orders causes by frequency, then by name", () => {
    const { refused } = Triage.judge(guide.numbers, recipients(["", "886912345678", "+999123", "886912345679"]))
    expect(Triage.byCause(refused)).toEqual([
      ["plus-missing", 2],
      ["calling-code-unknown", 1],
      ["empty", 1]
    ])
  })

  it("PH-08: projects the failures of a tenth onto the whole list", () => {
    const list = recipients(
      Array.from({ length: 100 }, (_, index) => (index % 4 === 0 ? "n/a" : `+88691234${5000 + index}`))
    )
    const units = Array.from({ length: 100 }, (_, row) => ((row * 37) % 100) / 100)
    const projection = Triage.preflight(guide.numbers, list, (row) => units[row] ?? 0)
    expect(projection).toMatchObject({ rows: 100, sampled: 10 })
    expect(projection.low).toBeLessThanOrEqual(projection.rate)
    expect(projection.high).toBeGreaterThanOrEqual(projection.rate)
  })
})
