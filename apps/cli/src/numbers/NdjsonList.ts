import { Either, Schema } from "effect"
import type { Bytes } from "./Bytes.ts"
import { decode, encode, mark } from "./Bytes.ts"
import * as Column from "./Column.ts"
import * as Lines from "./Lines.ts"
import type { Judgeable, Judged, List, Row } from "./List.ts"
import { Blank, Entry, Unreadable } from "./List.ts"

const parse = Schema.decodeUnknownEither(Schema.parseJson())

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The number in one value: the value itself, or the member that is called as numbers are; otherwise why there is none. */
const numberIn = (value: unknown, wanted: string | null): Either.Either<string, string> => {
  if (typeof value === "string" || typeof value === "number") return Either.right(String(value))
  if (!isRecord(value)) return Either.left("neither a text nor an object")
  const keys = Object.keys(value)
  const name = wanted === null ? keys[Column.indexOfNumber(keys)] : keys.find((key) => Column.isNamed(key, wanted))
  if (name === undefined) return Either.left(`no member ${wanted ?? "that is called as numbers are"}`)
  const member = value[name]
  return typeof member === "string" || typeof member === "number"
    ? Either.right(String(member))
    : Either.left(`"${name}" is neither a text nor a number`)
}

/** `{"row":1, …}` as text, with another member behind the others, untouched otherwise: long numbers stay what they are. */
const withMember = (object: Bytes, name: string, json: Bytes): Bytes => {
  const open = object.trimEnd().slice(0, -1).trimEnd()
  return `${open}${open.endsWith("{") ? "" : ","}"${name}":${json}}`
}

/** A list of one JSON value a line: objects with a member for the number, or bare texts. */
export const make = (wanted: string | null): List => {
  const lines = Lines.make()
  let first = true
  let row = 0

  const read = ({ cut, end, text: raw }: Lines.Line): Row => {
    row++
    if (cut) return Unreadable({ row, raw, end, reason: `longer than ${raw.length} bytes` })
    if (raw.trim() === "") return Blank({ raw, end })
    const number = Either.flatMap(
      Either.mapLeft(parse(decode(raw)), () => "not JSON"),
      (value) => numberIn(value, wanted)
    )
    return Either.match(number, {
      onLeft: (reason) => Unreadable({ row, raw, end, reason }),
      onRight: (number) => Entry({ row, raw, end, number, cells: [] })
    })
  }

  return {
    push: function* (bytes) {
      const marked = first && bytes.startsWith(mark)
      if (bytes !== "") first = false
      for (const line of lines.push(marked ? bytes.slice(mark.length) : bytes)) yield read(line)
    },
    end: function* () {
      for (const line of lines.end()) yield read(line)
    },
    pass: ({ end, raw }) => raw + end,
    write: (judgeable, { duplicateOfRow, verdict }: Judged) => {
      const json = encode(JSON.stringify({ ...verdict, duplicateOfRow }))
      const own = record(judgeable)
      return (
        (own.startsWith("{") ? withMember(own, "verdict", json) : `{"record":${own},"verdict":${json}}`) + judgeable.end
      )
    },
    record
  }
}

/** The value as it stands in the list; a line that is no JSON becomes a JSON text. */
const record = (row: Judgeable): Bytes =>
  row._tag === "Entry" || Either.isRight(parse(decode(row.raw)))
    ? row.raw.trim()
    : encode(JSON.stringify(decode(row.raw)))
