/**
 * Letters of base64 to bytes, four letters to three bytes, however the letters come. It keeps what does not make a whole group yet.
 */
export interface Group {
  /** Takes one letter, as its value from 0 to 63; whole groups are written to `into` from `at`. The place after them. */
  readonly push: (value: number, into: Uint8Array, at: number) => number
  /** Values that wait for their group to be whole; none to three. */
  readonly left: () => ReadonlyArray<number>
  /**
   * The bytes of a last group that is not whole: two letters are one byte, three are two. Null where no encoder writes it: a single letter, or
   * letters with bits beyond the last byte.
   */
  readonly last: () => Uint8Array | null
  readonly clear: () => void
}

/** A group without a letter. Values are taken as they come: whoever pushes has made sure that they are from 0 to 63. */
export const make = (): Group => {
  let count = 0
  let bits = 0
  return {
    push: (value, into, at) => {
      bits = (bits << 6) | value
      count++
      if (count < 4) return at
      into[at] = bits >> 16
      into[at + 1] = bits >> 8
      into[at + 2] = bits
      count = 0
      bits = 0
      return at + 3
    },
    left: () => Array.from({ length: count }, (_, index) => (bits >> (6 * (count - 1 - index))) & 63),
    last: () => {
      if (count === 2 && (bits & 15) === 0) return Uint8Array.of(bits >> 4)
      return count === 3 && (bits & 3) === 0 ? Uint8Array.of(bits >> 10, bits >> 2) : null
    },
    clear: () => {
      count = 0
      bits = 0
    }
  }
}
