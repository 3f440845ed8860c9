import { Either, Encoding } from "effect"

/**
 * Bytes that a header carries as text. Strict and total: each byte string has exactly one spelling that is accepted, so that a signature
 * cannot be written in a second way; anything else is null.
 */

const base64Form = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const base64UrlForm = /^[A-Za-z0-9_-]*$/
const hexForm = /^(?:[0-9a-f]{2})*$/i

const strictly = (
  text: string,
  decoded: Either.Either<Uint8Array, unknown>,
  encode: (bytes: Uint8Array) => string
): Uint8Array | null => {
  const bytes = Either.getOrNull(decoded)
  // The last digit may carry bits beyond the last byte; only zeros are what an encoder writes.
  return bytes !== null && encode(bytes) === text ? bytes : null
}

/** Base64 with its padding (RFC 4648, section 4). */
export const base64 = (text: string): Uint8Array | null =>
  base64Form.test(text) ? strictly(text, Encoding.decodeBase64(text), Encoding.encodeBase64) : null

/** Base64 for addresses, without padding (RFC 4648, section 5, as JSON Web Tokens write it). */
export const base64Url = (text: string): Uint8Array | null =>
  base64UrlForm.test(text) ? strictly(text, Encoding.decodeBase64Url(text), Encoding.encodeBase64Url) : null

/** Hexadecimal digits, in either case. */
export const hex = (text: string): Uint8Array | null =>
  hexForm.test(text) ? Either.getOrNull(Encoding.decodeHex(text)) : null
