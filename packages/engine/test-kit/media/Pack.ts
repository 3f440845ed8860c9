/** Bytes put together by hand, for files that are small and whose every fact is known. */
export type Part = Uint8Array | ReadonlyArray<number> | string

const bytesOf = (part: Part): Uint8Array =>
  typeof part === "string" ? Uint8Array.from(part, (letter) => letter.charCodeAt(0)) : Uint8Array.from(part)

/** Parts one after the other; a string is its letters, one byte each. */
export const pack = (...parts: ReadonlyArray<Part>): Uint8Array => {
  const all = parts.map(bytesOf)
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const bytes of all) {
    whole.set(bytes, offset)
    offset += bytes.length
  }
  return whole
}

/** A number in so many bytes, the greatest first. */
export const big = (value: number, bytes: number): ReadonlyArray<number> =>
  Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256)

/** A number in so many bytes, the smallest first. */
export const little = (value: number, bytes: number): ReadonlyArray<number> => big(value, bytes).toReversed()

export const zeros = (count: number): Uint8Array => new Uint8Array(count)

/** Turns bytes into a check number of 32 bits; the polynomial has its highest bit on the left (OGG) or on the right (PNG, ZIP). */
export const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** The check number of OGG pages: the same polynomial from the other side, without the inversions. */
export const crc32Ogg = (bytes: Uint8Array): number => {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0)
  }
  return crc >>> 0
}
