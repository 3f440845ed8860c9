import * as Base64Form from "@sluice/engine/intake/media/Base64Form"
import * as Base64Scan from "@sluice/engine/intake/media/Base64Scan"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const lettersMin = 16

/** The text in the chunks in which `cuts` cut it. */
const chunked = (text: string, cuts: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const bytes = Buffer.from(text, "utf8")
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return places.slice(1).map((to, index) => new Uint8Array(bytes.subarray(places[index], to)))
}

interface Scanned {
  /** With `<n>` where run n was. */
  readonly rest: string
  readonly runs: ReadonlyArray<Buffer>
  /** Text and runs, each spelled by its form. */
  readonly rebuilt: string
}

const scan = (text: string, cuts: ReadonlyArray<number> = []): Scanned => {
  const scanning = Base64Scan.make(lettersMin)
  const pieces = chunked(text, cuts).flatMap((chunk) => {
    // Copied, as by whoever keeps them: chunks are used again.
    const told = scanning
      .push(chunk)
      .map((piece) =>
        piece._tag === "Text" || piece._tag === "Bytes" ? { ...piece, bytes: piece.bytes.slice() } : piece
      )
    chunk.fill(0)
    return told
  })
  const rest: Array<Buffer> = []
  const rebuilt: Array<Buffer> = []
  const runs: Array<Buffer> = []
  let run: Array<Uint8Array> = []
  for (const piece of [...pieces, ...scanning.end()]) {
    if (piece._tag === "Text") {
      rest.push(Buffer.from(piece.bytes))
      rebuilt.push(Buffer.from(piece.bytes))
    } else if (piece._tag === "Begin") run = []
    else if (piece._tag === "Bytes") run.push(piece.bytes)
    else {
      const whole = Buffer.concat(run)
      rest.push(Buffer.from(`<${runs.length}>`))
      rebuilt.push(Buffer.from(Base64Form.spell(whole, piece.form)))
      runs.push(whole)
    }
  }
  return {
    rest: Buffer.concat(rest).toString("utf8"),
    runs,
    rebuilt: Buffer.concat(rebuilt).toString("utf8")
  }
}

const file = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 167) % 256))
const cutsOf = fc.array(fc.nat(5_000), { maxLength: 12 })

/** Base64 in every spelling, and what is nearly base64. */
const base64 = fc
  .tuple(
    fc.uint8Array({ maxLength: 80 }),
    fc.constantFrom("base64" as const, "base64url" as const),
    fc.boolean(),
    fc.constantFrom("", "=", "A", "==", "B=", "-_", "\n", "é")
  )
  .map(([bytes, alphabet, stripped, tail]) => {
    const text = Buffer.from(bytes).toString(alphabet)
    return (stripped ? text.replace(/=+$/, "") : text) + tail
  })
const text = fc.oneof(
  base64,
  fc.string({ unit: "binary" }),
  base64.map((letters) => `data:image/png;base64,${letters}`)
)
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6 },
    text,
    fc.double({ noNaN: true }),
    fc.constantFrom(null, true, false),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(text, tie("json"), { maxKeys: 4 })
  )
}))
/** JSON as different writers write it: slashes and letters escaped or not, with spaces or without. */
const written = fc
  .tuple(json, fc.boolean(), fc.boolean(), fc.constantFrom(undefined, 2))
  .map(([value, slashes, ascii, indent]) => {
    const plain = JSON.stringify(value, null, indent)
    const escaped = slashes ? plain.replaceAll("/", "\\/") : plain
    return ascii
      ? escaped.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      : escaped
  })

/** What plain parsing says of a text. */
const parse = (given: string): unknown => {
  try {
    return { value: JSON.parse(given) }
  } catch {
    return "no JSON"
  }
}

