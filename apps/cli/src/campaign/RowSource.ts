import type { Content } from "@sluice/core/message/OutboundMessage"
import { Effect, Either, Option, Schema, Stream } from "effect"
import type { CommandFailed } from "../ExitCode.ts"
import { UsageError } from "../ExitCode.ts"
import { decode } from "../numbers/Bytes.ts"
import type { Judgeable, List } from "../numbers/List.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as RowContent from "./RowContent.ts"

/** Rows of a list as the server takes them, one JSON value a line, and where the first of them stands. */
export interface Block {
  readonly place: number
  readonly rows: number
  readonly lines: Uint8Array
  /** Bytes of the list that were read for it. */
  readonly bytes: number
}

/** Rows in one request: each is on its way for seconds, not minutes, and a broken one costs no more than that. */
const blockRows = 20_000

const parse = Schema.decodeUnknownSync(Schema.parseJson())
const utf8 = new TextEncoder()

const missing = (name: string, row: number, columns: ReadonlyArray<string>) =>
  new UsageError({ message: `${name}: row ${row} has no ${columns.map((one) => JSON.stringify(one)).join(", ")}` })

const without = (name: string) =>
  new UsageError({
    message: `${name}: its rows do not say what they are sent; give it by one of --text, --template and --content, with {name} for the row's column of that name`
  })

/** Whether a row says in the server's own shape what it is sent. Of a list, the first is asked: others are refused in their places. */
const saysWhat = (row: unknown): boolean => typeof row === "object" && row !== null && "content" in row

/** A row as a line: as it stands in the list, or with the content that is the same for all but for what is in braces. */
const lineOf = (
  name: string,
  list: List,
  row: Judgeable,
  content: Content | null
): Either.Either<string, UsageError> => {
  const json = decode(list.record(row))
  // What cannot be read is refused by the server, in its place.
  if (content === null || row._tag === "Unreadable") return Either.right(json)
  return Either.mapBoth(RowContent.fill(content, parse(json)), {
    onLeft: (columns) => missing(name, row.row, columns),
    onRight: (filled) => JSON.stringify({ recipient: row.number, content: filled })
  })
}

/**
 * A list in blocks, in constant memory.
 *
 * @param content what every row is sent; null where the rows say it themselves, in the server's own shape.
 */
export const blocks = (
  source: ListSource.ListSource,
  column: Option.Option<string>,
  content: Content | null
): Stream.Stream<Block, UsageError | CommandFailed> =>
  Stream.suspend(() => {
    let held: Array<string> = []
    let bytes = 0
    let place = 0

    const take = (): Block => {
      const block = { place, rows: held.length, bytes, lines: utf8.encode(held.map((line) => `${line}\n`).join("")) }
      place += held.length
      held = []
      bytes = 0
      return block
    }

    const read = (batch: ListSource.Batch) =>
      Effect.gen(function* () {
        const full: Array<Block> = []
        bytes += batch.bytes
        for (const row of batch.rows) {
          if (row._tag === "Unusable") return yield* new UsageError({ message: `${source.name}: ${row.reason}` })
          if (row._tag !== "Entry" && row._tag !== "Unreadable") continue
          if (
            content === null &&
            place + held.length === 0 &&
            row._tag === "Entry" &&
            !saysWhat(parse(decode(batch.list.record(row))))
          )
            return yield* without(source.name)
          held.push(yield* lineOf(source.name, batch.list, row, content))
          if (held.length >= blockRows) full.push(take())
        }
        return full
      })

    return ListSource.batches(source, column).pipe(
      Stream.mapEffect(read),
      Stream.flattenIterables,
      Stream.concat(Stream.suspend(() => (held.length === 0 ? Stream.empty : Stream.succeed(take()))))
    )
  })
