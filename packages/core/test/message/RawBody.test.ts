import { Either } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as RawBody from "@sluice/core/message/RawBody"

const read = (text: string) => RawBody.read(text)
const fault = (text: string) => Either.getOrThrow(Either.flip(read(text)))

const body = { messaging_product: "whatsapp", to: "+12025550100", type: "text", text: { body: "Your order has left." } }
const receipt = { messaging_product: "whatsapp", status: "read", message_id: "wamid.1" }

describe("RawBody", () => {
  it("SF-05: a message and a receipt are read from their text", () => {
    expect(read(JSON.stringify(body))).toEqual(Either.right({ _tag: "Message", message: body }))
    expect(read(JSON.stringify(receipt))).toEqual(Either.right({ _tag: "Receipt", receipt }))
  })

  it.each([
    ["", 1, 1],
    ["{", 1, 2],
    ['{"to": "+1", }', 1, 14],
    ['{"a": }', 1, 7],
    ["{'a': 1}", 1, 2],
    ['{"a" 1}', 1, 6],
    ['{"a": 1 "b": 2}', 1, 9],
    ["[1, 2", 1, 6],
    ["[1 2]", 1, 4],
    ["[1,]", 1, 4],
    ["[,1]", 1, 2],
    ['{"a": [}]', 1, 8],
    ['{"a": 1]', 1, 8],
    ['{"a": 1}}', 1, 9],
    ['{"a": 01}', 1, 8],
    ['{"a": True}', 1, 7],
    ['{1: "a"}', 1, 2],
    ['{\n  "to": "+1"\n  "type": "text"\n}', 3, 3],
    ['{"text": {"body": "two\nlines"}}', 1, 19]
  ])("SF-05: what is no JSON is refused with its place: %j at line %i, column %i", (text, line, column) => {
    expect(fault(text)).toEqual([
      { path: "", code: "syntax", message: `is no JSON from line ${line}, column ${column} on` }
    ])
  })

  it("SF-05: JSON that is no message is refused with path and reason", () => {
    const wrong = { ...body, text: { body: "" }, priority: 1 }
    expect(fault(JSON.stringify(wrong)).map(({ path, code }) => `${path} ${code}`)).toEqual([
      "priority unknown-field",
      "text.body empty"
    ])
    expect(fault(JSON.stringify({ ...receipt, status: "seen" }))).toMatchObject([
      { path: "status", code: "not-allowed" }
    ])
    expect(fault("null").length).toBeGreaterThan(0)
  })

  it("SF-05: reading is total, and only texts that no parser takes have a fault of syntax", () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .json()
        .chain((json) =>
          fc
            .tuple(fc.nat(json.length), fc.nat(3), fc.string({ maxLength: 2 }))
            .map(([at, cut, put]) => json.slice(0, at) + put + json.slice(at + cut))
        )
    )
    const isJson = (value: string): boolean => Either.isRight(Either.try(() => JSON.parse(value)))
    fc.assert(
      fc.property(text, (value) => {
        const outcome = read(value)
        const isSyntax = Either.isLeft(outcome) && outcome.left.some(({ code }) => code === "syntax")
        expect(isSyntax).toBe(!isJson(value))
      }),
      { numRuns: 2_000 }
    )
  })

  it("SF-05: a fault's place is where a text stops being the beginning of any JSON", () => {
    const place = (text: string): number => Number(/column (\d+)/.exec(fault(text)[0]?.message ?? "")?.[1]) - 1
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, seed) => {
        const at = seed % (json.length + 1)
        // A control character is never JSON, wherever it stands; within a text the text as a whole is at fault.
        expect(place(`${json.slice(0, at)}\u0001${json.slice(at)}`)).toBeLessThanOrEqual(at)
      }),
      { numRuns: 1_000 }
    )
  })
})
