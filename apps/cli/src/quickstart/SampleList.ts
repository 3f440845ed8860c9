import { parse } from "csv-parse/sync"
import { Data, Either, ParseResult, Schema } from "effect"

/**
 * The list that a quick start sends to: a CSV with a header, one person a row.
 *
 * `number` is taken as written, faults and all: judging it is what the quick start shows first.
 */
const Row = Schema.Struct({
  name: Schema.NonEmptyString,
  number: Schema.String,
  /** The country the row was written for, ISO 3166; for reading along, nothing depends on it. */
  country: Schema.String.pipe(Schema.pattern(/^[A-Z]{2}$/)),
  /** Name of the template that the person gets. */
  template: Schema.Literal("hello_world", "order_update", "season_opening", "sign_in_code"),
  /** What the message is about: an order's number. */
  reference: Schema.NonEmptyString
})
export type Row = typeof Row.Type

/** A row and where it stands: `line` counts from 1, the header included, as editors do. */
export interface Recipient extends Row {
  readonly line: number
}

/** The list cannot be read as one. */
export class ListUnreadable extends Data.TaggedError("ListUnreadable")<{
  readonly path: string
  readonly detail: string
}> {
  override get message(): string {
    return `${this.path} is not a list of recipients: ${this.detail}`
  }
}

const rows = Schema.decodeUnknownEither(Schema.NonEmptyArray(Row), { onExcessProperty: "error" })

/** The recipients of a CSV text, or the first reason why it is none. */
export const read = (path: string, text: string): Either.Either<ReadonlyArray<Recipient>, ListUnreadable> =>
  Either.try({
    try: (): unknown => parse(text, { columns: true, bom: true, skip_empty_lines: true }),
    catch: (error) => new ListUnreadable({ path, detail: error instanceof Error ? error.message : String(error) })
  }).pipe(
    Either.flatMap((json) =>
      Either.mapLeft(rows(json), (error) => new ListUnreadable({ path, detail: firstIssue(error) }))
    ),
    // The header is line 1.
    Either.map((read) => read.map((row, index) => ({ ...row, line: index + 2 })))
  )

const firstIssue = (error: ParseResult.ParseError): string => {
  const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
  if (issue === undefined) return error.message
  const [row, column] = issue.path
  // A list without rows misses its first one.
  if (typeof row !== "number" || column === undefined) return "it has no rows"
  return `line ${row + 2}, column ${String(column)}: ${issue.message}`
}
