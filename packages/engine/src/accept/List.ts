import { Array, Stream } from "effect"
import type { Row } from "./Row.ts"

/** A row that is read when it is asked for, each time anew: most of a sample's list never is. */
export type Unread = () => Row

/**
 * Rows that are all there, and can be read as often as needed: a list whose length is known before anything of it is judged.
 *
 * They come in chunks, each of which is judged and queued by one statement.
 */
export interface List<E> {
  readonly count: number
  readonly rows: Stream.Stream<ReadonlyArray<Unread>, E>
}

/** Rows in one statement: enough to be fast, few enough that others get their turn in between. */
export const chunkRows = 500

/** A list in memory. */
export const fromRows = (rows: ReadonlyArray<Row>): List<never> => ({
  count: rows.length,
  rows: Stream.fromIterable(
    Array.chunksOf(rows, chunkRows).map((chunk) =>
      chunk.map(
        (row): Unread =>
          () =>
            row
      )
    )
  )
})
