import { big, letters } from "./Bytes.ts"
import type { Bytes } from "./Bytes.ts"

/** How an MP4, 3GP or QuickTime file is laid out: a row of boxes, each with its length and name. */
export interface Layout {
  /** Whether the index (`moov`) comes before the data (`mdat`); null where one of them is missing. */
  readonly isIndexFirst: boolean | null
  /** Whether the last box ends with the file; null where something follows that is no box. */
  readonly isWhole: boolean | null
}

/** A good file has a handful of boxes, and one in fragments two a fragment. */
const boxesMax = 100_000

const headerBytes = 8
const longHeaderBytes = 16

/** Length of the box at an offset: 1 announces a longer number, 0 goes to the end of the file; null where it is none. */
const lengthOf = (head: Uint8Array, rest: number): number | null => {
  const short = big(head, 0, 4)
  if (short === 0) return rest
  if (short !== 1) return short === null || short < headerBytes ? null : short
  const high = big(head, 8, 4)
  const low = big(head, 12, 4)
  if (high === null || low === null) return null
  const long = high * 2 ** 32 + low
  return long < longHeaderBytes ? null : long
}

/** Walks the outermost boxes by their headers alone, to the end of the file or to what is no box. */
export const layout = (bytes: Bytes): Layout => {
  let indexOffset: number | null = null
  let dataOffset: number | null = null
  let offset = 0
  for (let count = 0; offset < bytes.total && count < boxesMax; count++) {
    const head = bytes.at(offset, longHeaderBytes)
    const length = lengthOf(head, bytes.total - offset)
    if (length === null) break
    const name = letters(head, 4, 4)
    if (name === "moov" && indexOffset === null) indexOffset = offset
    if (name === "mdat" && dataOffset === null) dataOffset = offset
    offset += length
  }
  return {
    isIndexFirst: indexOffset === null || dataOffset === null ? null : indexOffset < dataOffset,
    isWhole: offset < bytes.total ? null : offset === bytes.total
  }
}
