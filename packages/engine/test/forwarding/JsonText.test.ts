import * as JsonText from "@sluice/engine/forwarding/JsonText"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

/** Every text of a value with its path, in the order of the document. */
const walk = (value: unknown, path: ReadonlyArray<string | number> = []): ReadonlyArray<readonly [string, unknown]> => {
  if (typeof value === "string") return [[JSON.stringify(path), value]]
  if (Array.isArray(value)) return value.flatMap((inner, index) => walk(inner, [...path, index]))
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => walk(inner, [...path, key]))
    : []
}

const everything = (json: string) => JsonText.texts(json, () => true)

const written = fc
  .tuple(fc.jsonValue(), fc.constantFrom(0, 1, 2, "\t"))
  .map(([value, space]) => ({ value, json: JSON.stringify(value, null, space) }))

describe("JsonText", () => {
  it("finds each text of a document where a parser finds it, however it is written", () => {
    fc.assert(
      fc.property(written, ({ json, value }) => {
        const found = everything(json)
        expect(found.map(({ path, value: text }) => [JSON.stringify(path), text])).toEqual(walk(value))
        for (const { end, start, value: text } of found) expect(JSON.parse(json.slice(start, end))).toBe(text)
      }),
      { numRuns: 300 }
    )
  })

  it("changes what it is told to, and no other letter", () => {
    fc.assert(
      fc.property(written, fc.string(), ({ json }, text) => {
        const places = everything(json)
        const changed = JsonText.edited(
          json,
          places.map((place) => ({ place, value: text }))
        )
        expect(everything(changed).map(({ value }) => value)).toEqual(places.map(() => text))
        const back = everything(changed)
        expect(
          JsonText.edited(
            changed,
            back.map((place, index) => ({ place, value: places[index]?.value ?? "" }))
          )
        ).toBe(
          JsonText.edited(
            json,
            places.map((place) => ({ place, value: place.value }))
          )
        )
      }),
      { numRuns: 200 }
    )
  })

  it("writes what is beyond ASCII as the platform does, in lowercase escapes", () => {
    const json = '{"a":"x"}'
    expect(
      JsonText.edited(
        json,
        everything(json).map((place) => ({ place, value: 'Zoë "🙂"' }))
      )
    ).toBe('{"a":"Zo\\u00eb \\"\\ud83d\\ude42\\""}')
  })

  it("takes a field away with the comma that goes with it: the first, one between, the last, the only one", () => {
    const without = (json: string) =>
      JsonText.edited(
        json,
        JsonText.texts(json, (path) => path.at(-1) === "b").map((place) => ({ place, value: null }))
      )
    expect(without('{"b":"1","c":2}')).toBe('{"c":2}')
    expect(without('{ "a": 1 , "b" : "1" , "c": 2 }')).toBe('{ "a": 1 , "c": 2 }')
    expect(without('{"a":[1], "b":"1"}')).toBe('{"a":[1]}')
    expect(without('{"b":"1"}')).toBe("{}")
    const fields = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 })
    fc.assert(
      fc.property(fields, fc.constantFrom(0, 2), (names, space) => {
        const document = (kept: ReadonlyArray<string>) => Object.fromEntries(kept.map((name) => [name, "x"]))
        const json = JSON.stringify(document(names), null, space)
        expect(JSON.parse(without(json))).toEqual(document(names.filter((name) => name !== "b")))
      })
    )
  })

  it("a document of great depth and one of a megabyte in one text cost one pass", () => {
    const deep = `${"[".repeat(100_000)}"x"${"]".repeat(100_000)}`
    expect(everything(deep)).toHaveLength(1)
    const long = JSON.stringify({ data: '\\"x'.repeat(500_000), id: "1" })
    expect(everything(long).map(({ path }) => path)).toEqual([["data"], ["id"]])
  })
})
