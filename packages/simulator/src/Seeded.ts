/**
 * Chance without a generator: a share is decided by hashing what it is about, so that the decision for a message depends
 * on the seed and the message alone, never on how many others were decided before it.
 */

/** 32-bit FNV-1a over UTF-16 units, finished with murmur3's mixer, without which similar keys would give similar units. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** A number in [0, 1) for one purpose about one subject; equal arguments give equal numbers. */
export const unit = (seed: string, purpose: string, subject: string): number =>
  hash(`${seed}\u0000${purpose}\u0000${subject}`) / 0x1_0000_0000

/** Whether a chance of `share` (0 to 1) comes true. */
export const happens = (share: number, seed: string, purpose: string, subject: string): boolean =>
  share > 0 && unit(seed, purpose, subject) < share

/** A whole number between two bounds, both included. */
export const between = (min: number, max: number, seed: string, purpose: string, subject: string): number =>
  min + Math.floor(unit(seed, purpose, subject) * (max - min + 1))

/** Hexadecimal digits, capital as in message ids; eight for every further round of the hash. */
export const hex = (digits: number, seed: string, purpose: string, subject: string): string => {
  let text = ""
  for (let round = 0; text.length < digits; round++) {
    text += hash(`${seed}\u0000${purpose}\u0000${subject}\u0000${round}`).toString(16).padStart(8, "0")
  }
  return text.slice(0, digits).toUpperCase()
}
