import * as Spent from "./Spent.ts"

/** Bytes that are put one behind the other, copied as they come: a view into a chunk would keep the whole chunk in memory. */
export interface Growing {
  readonly push: (bytes: Uint8Array) => void
  readonly length: () => number
  /** All of them; nothing is put behind them afterwards. */
  readonly bytes: () => Uint8Array
}

const firstBytes = 4_096

/**
 * No bytes yet. Where more come than there is room for, the room doubles, and the buffer that was outgrown is freed at once.
 *
 * @param expectedBytes so many are likely to come: where it is right, nothing is copied a second time.
 */
export const make = (expectedBytes: number = firstBytes): Growing => {
  let buffer = new Uint8Array(expectedBytes)
  let length = 0
  return {
    push: (bytes) => {
      if (length + bytes.length > buffer.length) {
        const larger = new Uint8Array(Math.max(buffer.length * 2, length + bytes.length))
        larger.set(buffer.subarray(0, length))
        Spent.free(buffer)
        buffer = larger
      }
      buffer.set(bytes, length)
      length += bytes.length
    },
    length: () => length,
    bytes: () => (length === buffer.length ? buffer : buffer.slice(0, length))
  }
}
