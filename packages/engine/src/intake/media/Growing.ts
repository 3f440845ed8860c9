/** Bytes that are put one behind the other, copied as they come: a view into a chunk would keep the whole chunk in memory. */
export interface Growing {
  readonly push: (bytes: Uint8Array) => void
  readonly length: () => number
  readonly bytes: () => Uint8Array
}

const firstBytes = 4_096

export const make = (): Growing => {
  let buffer = new Uint8Array(firstBytes)
  let length = 0
  return {
    push: (bytes) => {
      if (length + bytes.length > buffer.length) {
        const larger = new Uint8Array(Math.max(buffer.length * 2, length + bytes.length))
        larger.set(buffer.subarray(0, length))
        buffer = larger
      }
      buffer.set(bytes, length)
      length += bytes.length
    },
    length: () => length,
    bytes: () => buffer.slice(0, length)
  }
}
