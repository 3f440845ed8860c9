import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import * as Bytes from "@sluice/cli/numbers/Bytes"
import * as CsvList from "@sluice/cli/numbers/CsvList"
import type { List, Row } from "@sluice/cli/numbers/List"
import * as NdjsonList from "@sluice/cli/numbers/NdjsonList"
import { guide } from "@sluice/core/policy/guide"

/** Rows of a list that arrives in pieces of these lengths, again and again. */
const read = (
  list: List,
  text: Bytes.Bytes,
  lengths: ReadonlyArray<number> = [text.length + 1]
): ReadonlyArray<Row> => {
  const rows: Array<Row> = []
  for (let at = 0, piece = 0; at < text.length; piece++) {
    const length = lengths[piece % lengths.length] ?? 1
    rows.push(...list.push(text.slice(at, at + length)))
    at += length
  }
  return [...rows, ...list.end()]
}

const csv = (text: string, wanted: string | null = null) => read(CsvList.make(wanted), Bytes.encode(text))
const ndjson = (text: string, wanted: string | null = null) => read(NdjsonList.make(wanted), Bytes.encode(text))

/** What a reader of these tests needs to see of a row. */
const shown = (row: Row): string => {
  switch (row._tag) {
    case "Header":
      return `header`
    case "Blank":
      return "blank"
    case "Entry":
      return `${row.row} ${row.number}`
    case "Unreadable":
      return `${row.row} unreadable: ${row.reason}`
    case "Unusable":
      return `unusable: ${row.reason}`
  }
}

const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
const cell = fc.oneof(
  fc.constantFrom("", "+886912345678", 'say "hi"', "a,b", "two\nlines", "two\r\nlines", "é", '"', ";"),
  fc.stringMatching(/^[ -~]{0,8}$/)
)
/** A table of at least two columns: a single empty cell could not be told from a blank line. */
const table = fc
  .integer({ min: 2, max: 4 })
  .chain((columns) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 12 })
  )
