import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Form from "@sluice/core/callback/providers/Form"

describe("Form", () => {
  it("reads pairs in their order, with blanks, escapes and characters of every length", () => {
    expect(
      Form.parse("Body=a+b%20c&To=%2B1202&Name=S%C3%B6hne%20%F0%9F%8C%B1&Empty=&Bare&=x&&Twice=1&Twice=2")
    ).toEqual({
      pairs: [
        ["Body", "a b c"],
        ["To", "+1202"],
        ["Name", "Söhne 🌱"],
        ["Empty", ""],
        ["Bare", ""],
        ["", "x"],
        ["Twice", "1"],
        ["Twice", "2"]
      ],
      damaged: []
    })
  })

  it.each(["a=%zz", "a=%", "a=%4", "a=%C3", "a=%FF+b", "a=%ED%A0%80"])(
    "WH-09: %s is kept, and named as damaged",
    (text) => {
      const { damaged, pairs } = Form.parse(text)
      expect(damaged).toEqual(["a"])
      expect(pairs).toEqual([...new URLSearchParams(text)])
    }
  )

  it("WH-09: any ASCII at all, which is what a form is, is read as the runtime reads it", () => {
    const piece = fc.oneof(
      fc.constantFrom("%", "+", "&", "=", "%2", "%C3%B6", "%F0%9F", "%00", "?", "%EF%BB%BF", "%F0%9F%8C%B1", "%c3%28"),
      fc.string({ unit: "binary-ascii", maxLength: 6 })
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("")
        // A leading question mark is dropped by the runtime alone.
        expect(Form.parse(text).pairs).toEqual([...new URLSearchParams(`&${text}`)])
      }),
      { numRuns: 2_000 }
    )
  })

  it("WH-09: characters that should have been escaped are taken as they are, and half ones are replaced", () => {
    expect(Form.parse("a=ö🌱+\ud800&\uFEFFb=1")).toEqual({
      pairs: [
        ["a", "ö🌱 \uFFFD"],
        ["\uFEFFb", "1"]
      ],
      damaged: []
    })
  })

  it("WH-09: what was written as a form is read back whole", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }))), (pairs) => {
        const read = Form.parse(new URLSearchParams(pairs).toString())
        expect(read).toEqual({ pairs, damaged: [] })
      }),
      { numRuns: 500 }
    )
  })
})
