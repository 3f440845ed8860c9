import { Encoding, Either } from "effect"

/**
 * The Standard Webhooks scheme, version 1: HMAC-SHA256 over `id.timestamp.body`, in base64, one signature for each secret that is in use.
 *
 * A receiver accepts any of them, so that a secret is replaced without a gap: the new one signs from now on, and the old one as well until the
 * receiver has had time to change over.
 */
const secretPrefix = "whsec_"

/** Bytes of a secret that is made here; the scheme takes 24 to 64. */
export const secretBytes = 32

const bytesMin = 24
const bytesMax = 64

/** The key in a secret's text, `whsec_` and base64; null where it is not of that form, or not between 24 and 64 bytes. */
export const keyOf = (secret: string): Uint8Array | null => {
  if (!secret.startsWith(secretPrefix)) return null
  const bytes = Either.getOrNull(Encoding.decodeBase64(secret.slice(secretPrefix.length)))
  return bytes === null || bytes.length < bytesMin || bytes.length > bytesMax ? null : bytes
}

/** The text of a secret. */
export const secretOf = (bytes: Uint8Array): string => `${secretPrefix}${Encoding.encodeBase64(bytes)}`

/** What is signed. The same id at every try; the time is that of the try, in unix seconds, so that old copies can be told from new ones. */
export interface Letter {
  readonly id: string
  readonly timestampSeconds: number
  readonly body: string
}

/** The bytes that are signed. */
const content = ({ body, id, timestampSeconds }: Letter): Uint8Array =>
  new TextEncoder().encode(`${id}.${timestampSeconds}.${body}`)

/** A keyed digest; the platform's crypto gives it. */
export type HmacSha256 = (key: Uint8Array, bytes: Uint8Array) => Uint8Array

/** The headers of a letter, signed with each key, the newest first. */
export const headers = (
  hmac: HmacSha256,
  keys: ReadonlyArray<Uint8Array>,
  letter: Letter
): Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> => {
  const bytes = content(letter)
  return {
    "webhook-id": letter.id,
    "webhook-timestamp": String(letter.timestampSeconds),
    "webhook-signature": keys.map((key) => `v1,${Encoding.encodeBase64(hmac(key, bytes))}`).join(" ")
  }
}
