import { closeSync, fstatSync, openSync, readSync } from "node:fs"

/**
 * Bytes that can be looked at anywhere. For the thread that examines files: reading blocks it, and nobody else.
 *
 * `at` answers with fewer bytes than were asked for where they end, and with none beyond. What it takes grows with the length that is asked
 * for, so that must never be a length that the file claims. Answers stay as they are when more is asked for.
 */
export interface Bytes {
  readonly total: number
  readonly at: (offset: number, length: number) => Uint8Array
}

/** Bytes in memory; what is looked at is not copied. */
export const ofMemory = (bytes: Uint8Array): Bytes => ({
  total: bytes.length,
  at: (offset, length) => bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length))
})

/** One read takes this much, so that walks in small steps stay cheap. */
const windowBytes = 65_536

const ofDescriptor = (descriptor: number, total: number): Bytes => {
  let window: { readonly start: number; readonly bytes: Uint8Array } = { start: 0, bytes: new Uint8Array(0) }
  const load = (offset: number, length: number): Uint8Array => {
    const block = new Uint8Array(Math.min(Math.max(length, windowBytes), Math.max(0, total - offset)))
    let filled = 0
    while (filled < block.length) {
      const read = readSync(descriptor, block, filled, block.length - filled, offset + filled)
      if (read === 0) break
      filled += read
    }
    return block.subarray(0, filled)
  }
  return {
    total,
    at: (offset, length) => {
      const within = offset - window.start
      const isInside = within >= 0 && within + length <= window.bytes.length
      if (!isInside) window = { start: offset, bytes: load(offset, length) }
      return isInside ? window.bytes.subarray(within, within + length) : window.bytes.subarray(0, length)
    }
  }
}

/** Bytes of a file, open while they are used. */
export const ofFile = async <A>(path: string, use: (bytes: Bytes) => Promise<A>): Promise<A> => {
  const descriptor = openSync(path, "r")
  try {
    return await use(ofDescriptor(descriptor, fstatSync(descriptor).size))
  } finally {
    closeSync(descriptor)
  }
}

/** A number of up to six bytes, the greatest first; null where the bytes end. */
export const big = (bytes: Uint8Array, offset: number, length: number): number | null => {
  if (offset + length > bytes.length) return null
  let value = 0
  for (const byte of bytes.subarray(offset, offset + length)) value = value * 256 + byte
  return value
}

/** A number of up to six bytes, the smallest first; null where the bytes end. */
export const little = (bytes: Uint8Array, offset: number, length: number): number | null =>
  offset + length > bytes.length ? null : big(bytes.slice(offset, offset + length).reverse(), 0, length)

/** Bytes as letters, one each. */
export const letters = (bytes: Uint8Array, offset: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(offset, offset + length))
