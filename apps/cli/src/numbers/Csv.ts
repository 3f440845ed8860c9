import type { Bytes } from "./Bytes.ts"
import type { Line } from "./Lines.ts"

/**
 * One record of a CSV file (RFC 4180), as it stands in the file and taken apart. A blank line has no fields.
 *
 * `fault` says why the record cannot be trusted: then `fields` may be shifted, and nothing of it is judged.
 */
export interface CsvRecord {
  readonly raw: Bytes
  readonly end: Bytes
  readonly fields: ReadonlyArray<Bytes>
  readonly fault: string | null
}

/**
 * Puts lines together to records.
 *
 * A parser that joins lines until a quote closes loses the rest of a list to one stray quote. Here a record over several
 * lines counts only if it closes within `linesMax` lines and has as many columns as the first record; otherwise its
 * first line alone is at fault, and reading goes on with the next.
 */
export interface Reader {
  readonly push: (line: Line) => ReadonlyArray<CsvRecord>
  readonly end: () => ReadonlyArray<CsvRecord>
}

const linesMax = 50
const charactersMax = 65_536

/** A reader of records; the first record sets the number of columns. */
export const reader = (delimiter: string): Reader => {
  let columns: number | null = null
  let open: Array<Line> = []

  const record = (raw: Bytes, end: Bytes, fields: ReadonlyArray<Bytes>): CsvRecord => {
    columns ??= fields.length
    const fault =
      fields.length === columns ? null : `${counted(fields.length, "column")} where the first row has ${columns}`
    return { raw, end, fields, fault }
  }

  const single = (line: Line): ReadonlyArray<CsvRecord> => {
    const { cut, end, text } = line
    if (cut) return [{ raw: text, end, fields: [], fault: `longer than ${text.length} bytes` }]
    if (text.trim() === "") return [{ raw: text, end, fields: [], fault: null }]
    if (!text.includes('"')) return [record(text, end, text.split(delimiter))]
    const parsed = fieldsOf(text, delimiter)
    switch (parsed._tag) {
      case "Closed":
        return [record(text, end, parsed.fields)]
      case "Stray":
        return [{ raw: text, end, fields: [], fault: "text follows a closing quote" }]
      case "Open":
        open = [line]
        return []
    }
  }

  /** The first open line is at fault; the others are read again without it. */
  const giveUp = (): ReadonlyArray<CsvRecord> => {
    const [first, ...others] = open
    open = []
    if (first === undefined) return []
    const bad = { raw: first.text, end: first.end, fields: [], fault: "a quote is not closed" }
    return [bad, ...others.flatMap(push)]
  }

  const push = (line: Line): ReadonlyArray<CsvRecord> => {
    if (open.length === 0) return single(line)
    open.push(line)
    const raw = joined(open)
    if (line.cut || open.length > linesMax || raw.length > charactersMax) return giveUp()
    if (!line.text.includes('"')) return []
    const parsed = fieldsOf(raw, delimiter)
    switch (parsed._tag) {
      case "Open":
        return []
      case "Stray":
        return giveUp()
      case "Closed":
        if (columns !== null && parsed.fields.length !== columns) return giveUp()
        open = []
        return [record(raw, line.end, parsed.fields)]
    }
  }

  return {
    push,
    end: () => {
      const found: Array<CsvRecord> = []
      while (open.length > 0) found.push(...giveUp())
      return found
    }
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`

const joined = (lines: ReadonlyArray<Line>): Bytes =>
  lines.map(({ end, text }, index) => (index === lines.length - 1 ? text : text + end)).join("")

type Parsed =
  | { readonly _tag: "Closed"; readonly fields: ReadonlyArray<Bytes> }
  | { readonly _tag: "Open" }
  | { readonly _tag: "Stray" }

/** Fields of a record. A quote inside a field that does not begin with one is an ordinary character. */
const fieldsOf = (text: Bytes, delimiter: string): Parsed => {
  const fields: Array<Bytes> = []
  let from = 0
  while (true) {
    if (text[from] !== '"') {
      const to = text.indexOf(delimiter, from)
      if (to < 0) return { _tag: "Closed", fields: [...fields, text.slice(from)] }
      fields.push(text.slice(from, to))
      from = to + 1
      continue
    }
    const close = closingQuote(text, from + 1)
    if (close < 0) return { _tag: "Open" }
    fields.push(text.slice(from + 1, close).replaceAll('""', '"'))
    if (close + 1 === text.length) return { _tag: "Closed", fields }
    if (text[close + 1] !== delimiter) return { _tag: "Stray" }
    from = close + 2
  }
}

const closingQuote = (text: Bytes, from: number): number => {
  let at = text.indexOf('"', from)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

/** A field that any reader takes back as it is. */
export const quoted = (text: Bytes): Bytes => `"${text.replaceAll('"', '""')}"`

const delimiters = [",", ";", "\t", "|"]

/** The delimiter of a file, by its first line: the one that is there most often outside quotes; a comma when none is. */
export const delimiterOf = (firstLine: Bytes): string => {
  const bare = firstLine.replaceAll(/"[^"]*"/g, "")
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ","
}
