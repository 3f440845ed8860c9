import * as FileSystem from "@effect/platform/FileSystem"
import { Chunk, Effect, Scope, Stream } from "effect"
import type { RowBytes } from "./Lines.ts"

/** Where the rows of a body are kept until it is whole, so that they can be read twice. */
export interface Spool {
  readonly append: (rows: ReadonlyArray<RowBytes>) => Effect.Effect<void>
  readonly count: Effect.Effect<number>
  /** All of them, in chunks of at most `rowsMax` rows and about `bytesMax` bytes. */
  readonly rows: Stream.Stream<ReadonlyArray<RowBytes>>
}

/** Rows in a chunk, which one statement queues, and the bytes that a chunk may hold in memory. */
export interface Chunking {
  readonly rowsMax: number
  readonly bytesMax: number
}

/** Bodies up to this size stay in memory; larger ones go to a file. A list of 10,000 usual messages has about 3 MB. */
const memoryBytesMax = 4 * 1024 * 1024

/** The length of a row that is too long to be kept: it has no bytes. */
const dropped = -1

/** The chunks that rows of these lengths make, as places of their first and last row. */
const chunksOf = (lengths: ReadonlyArray<number>, { bytesMax, rowsMax }: Chunking) => {
  const chunks: Array<{ readonly from: number; readonly to: number; readonly start: number; readonly bytes: number }> =
    []
  let from = 0
  let start = 0
  let bytes = 0
  for (const [index, length] of lengths.entries()) {
    const size = Math.max(0, length)
    if (index > from && (index - from >= rowsMax || bytes + size > bytesMax)) {
      chunks.push({ from, to: index, start, bytes })
      from = index
      start += bytes
      bytes = 0
    }
    bytes += size
  }
  if (lengths.length > from) chunks.push({ from, to: lengths.length, start, bytes })
  return chunks
}

/** Rows out of the bytes that they were written as, one behind the other. */
const cut = (bytes: Buffer, lengths: ReadonlyArray<number>): ReadonlyArray<RowBytes> => {
  let at = 0
  return lengths.map((length): RowBytes => {
    if (length === dropped) return { _tag: "TooLong" }
    at += length
    return { _tag: "Row", bytes: bytes.subarray(at - length, at) }
  })
}

const lengthOf = (row: RowBytes): number => (row._tag === "Row" ? row.bytes.length : dropped)
const bytesOf = (rows: ReadonlyArray<RowBytes>): Buffer =>
  Buffer.concat(rows.flatMap((row) => (row._tag === "Row" ? [row.bytes] : [])))

/**
 * An empty spool, gone with the scope. What does not fit in memory goes to a temporary file, so that many large bodies at once cost disk
 * and not memory. A disk that is full is a defect, like a memory that is.
 */
export const make = Effect.fn("Spool.make")(function* (chunking: Chunking) {
  const fs = yield* FileSystem.FileSystem
  const scope = yield* Effect.scope
  const lengths: Array<number> = []
  /** Rows that are in no file: all of them, or none. */
  let kept: Array<RowBytes> = []
  let bytes = 0
  let file: { readonly path: string; readonly handle: FileSystem.File } | null = null

  /** Readable by this process's user alone: rows hold numbers, and what is written to them. */
  const open = Effect.gen(function* () {
    const path = yield* fs.makeTempFileScoped({ prefix: "sluice-batch-" })
    const handle = yield* fs.open(path, { flag: "a", mode: 0o600 })
    return { path, handle }
  }).pipe(Scope.extend(scope))

  const append: Spool["append"] = (rows) =>
    Effect.gen(function* () {
      for (const row of rows) {
        lengths.push(lengthOf(row))
        kept.push(row)
        bytes += Math.max(0, lengthOf(row))
      }
      if (file === null && bytes <= memoryBytesMax) return
      file ??= yield* open
      const block = bytesOf(kept)
      kept = []
      if (block.length > 0) yield* file.handle.writeAll(block)
    }).pipe(Effect.orDie)

  const rows = Stream.suspend(() => Stream.fromIterable(chunksOf(lengths, chunking))).pipe(
    Stream.mapEffect(({ bytes: size, from, start, to }) => {
      if (file === null) return Effect.succeed(kept.slice(from, to))
      if (size === 0) return Effect.succeed(cut(Buffer.alloc(0), lengths.slice(from, to)))
      return fs.stream(file.path, { offset: start, bytesToRead: size }).pipe(
        Stream.runCollect,
        Effect.map((parts) => cut(Buffer.concat(Chunk.toReadonlyArray(parts)), lengths.slice(from, to))),
        Effect.orDie
      )
    })
  )

  const spool: Spool = { append, count: Effect.sync(() => lengths.length), rows }
  return spool
})
