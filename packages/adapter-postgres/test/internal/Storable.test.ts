import { expect, it } from "@effect/vitest"
import * as fc from "fast-check"
import { describe } from "vitest"
import * as Storable from "../../src/internal/Storable.ts"

/** Strings of anything, with much of what is awkward: U+0000, halves of surrogate pairs, backslashes, and escapes spelt out. */
const odd = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\0",
        "\ud83d",
        "\ude42",
        "\ud83d\ude42",
        "\\",
        "\\u0000",
        "\\ud800",
        '"',
        "u0000",
        "\n",
        "{",
        ","
      ),
      fc.fullUnicodeString({ maxLength: 3 })
    ),
    { maxLength: 8 }
  )
  .map((parts) => parts.join(""))

const cleaned = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd")

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    odd,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(odd, tie("value"), { maxKeys: 4, noNullPrototype: true })
  )
})).value

/** The value with every text in it cleaned, keys as well. */
const cleanedAll = (given: unknown): unknown => {
  if (typeof given === "string") return cleaned(given)
  if (Array.isArray(given)) return given.map(cleanedAll)
  if (typeof given !== "object" || given === null) return given
  return Object.fromEntries(Object.entries(given).map(([key, inner]) => [cleaned(key), cleanedAll(inner)]))
}

describe("Storable", () => {
  it("text keeps everything but U+0000 and half surrogate pairs, which become U+FFFD", () => {
    expect(Storable.text("a\0b \ud83d 🙂 \\u0000")).toBe("a\ufffdb \ufffd 🙂 \\u0000")
    fc.assert(
      fc.property(odd, (text) => {
        expect(Storable.text(text)).toBe(cleaned(text))
      })
    )
  })

  it("JSON text reads back as the value, but for those characters, and never holds an escape that jsonb refuses", () => {
    fc.assert(
      fc.property(value, (given) => {
        const written = Storable.json(given)
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(cleanedAll(given))))
        expect(written.replaceAll("\\\\", "")).not.toMatch(/\\u(?:0000|d[89a-f])/)
      })
    )
  })

  it("what is not there is null", () => {
    expect(Storable.json(undefined)).toBe("null")
    expect([Storable.jsonOrNull(null), Storable.jsonOrNull(undefined), Storable.jsonOrNull(0)]).toEqual([
      null,
      null,
      "0"
    ])
    expect([Storable.textOrNull(null), Storable.textOrNull("\0")]).toEqual([null, "\ufffd"])
    expect(Storable.millisOrNull(null)).toBeNull()
  })

  it("moments are whole milliseconds, never earlier than given", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4e12, noNaN: true }), (given) => {
        const stored = Storable.millis(given)
        expect(Number.isInteger(stored)).toBe(true)
        expect(stored - given).toBeGreaterThanOrEqual(0)
        expect(stored - given).toBeLessThanOrEqual(1)
      })
    )
  })
})
