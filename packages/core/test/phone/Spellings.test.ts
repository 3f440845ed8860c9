import * as Spellings from "@sluice/core/phone/Spellings"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

describe("Spellings", () => {
  it.each([
    ["+525512345678", "+5215512345678"],
    ["+541123456789", "+5491123456789"],
    ["+551187654321", "+5511987654321"]
  ])("%s and %s are one person, whichever is given", (short, long) => {
    expect(Spellings.of(short)).toEqual([short, long])
    expect(Spellings.of(long)).toEqual([long, short])
  })

  it("numbers of other countries are written in one way", () => {
    expect(Spellings.of("+886912345678")).toEqual(["+886912345678"])
    expect(Spellings.of("+85251234567")).toEqual(["+85251234567"])
  })

  it("the spellings of a spelling are the same ones", () => {
    const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`))
    const number = fc.tuple(fc.constantFrom("+52", "+521", "+54", "+549", "+55", "+886"), digits(10))
    fc.assert(
      fc.property(number, ([code, rest]) => {
        const all = Spellings.of(code + rest)
        for (const one of all) expect(Spellings.of(one).toSorted()).toEqual(all.toSorted())
      })
    )
  })
})