describe("base64 in a JSON text", () => {
  it("WH-06: a long run is bytes, and everything else is text, wherever chunks are cut", () => {
    const bytes = file(50)
    const whole = JSON.stringify({ id: "a/b", data: bytes.toString("base64"), more: ['c"\\', "é"] })
    for (let cut = 0; cut <= whole.length; cut++) {
      const { rebuilt, rest, runs } = scan(whole, [cut, cut + 1])
      expect(runs).toEqual([bytes])
      expect(rest).toBe(JSON.stringify({ id: "a/b", data: "<0>", more: ['c"\\', "é"] }))
      expect(rebuilt).toBe(whole)
    }
  })

  it.each([
    ["with padding of one", file(50).toString("base64")],
    ["with padding of two", file(49).toString("base64")],
    ["without padding", file(48).toString("base64")],
    ["with padding left out", file(49).toString("base64").replace(/=+$/, "")],
    ["for addresses", file(50).toString("base64url")],
    ["with escaped slashes", file(200).toString("base64").replaceAll("/", "\\/")]
  ])("WH-06: base64 %s is taken as a whole", (_, letters) => {
    const { rebuilt, rest, runs } = scan(`["${letters}"]`)
    expect(rest).toBe('["<0>"]')
    expect(runs).toEqual([Buffer.from(letters.replaceAll("\\", ""), "base64")])
    expect(rebuilt).toBe(`["${letters}"]`)
  })

  it("WH-06: what stands before the run in its string is text: the prefix of a data address", () => {
    const { rest, runs } = scan(JSON.stringify(`data:audio/ogg;base64,${file(60).toString("base64")}`))
    expect(rest).toBe('"data:audio/ogg;base64,<0>"')
    expect(runs).toEqual([file(60)])
  })

  it.each([
    ["a short run", `["${"A".repeat(lettersMin - 1)}"]`],
    ["letters outside of strings", `[${"1".repeat(100)}]`],
    ["words", '["the quick brown fox jumps over the lazy dog"]'],
    ["digits of an escape", `["${"\\u0041\\u00e9".repeat(40)}"]`],
    ["lines", `["${`${"A".repeat(lettersMin - 1)}\\n`.repeat(20)}"]`]
  ])("WH-06: %s stays as it is", (_, whole) => {
    expect(scan(whole)).toEqual({ rest: whole, runs: [], rebuilt: whole })
  })

  it.each(["QR==", "Q===", "QQ=A", "QQQQQ", "QQ=", "QQF="])(
    "WH-06: letters that no encoder writes at an end (%s) stay as text behind the run",
    (tail) => {
      const whole = `"${file(30).toString("base64")}${tail}"`
      const { rebuilt, runs } = scan(whole)
      expect(runs[0]?.subarray(0, 30)).toEqual(file(30))
      expect(rebuilt).toBe(whole)
    }
  )

  it("WH-06: runs and text give any JSON back, byte for byte, whatever its depth, escapes, letters and chunks", () => {
    fc.assert(
      fc.property(written, cutsOf, (whole, cuts) => {
        const scanned = scan(whole, cuts)
        expect(scanned.rebuilt).toBe(whole)
        expect(scanned).toEqual(scan(whole))
      }),
      { numRuns: 500 }
    )
  })

  it("WH-06: what is left is JSON exactly where the whole was, also of texts that are none", () => {
    const damaged = fc
      .tuple(written, fc.nat(), fc.constantFrom("", '"', "\\", "\\u", "]", "AAAA"), fc.nat(3))
      .map(([whole, place, put, gone]) => {
        const at = place % (whole.length + 1)
        return whole.slice(0, at) + put + whole.slice(at + gone)
      })
    fc.assert(
      fc.property(fc.oneof(written, damaged), cutsOf, (whole, cuts) => {
        const { rebuilt, rest } = scan(whole, cuts)
        expect(Buffer.from(rebuilt)).toEqual(Buffer.from(whole))
        expect(parse(rest) === "no JSON").toBe(parse(whole) === "no JSON")
      }),
      { numRuns: 1_000 }
    )
  })

  it("WH-06: with its runs put back, what is left says what plain parsing says", () => {
    fc.assert(
      fc.property(written, cutsOf, (whole, cuts) => {
        const { rebuilt } = scan(whole, cuts)
        expect(parse(rebuilt)).toEqual(parse(whole))
      })
    )
  })
})
