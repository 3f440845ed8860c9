import { Data, Either } from "effect"
import type { RowBytes } from "./Lines.ts"

/** The body is not the JSON document that a batch is. */
export class NoDocument extends Data.TaggedError("NoDocument")<{
  /** `syntax`: no JSON; `shape`: JSON, but neither a list nor an object whose one field `messages` is a list. */
  readonly reason: "syntax" | "shape"
  readonly detail: string
}> {}

/**
 * Cuts a JSON document (`[…]` or `{"messages":[…]}`) into the bytes of its rows as they arrive, without reading what is in a row.
 *
 * States: Start -> (InObject -> Key -> Colon ->)? List -> Row -> AfterRow -> … -> (AfterList ->)? Done. A row is cut where its brackets close,
 * by counting them outside of strings; whether it is JSON is found when it is read, and told of that row alone. What is outside of rows is
 * read in full.
 */
export interface Document {
  readonly push: (chunk: Buffer) => Either.Either<ReadonlyArray<RowBytes>, NoDocument>
  /** Whether the document is complete. */
  readonly end: () => Either.Either<void, NoDocument>
}

type State =
  | "start"
  | "in-object"
  | "key"
  | "colon"
  | "list"
  | "first-row"
  | "row"
  | "after-row"
  | "after-list"
  | "done"

const open = { brace: 0x7b, bracket: 0x5b }
const close = { brace: 0x7d, bracket: 0x5d }
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a

const isWhite = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

const mark = [0xef, 0xbb, 0xbf]
const field = "messages"

const syntax = (detail: string): NoDocument => new NoDocument({ reason: "syntax", detail })
const shape = (detail: string): NoDocument => new NoDocument({ reason: "shape", detail })

export const make = (rowBytesMax: number): Document => {
  let state: State = "start"
  let isObject = false
  let key = ""
  // Within a row: its bytes so far, open brackets, whether a string is open, and whether its next byte is escaped.
  let parts: Array<Buffer> = []
  let length = 0
  let depth = 0
  let inString = false
  let isEscaped = false
  let marked = 0
  let fault: NoDocument | null = null

  /** Nothing behind the first fault is looked at. */
  const fail = (found: NoDocument): void => {
    fault ??= found
  }

  const keep = (part: Buffer): void => {
    length += part.length
    if (length <= rowBytesMax) parts.push(part)
    else parts = []
  }

  const take = (): RowBytes => {
    const [first, ...others] = parts
    const bytes = first !== undefined && others.length === 0 ? first : Buffer.concat(parts)
    const row: RowBytes = length > rowBytesMax ? { _tag: "TooLong" } : { _tag: "Row", bytes }
    parts = []
    length = 0
    state = "after-row"
    return row
  }

  /** Where the string that is open ends, or the end of the chunk. */
  const pastString = (chunk: Buffer, from: number): number => {
    for (let at = from; at < chunk.length; at++) {
      if (isEscaped) isEscaped = false
      else if (chunk[at] === backslash) isEscaped = true
      else if (chunk[at] === quote) {
        inString = false
        return at + 1
      }
    }
    return chunk.length
  }

  /** Reads on in a row, and answers where it stops: behind its last byte, or at the end of the chunk. */
  const pastRow = (chunk: Buffer, from: number): { readonly at: number; readonly isOver: boolean } => {
    let at = from
    while (at < chunk.length) {
      if (inString) {
        at = pastString(chunk, at)
        if (!inString && depth === 0) return { at, isOver: true }
        continue
      }
      const byte = chunk[at]
      // A number or a word ends before whatever cannot be part of it.
      if (
        depth === 0 &&
        length + at > from &&
        (byte === comma || byte === close.bracket || (byte !== undefined && isWhite(byte)))
      )
        return { at, isOver: true }
      if (byte === quote) inString = true
      else if (byte === open.brace || byte === open.bracket) depth++
      else if (byte === close.brace || byte === close.bracket) {
        if (--depth === 0) return { at: at + 1, isOver: true }
        if (depth < 0) {
          fail(syntax("a bracket closes that was never opened"))
          return { at: chunk.length, isOver: false }
        }
      }
      at++
    }
    return { at, isOver: false }
  }

  /** One byte outside of rows. */
  const step = (byte: number): void => {
    switch (state) {
      case "start":
        if (marked < mark.length && byte === mark[marked]) return void marked++
        if (isWhite(byte)) return
        isObject = byte === open.brace
        if (isObject) state = "in-object"
        else if (byte === open.bracket) state = "first-row"
        else fail(shape("a list of messages is expected"))
        return
      case "in-object":
        if (isWhite(byte)) return
        if (byte !== quote) fail(shape(`the field ${field} is expected`))
        state = "key"
        return
      case "key":
        if (byte === quote) {
          if (key !== field) fail(shape(`the only field is ${field}`))
          state = "colon"
        } else if (key.length >= field.length) fail(shape(`the only field is ${field}`))
        else key += String.fromCharCode(byte)
        return
      case "colon":
        if (isWhite(byte)) return
        if (byte !== colon) fail(syntax("a colon is expected behind a field's name"))
        state = "list"
        return
      case "list":
        if (isWhite(byte)) return
        if (byte !== open.bracket) fail(shape(`${field} must be a list`))
        state = "first-row"
        return
      case "after-row":
        if (isWhite(byte)) return
        if (byte === comma) state = "row"
        else if (byte === close.bracket) state = isObject ? "after-list" : "done"
        else fail(syntax("a comma is expected between two messages"))
        return
      case "after-list":
        if (isWhite(byte)) return
        if (byte === comma) fail(shape(`the only field is ${field}`))
        if (byte !== close.brace) fail(syntax("the object does not close behind its list"))
        state = "done"
        return
      case "done":
        if (!isWhite(byte)) fail(syntax("something follows the document"))
        return
      case "first-row":
      case "row":
        return
    }
  }

  const push = (chunk: Buffer): Either.Either<ReadonlyArray<RowBytes>, NoDocument> => {
    const rows: Array<RowBytes> = []
    let at = 0
    while (at < chunk.length && fault === null) {
      const byte = chunk[at]
      if (byte === undefined) break
      if (state !== "first-row" && state !== "row") {
        step(byte)
        at++
        continue
      }
      if (length === 0 && depth === 0 && !inString) {
        if (isWhite(byte)) {
          at++
          continue
        }
        if (state === "first-row" && byte === close.bracket) {
          state = isObject ? "after-list" : "done"
          at++
          continue
        }
        if (byte === comma || byte === close.bracket) {
          fail(syntax("a message is expected"))
          break
        }
      }
      state = "row"
      const row = pastRow(chunk, at)
      keep(chunk.subarray(at, row.at))
      at = row.at
      if (row.isOver) rows.push(take())
    }
    return fault === null ? Either.right(rows) : Either.left(fault)
  }

  const end = (): Either.Either<void, NoDocument> => {
    if (state === "start") fail(syntax("the body is empty; JSON is expected"))
    if (state !== "done") fail(syntax("the document is not complete"))
    return fault === null ? Either.void : Either.left(fault)
  }

  return { push, end }
}
