import * as Document from "@sluice/server/messages/batch/Document"
import * as Lines from "@sluice/server/messages/batch/Lines"
import { Either } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

/** A body as it may arrive: cut anywhere. */
const pieces = (body: string, cuts: ReadonlyArray<number>): ReadonlyArray<Buffer> => {
  const bytes = Buffer.from(body)
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].toSorted((a, b) => a - b)
  return places.slice(1).map((to, index) => bytes.subarray(places[index], to))
}

const textOf = (row: Lines.RowBytes): string => (row._tag === "Row" ? row.bytes.toString() : "too long")

const ofLines = (body: string, cuts: ReadonlyArray<number> = [], max = 1_000) => {
  const lines = Lines.make(max)
  return [...pieces(body, cuts).flatMap(lines.push), ...lines.end()].map(textOf)
}

const ofDocument = (
  body: string,
  cuts: ReadonlyArray<number> = [],
  max = 1_000
): Either.Either<ReadonlyArray<string>, string> => {
  const document = Document.make(max)
  const rows: Array<string> = []
  for (const piece of pieces(body, cuts)) {
    const found = document.push(piece)
    if (Either.isLeft(found)) return Either.left(found.left.reason)
    rows.push(...found.right.map(textOf))
  }
  return Either.mapBoth(document.end(), { onLeft: ({ reason }) => reason, onRight: () => rows })
}

const cuts = fc.array(fc.nat())
const blank = fc.constantFrom("", " ", "\n", "\r\n\t")

describe("a body of lines", () => {
  it("PH-09: is cut into its rows wherever it is cut on its way; blank lines are none", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.json({ noUnicodeString: false }), fc.constantFrom("", " ", "not json"))),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        cuts,
        (rows, end, ended, at) => {
          const body = rows.join(end) + (ended ? end : "")
          const found = ofLines(body, at, 1_000_000).map((row) => row.replace(/\r$/, ""))
          expect(found).toEqual(rows.filter((row) => row.trim() !== ""))
        }
      )
    )
  })

  it("a line that is too long is told in its place, and the next one is whole again", () => {
    const body = `1\n${"x".repeat(50)}\n2\n${"y".repeat(11)}`
    for (const at of [[], [1], [5, 20, 40], Array.from({ length: 80 }, (_, index) => index)]) {
      expect(ofLines(body, at, 10)).toEqual(["1", "too long", "2", "too long"])
    }
  })
})

describe("a document", () => {
  it("PH-09: is cut into its rows wherever it is cut on its way, alone or as the field messages", () => {
    fc.assert(
      fc.property(
        fc.array(fc.json({ noUnicodeString: false })),
        fc.boolean(),
        blank,
        cuts,
        (rows, isField, gap, at) => {
          const list = `[${gap}${rows.join(`${gap},${gap}`)}${gap}]`
          const body = isField ? `${gap}{${gap}"messages"${gap}:${gap}${list}${gap}}${gap}` : gap + list + gap
          expect(ofDocument(body, at, 1_000_000)).toEqual(Either.right(rows))
        }
      )
    )
  })

  it("agrees with JSON.parse on every document whose rows are JSON, and refuses what JSON.parse refuses outside of rows", () => {
    const token = fc.constantFrom("[", "]", "{", "}", ",", ":", '"messages"', '"a"', "1", " ", "true", '"\\""')
    fc.assert(
      fc.property(fc.array(token, { maxLength: 14 }), cuts, (tokens, at) => {
        const body = tokens.join("")
        const parsed = Either.try((): unknown => JSON.parse(body))
        const found = ofDocument(body, at, 1_000_000)
        const messages: unknown = Either.match(parsed, {
          onLeft: () => null,
          onRight: (json) =>
            Array.isArray(json)
              ? json
              : typeof json === "object" &&
                  json !== null &&
                  Object.keys(json).join() === "messages" &&
                  "messages" in json
                ? json.messages
                : null
        })
        const rows = Either.getOrElse(found, () => [])
        const read = rows.map((row) => Either.try((): unknown => JSON.parse(row)))
        const isWanted = Array.isArray(messages) && !/"messages".*"messages"/.test(body)
        // A document whose rows are not all JSON may be cut where JSON.parse refuses the whole.
        const agrees = isWanted
          ? Either.isRight(found) && JSON.stringify(read.map(Either.getOrNull)) === JSON.stringify(messages)
          : Either.isLeft(found) || read.some(Either.isLeft)
        expect(agrees).toBe(true)
      }),
      { numRuns: 2_000 }
    )
  })

  it("what is no document is told apart: no JSON, or JSON of another shape", () => {
    const syntax = [
      "",
      "  ",
      "[",
      "[1",
      "[1,",
      "[,]",
      "[1,]",
      "[1 2]",
      "[1]]",
      "[1]x",
      '{"messages":[]',
      '{"messages" []}',
      "[1}]"
    ]
    expect(syntax.map((body) => [body, ofDocument(body)])).toEqual(syntax.map((body) => [body, Either.left("syntax")]))
    const shape = [
      "7",
      '"text"',
      "null",
      "{}",
      '{"message":[]}',
      '{"messages":{}}',
      '{"messages":[],"more":1}',
      '{"messages2":[]}'
    ]
    expect(shape.map((body) => [body, ofDocument(body)])).toEqual(shape.map((body) => [body, Either.left("shape")]))
  })

  it("a row that is too long is told in its place; a mark before the document is none of it", () => {
    expect(ofDocument(`\uFEFF[1,{"a":"${"x".repeat(50)}"},2]`, [9, 30], 10)).toEqual(
      Either.right(["1", "too long", "2"])
    )
  })

  it("brackets and quotes within strings are text", () => {
    const rows = ['{"a":"]}\\"\\\\"}', '"[\\\\"', '{"b":["]",{"c":"}"}]}']
    for (let at = 0; at < 60; at++) expect(ofDocument(`[${rows.join(",")}]`, [at])).toEqual(Either.right(rows))
  })
})