const quoted = (text: string) => (/[",;\r\n\t|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

describe("CSV lists", () => {
  it("PH-09: any table, quoted or not, comes back cell by cell, in whatever pieces it arrives", () => {
    const same = fc.property(table, fc.constantFrom("\n", "\r\n"), pieces, (rows, end, lengths) => {
      const text = [["name", "phone", "c", "d"].slice(0, rows[0]?.length), ...rows]
        .map((row) => row.map(quoted).join(","))
        .join(end)
      const found = read(CsvList.make("phone"), Bytes.encode(text), lengths).filter((row) => row._tag !== "Blank")
      const cells = found.flatMap((row) => (row._tag === "Entry" ? [row.cells.map(Bytes.decode)] : []))
      const filled = rows.filter((row) => row.map(quoted).join(",").trim() !== "")
      return JSON.stringify(cells) === JSON.stringify(filled) && found.length === filled.length + 1
    })
    expect(fc.check(same, { numRuns: 500 }).counterexample).toBeNull()
  })

  it("PH-09: any bytes at all come out as they went in, in order, in whatever pieces they arrive", () => {
    const noise = fc.stringOf(fc.constantFrom(...'ab1,;"\n\r\t\u00E9\u00FF '), { maxLength: 120 })
    const kept = fc.property(noise, pieces, (text, lengths) => {
      const rows = read(CsvList.make(null), text, lengths)
      const raw = rows.map((row) => (row._tag === "Unusable" ? "" : row.raw + row.end)).join("")
      const whole = read(CsvList.make(null), text)
      return raw === text && (text.includes("\r") || JSON.stringify(rows) === JSON.stringify(whole))
    })
    expect(fc.check(kept, { numRuns: 2_000 }).counterexample).toBeNull()
  })

  it("PH-09: a stray quote costs its own row, never the rows behind it", () => {
    const rows = csv('name,phone\n"open,+1\nAnn,+886912345678\n"q"z,+2\nBo,+85251234567\n"last,+3')
    expect(rows.map(shown)).toEqual([
      "header",
      "2 unreadable: a quote is not closed",
      "3 +886912345678",
      "4 unreadable: text follows a closing quote",
      "5 +85251234567",
      "6 unreadable: a quote is not closed"
    ])
  })

  it("PH-09: an open quote is given up after 50 lines, however long the list", () => {
    const rows = csv(`name,phone\n"open,+1\n${"Ann,+886912345678\n".repeat(500)}`)
    expect(rows.filter((row) => row._tag === "Entry").length).toBe(500)
    expect(rows.filter((row) => row._tag === "Unreadable").length).toBe(1)
  })

  it("PH-09: a row with too few or too many columns is reported with its number, and is not judged", () => {
    expect(csv("name,phone\nAnn\nBo,x,+886912345678\nCy,+886912345678").map(shown)).toEqual([
      "header",
      "2 unreadable: 1 column where the first row has 2",
      "3 unreadable: 3 columns where the first row has 2",
      "4 +886912345678"
    ])
  })

  it("PH-09: a line without end is cut at a mebibyte, and reading goes on behind it", () => {
    const list = CsvList.make("phone")
    const long = "x".repeat(400_000)
    const rows = ["name,phone\n", long, long, long, long, "\nAnn,+886912345678\n"].flatMap((piece) => [
      ...list.push(piece)
    ])
    expect(rows.map(shown)).toEqual(["header", "2 unreadable: longer than 1048576 bytes", "3 +886912345678"])
  })

  it.each([
    ["comma", "name,phone\nAnn,+886912345678\n"],
    ["semicolon", "name;phone\nAnn;+886912345678\n"],
    ["tab", "name\tphone\nAnn\t+886912345678\n"],
    ["bar", "name|phone\nAnn|+886912345678\n"],
    ["CR LF", "name,phone\r\nAnn,+886912345678\r\n"],
    ["CR alone", "name,phone\rAnn,+886912345678\r"],
    ["a mark before UTF-8", "\uFEFFphone,name\n+886912345678,Ann\n"],
    ["blank lines", "\n\nname,phone\n\nAnn,+886912345678\n\n"]
  ])("PH-09: reads lists with %s", (_, text) => {
    const entries = csv(text).filter((row) => row._tag === "Entry")
    expect(entries.map(({ number }) => number)).toEqual(["+886912345678"])
  })

  it.each([
    ["the first column called as numbers are", "id,Mobile No,to\n1,+886912345678,x\n", null],
    ["a name that has the word in it", "id,contact_mobile\n1,+886912345678\n", null],
    ["a Korean name", "이름,휴대폰 번호\nAnn,+886912345678\n", null],
    ["a name that was asked for", "phone,Other\nx,+886912345678\n", "other"],
    ["a position that was asked for", "a,b\nx,+886912345678\n", "2"],
    ["the first column that looks like numbers, without names", "Ann,+886912345678\n", null],
    ["a position, without names", "12345,+886912345678\n", "2"],
    ["the first column, when nothing else is known", "a,b\n+886912345678,y\n", null]
  ])("PH-09: finds the numbers in %s", (_, text, wanted) => {
    const entries = csv(text, wanted).filter((row) => row._tag === "Entry")
    expect(entries.map(({ number }) => number)).toEqual(["+886912345678"])
  })

  it("PH-09: a column that is not there makes the list unusable, and says which there are", () => {
    expect(csv("name,phone\nAnn,1\n", "zip").map(shown)[0]).toBe(
      "unusable: there is no column zip; there are: name, phone"
    )
  })

  it("PH-09: what comes out is well-formed: every row has the columns of the header", () => {
    const broken = 'name,phone\n"open,+1\nAnn\n"a ""b"" c",+886912345678\nx,y,z\n"q"z,+2\n'
    const list = CsvList.make(null)
    const written = read(list, broken)
      .map((row) => {
        if (row._tag === "Unusable") return ""
        if (row._tag === "Header" || row._tag === "Blank") return list.pass(row)
        const verdict =
          row._tag === "Entry"
            ? PhoneNumber.judge(guide.numbers, row.number)
            : PhoneNumber.unreadable(row.raw, row.reason)
        return list.write(row, { verdict, duplicateOfRow: null })
      })
      .join("")
    const again = csv(written, "phone")
    expect(again.filter((row) => row._tag === "Unreadable")).toEqual([])
    expect(again.flatMap((row) => (row._tag === "Entry" ? [[row.cells[0], row.cells[2]]] : []))).toEqual([
      ['"open,+1', "false"],
      ["Ann", "false"],
      ['a "b" c', "true"],
      ["x,y,z", "false"],
      ['"q"z,+2', "false"]
    ])
  })
})

describe("NDJSON lists", () => {
  it("PH-09: takes objects, texts and numbers, and reports what is none of them with its row", () => {
    const lines = [
      '{"to":"+886912345678"}',
      '{"msisdn":886912345678}',
      '"+1"',
      "7",
      "nope",
      '{"x":1}',
      "[]",
      '{"to":null}'
    ]
    expect(ndjson(lines.join("\n")).map(shown)).toEqual([
      "1 +886912345678",
      "2 886912345678",
      "3 +1",
      "4 7",
      "5 unreadable: not JSON",
      "6 unreadable: no member that is called as numbers are",
      "7 unreadable: neither a text nor an object",
      '8 unreadable: "to" is neither a text nor a number'
    ])
  })

  it("PH-09: finds a member that was asked for", () => {
    expect(ndjson('{"phone":"x","Other":"+1"}', "other").map(shown)).toEqual(["1 +1"])
    expect(ndjson('{"phone":"x"}', "other").map(shown)).toEqual(["1 unreadable: no member other"])
  })

  it("PH-09: rows keep what they had, even numbers that are too long for a double", () => {
    const list = NdjsonList.make(null)
    const verdict = PhoneNumber.judge(guide.numbers, "+886912345678")
    const [row] = read(list, '{"id":12345678901234567890, "to":"+886912345678" }\n')
    const written = row?._tag === "Entry" ? list.write(row, { verdict, duplicateOfRow: 4 }) : ""
    expect(written.startsWith('{"id":12345678901234567890, "to":"+886912345678","verdict":{"input":')).toBe(true)
    expect(JSON.parse(written)).toMatchObject({ verdict: { ...verdict, duplicateOfRow: 4 } })
  })

  it("PH-09: every row that comes out is JSON, whatever came in", () => {
    const value = fc.oneof(fc.json(), fc.string({ maxLength: 10 }), fc.constant("{}"))
    const isJson = fc.property(fc.array(value, { maxLength: 8 }), pieces, (values, lengths) => {
      const list = NdjsonList.make(null)
      const text = Bytes.encode(values.map((line) => line.replaceAll(/[\r\n]/g, " ")).join("\n"))
      for (const row of read(list, text, lengths)) {
        if (row._tag !== "Entry" && row._tag !== "Unreadable") continue
        const verdict = PhoneNumber.unreadable("", "")
        JSON.parse(Bytes.decode(list.write(row, { verdict, duplicateOfRow: null })))
      }
      return true
    })
    expect(fc.check(isJson, { numRuns: 500 }).counterexample).toBeNull()
  })
})

describe("Bytes", () => {
  it("PH-09: text becomes bytes and text again; bytes that are no UTF-8 are told apart", () => {
    const same = fc.property(fc.fullUnicodeString(), (text) => Bytes.decode(Bytes.encode(text)) === text)
    expect(fc.check(same).counterexample).toBeNull()
    expect([Bytes.encode("Zoë"), "Zo\u00EB", "Zoe"].map(Bytes.isUtf8)).toEqual([true, false, true])
  })

  it.each(["utf-16le", "utf-16be"])("PH-09: %s with its mark is read, in whatever pieces it arrives", (encoding) => {
    const text = "name,phone\nZoë 🙂,+886912345678\n"
    const little = Buffer.from(`\uFEFF${text}`, "utf16le")
    const bytes = encoding === "utf-16le" ? little : Buffer.from(little).swap16()
    const intake = Bytes.intake()
    const chunks = [bytes.subarray(0, 5), bytes.subarray(5, 8), bytes.subarray(8, 36), bytes.subarray(36)]
    expect(Bytes.decode(chunks.map(intake.push).join("") + intake.end())).toBe(text)
  })

  it("PH-09: outgoing bytes grow when they have to, and start again when taken", () => {
    const outgoing = Bytes.outgoing(4)
    outgoing.add("abc")
    outgoing.add("defghi\u00FF")
    expect(Buffer.from(outgoing.take()).toString("latin1")).toBe("abcdefghi\u00FF")
    outgoing.add("x")
    expect(Buffer.from(outgoing.take()).toString("latin1")).toBe("x")
  })
})
