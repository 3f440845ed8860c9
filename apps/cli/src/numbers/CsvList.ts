import type { Bytes } from "./Bytes.ts"
import { decode, encode, mark } from "./Bytes.ts"
import * as Column from "./Column.ts"
import * as Csv from "./Csv.ts"
import * as Lines from "./Lines.ts"
import type { Judgeable, Judged, List, Row } from "./List.ts"
import { Blank, Entry, Header, Unreadable, Unusable } from "./List.ts"

/** Columns that are put behind those of the list. The prefix keeps them apart from what the list has already. */
const verdictColumns = [
  "verdict_sendable",
  "verdict_e164",
  "verdict_region",
  "verdict_type",
  "verdict_risk",
  "verdict_findings",
  "verdict_suggestion",
  "verdict_duplicate_of"
] as const

/** Values of those columns. None needs quotes: they are codes, digits and words. */
const values = ({ duplicateOfRow, verdict }: Judged): ReadonlyArray<string> => [
  String(verdict.sendable),
  verdict.e164 ?? "",
  verdict.region ?? "",
  verdict.type,
  verdict.risk,
  verdict.findings.map(({ code }) => code).join(" "),
  verdict.findings.find(({ suggestion }) => suggestion !== null)?.suggestion ?? "",
  duplicateOfRow === null ? "" : String(duplicateOfRow)
]

/**
 * A CSV list: comma, semicolon, tab or bar, found by its first line; with or without a header.
 *
 * What comes out is always well-formed: rows keep every byte they had, and a row that cannot be read stands whole in the
 * first column, quoted, with the others empty.
 */
export const make = (wanted: string | null): List => {
  const lines = Lines.make()
  let first = true
  let prefix: Bytes = ""
  let row = 0
  let reader: { readonly csv: Csv.Reader; readonly delimiter: string } | null = null
  let shape: {
    readonly place: Column.Place
    readonly names: ReadonlyArray<string> | null
    readonly columns: number
  } | null = null

  const toRow = (record: Csv.CsvRecord): Row => {
    const raw = prefix + record.raw
    prefix = ""
    const { end, fault, fields } = record
    row++
    if (fault !== null) return Unreadable({ row, raw, end, reason: fault })
    if (fields.length === 0) return Blank({ raw, end })
    if (shape === null) {
      const names = fields.map(decode)
      const place = Column.find(names, wanted)
      if (place === null)
        return Unusable({ reason: `there is no column ${wanted ?? ""}; there are: ${names.join(", ")}` })
      shape = { place, names: place.headed ? names : null, columns: fields.length }
      if (place.headed) return Header({ raw, end })
    }
    return Entry({ row, raw, end, number: decode(fields[shape.place.index] ?? ""), cells: fields })
  }

  const read = (line: Lines.Line): ReadonlyArray<Row> => {
    if (reader === null && line.text.trim() !== "") {
      const delimiter = Csv.delimiterOf(line.text)
      reader = { csv: Csv.reader(delimiter), delimiter }
    }
    if (reader !== null) return reader.csv.push(line).map(toRow)
    return [toRow({ raw: line.text, end: line.end, fields: [], fault: null })]
  }

  const join = (cells: ReadonlyArray<string>): string => cells.join(reader?.delimiter ?? ",")

  return {
    push: function* (bytes) {
      const marked = first && bytes.startsWith(mark)
      if (bytes !== "") first = false
      if (marked) prefix = mark
      for (const line of lines.push(marked ? bytes.slice(mark.length) : bytes)) yield* read(line)
    },
    end: function* () {
      for (const line of lines.end()) yield* read(line)
      for (const record of reader?.csv.end() ?? []) yield toRow(record)
    },
    pass: (passed) => (passed._tag === "Blank" ? passed.raw : join([passed.raw, ...verdictColumns])) + passed.end,
    write: (judged, verdict) => {
      const own =
        judged._tag === "Entry"
          ? [judged.raw]
          : [Csv.quoted(judged.raw), ...Array.from({ length: (shape?.columns ?? 1) - 1 }, () => "")]
      return join([...own, ...values(verdict)]) + judged.end
    },
    record: (judged) => encode(JSON.stringify(record(judged, shape?.names ?? null)))
  }
}

const record = (row: Judgeable, names: ReadonlyArray<string> | null): unknown => {
  if (row._tag === "Unreadable") return decode(row.raw)
  const cells = row.cells.map(decode)
  return names === null ? cells : Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]))
}
