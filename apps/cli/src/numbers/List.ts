import type * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import { Data } from "effect"
import type { Bytes } from "./Bytes.ts"

/**
 * One row of a list, whatever the list is written in. `row` counts from 1 as a spreadsheet does, a header included.
 */
export type Row = Data.TaggedEnum<{
  /** Names of columns: passed through. */
  Header: { readonly raw: Bytes; readonly end: Bytes }
  /** Nothing: passed through, not counted. */
  Blank: { readonly raw: Bytes; readonly end: Bytes }
  /** A row with a number, which is decoded; `cells` are as in the list. */
  Entry: {
    readonly row: number
    readonly raw: Bytes
    readonly end: Bytes
    readonly number: string
    readonly cells: ReadonlyArray<Bytes>
  }
  /** A row that cannot be read; the list goes on behind it. */
  Unreadable: { readonly row: number; readonly raw: Bytes; readonly end: Bytes; readonly reason: string }
  /** The list as a whole cannot be used: the wanted column is not in it. */
  Unusable: { readonly reason: string }
}>
export const { Blank, Entry, Header, Unreadable, Unusable } = Data.taggedEnum<Row>()

/** A row with a number, or one that should have had one: what a verdict is given to. */
export type Judgeable = Extract<Row, { _tag: "Entry" | "Unreadable" }>

/** The judgement of a row (SPEC PH-09). */
export interface Judged {
  readonly verdict: PhoneNumber.Verdict
  /** The first row with the same number, or null. */
  readonly duplicateOfRow: number | null
}

/**
 * A list as it is read and written again. Each instance reads one list, once; rows are read one at a time, and those of one
 * push before the next is begun.
 */
export interface List {
  readonly push: (bytes: Bytes) => Iterable<Row>
  readonly end: () => Iterable<Row>
  /** A row that is passed through, in the list's own writing. */
  readonly pass: (row: Extract<Row, { _tag: "Header" | "Blank" }>) => Bytes
  /** The same row with its verdict, in the list's own writing. */
  readonly write: (row: Judgeable, judged: Judged) => Bytes
  /** The row alone, as JSON. */
  readonly record: (row: Judgeable) => Bytes
}
