import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeStream from "@effect/platform-node/NodeStream"
import { Effect, Iterable, Option, Stream } from "effect"
import { CommandFailed, UsageError } from "../ExitCode.ts"
import * as Bytes from "./Bytes.ts"
import * as CsvList from "./CsvList.ts"
import type { List, Row } from "./List.ts"
import * as NdjsonList from "./NdjsonList.ts"

/** A list to read: its name, its bytes, and how many there will be, where that is known. */
export interface ListSource {
  readonly name: string
  readonly bytesTotal: number | null
  /** Chunks may share their memory: each has to be taken in before the next. */
  readonly bytes: Stream.Stream<Uint8Array, CommandFailed>
}

/** Rows that became complete with one chunk of the file, to be read once and in order. */
export interface Batch {
  readonly list: List
  readonly rows: Iterable<Row>
  /** Length of the chunk. */
  readonly bytes: number
}

/** Large enough that the cost of a read is lost among its rows, small enough not to matter in memory. */
const chunkBytes = 65_536

/** The name that stands for standard input. */
export const standardInput = "-"

const reasons: Readonly<Record<string, string>> = {
  NotFound: "there is no such file",
  PermissionDenied: "not allowed",
  BadResource: "not a file"
}

const cannotRead = (name: string, error: PlatformError): string =>
  `cannot read ${name}: ${error._tag === "SystemError" ? (reasons[error.reason] ?? error.message) : error.message}`

/** Opens a file, or standard input. A file that cannot be opened is a mistake in the call; one that breaks off is a failure. */
export const open = (name: string): Effect.Effect<ListSource, UsageError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    if (name === standardInput)
      return {
        name: "standard input",
        bytesTotal: null,
        bytes: NodeStream.fromReadable(
          () => process.stdin,
          (error) => new CommandFailed({ message: `cannot read standard input: ${String(error)}` })
        )
      }
    const files = yield* FileSystem.FileSystem
    const unusable = (error: PlatformError) => new UsageError({ message: cannotRead(name, error) })
    const info = yield* Effect.mapError(files.stat(name), unusable)
    if (info.type === "Directory") return yield* new UsageError({ message: `cannot read ${name}: it is a directory` })
    yield* Effect.mapError(files.access(name, { readable: true }), unusable)
    return {
      name,
      bytesTotal: info.type === "File" ? Number(info.size) : null,
      bytes: chunks(files, name).pipe(
        Stream.mapError((error) => new CommandFailed({ message: cannotRead(name, error) }))
      )
    }
  })

/** A list without a row, wherever there is nothing to do without one. */
export const empty = ({ name }: ListSource): UsageError =>
  new UsageError({
    message: `${name} has no rows: give a row for each number, below a header where it is CSV, or a JSON value a line; nothing was done`
  })

/** A file in chunks that share one block of memory: each is valid until the next is asked for. */
const chunks = (files: FileSystem.FileSystem, name: string): Stream.Stream<Uint8Array, PlatformError> =>
  Stream.unwrapScoped(
    Effect.map(files.open(name, { flag: "r" }), (file) => {
      const block = new Uint8Array(chunkBytes)
      return Stream.repeatEffectOption(
        file.read(block).pipe(
          Effect.mapError(Option.some),
          Effect.filterOrFail(
            (size) => size > 0,
            () => Option.none<PlatformError>()
          ),
          Effect.map((size) => block.subarray(0, Number(size)))
        )
      )
    })
  )

/** JSON by its name, or by its first character; everything else is CSV. */
const isNdjson = (name: string, beginning: Bytes.Bytes): boolean =>
  /\.(?:ndjson|jsonl|json)$/i.test(name) || /^(?:\u00EF\u00BB\u00BF)?\s*\{/.test(beginning)

/** No text of UTF-8 has a byte of 0; programs, pictures and spreadsheets begin with some, and so does text of UTF-16. */
const isBinary = (chunk: Uint8Array): boolean => chunk.includes(0)

const notText = (name: string) =>
  new CommandFailed({ message: `${name} is no text in UTF-8: save the list as CSV in UTF-8, or as NDJSON` })

/**
 * The rows of a list, batch by batch; never more than one chunk of it is in memory.
 *
 * @param column name or position of the column with the numbers.
 */
export const batches = (source: ListSource, column: Option.Option<string>): Stream.Stream<Batch, CommandFailed> =>
  Stream.suspend(() => {
    const intake = Bytes.intake()
    const wanted = Option.getOrNull(column)
    let list: List | null = null
    const read = (bytes: Bytes.Bytes, length: number): Batch => {
      list ??= isNdjson(source.name, bytes) ? NdjsonList.make(wanted) : CsvList.make(wanted)
      return { list, rows: list.push(bytes), bytes: length }
    }
    return source.bytes.pipe(
      Stream.tap((chunk) => (list === null && isBinary(chunk) ? notText(source.name) : Effect.void)),
      Stream.map((chunk) => read(intake.push(chunk), chunk.length)),
      Stream.concat(
        Stream.sync(() => {
          const { list, rows } = read(intake.end(), 0)
          return { list, rows: Iterable.appendAll(rows, list.end()), bytes: 0 }
        })
      )
    )
  })
