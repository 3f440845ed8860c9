import { Encoding, Either } from "effect"

/**
 * The name under which the compatible door gives a message out: `wamid.` and 32 letters (CLOUD_API 3.1).
 *
 * The platform's own name of a message is known when it has taken it, minutes after the caller was answered; so the door gives out one of
 * its own, which stays the same however often the message is sent. It is our id of the message written in another way: nothing has to
 * be kept to understand it, and none of it can be worn out by a restart or a change of keys.
 *
 * 24 bytes as base64url: `SL` and a version, the sixteen of the uuid, and the first five of a SHA-256 over these. The last tell a name of
 * ours from one of the platform's, and from one that was mistyped. They are no proof of anything: that a message is the caller's to see
 * is asked of the store each time.
 */
const prefix = "wamid."

/** `SL`, version 1. */
const mark = Uint8Array.of(0x53, 0x4c, 0x01)
const idBytes = 16
const checkBytes = 5

/** A digest of 32 bytes; the platform's crypto gives it. */
type Sha256 = (bytes: Uint8Array) => Uint8Array

const joined = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

const checkOf = (sha256: Sha256, named: Uint8Array): Uint8Array => sha256(named).subarray(0, checkBytes)

/** The name of a message. @param messageId a uuid in lowercase, as `Ids` makes them. */
export const write = (sha256: Sha256, messageId: string): string => {
  const id = Either.getOrThrow(Encoding.decodeHex(messageId.replaceAll("-", "")))
  const named = joined(mark, id)
  return `${prefix}${Encoding.encodeBase64Url(joined(named, checkOf(sha256, named)))}`
}

/** Our id of the message that a name stands for; null for every text that `write` does not give. */
export const read = (sha256: Sha256, text: string): string | null => {
  if (!text.startsWith(prefix)) return null
  const bytes = Either.getOrNull(Encoding.decodeBase64Url(text.slice(prefix.length)))
  if (bytes === null || bytes.length !== mark.length + idBytes + checkBytes) return null
  const hex = Encoding.encodeHex(bytes.subarray(mark.length, mark.length + idBytes))
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
  return write(sha256, id) === text ? id : null
}
