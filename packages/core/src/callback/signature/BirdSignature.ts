import { equalBytes } from "../internal/constantTime.ts"
import type { Digests } from "./Digests.ts"
import * as Encoded from "./Encoded.ts"
import { indexOfFitting } from "./internal/secrets.ts"
import { refused, valid, type Verdict } from "./Verdict.ts"

/** What `MessageBird-Signature` of Bird was made over. */
export interface Signed {
  readonly header: string | null | undefined
  /** `MessageBird-Request-Timestamp`: unix seconds as they were written. */
  readonly timestamp: string | null | undefined
  /** Signing keys of the subscription, the current one first. */
  readonly secrets: ReadonlyArray<string>
  /** The address as Bird called it, with its query as written. */
  readonly url: string
  readonly body: Uint8Array
  readonly nowMillis: number
  /**
   * How far the delivery may lie in the past. Bird repeats a failed delivery for hours under its first timestamp, so a window of minutes loses
   * messages; a day loses none. Replays within it are known by their bytes.
   */
  readonly ageMillisMax: number
}

const signatureBytes = 32
/** How far the delivery may lie in the future: clocks differ. */
const aheadMillisMax = 300_000

const encoder = new TextEncoder()

/**
 * Judges Bird's `MessageBird-Signature`: base64 of HMAC-SHA256 over the timestamp, a line feed, the address, a line feed, and the SHA-256 of
 * the body as bytes (CLOUD_API 3.9).
 */
export const verify = (digests: Pick<Digests, "hmacSha256" | "sha256">, signed: Signed): Verdict => {
  const { ageMillisMax, body, header, nowMillis, secrets, timestamp, url } = signed
  if (header === null || header === undefined || header === "") return refused("missing")
  if (timestamp === null || timestamp === undefined || timestamp === "") return refused("missing")
  const given = Encoded.base64(header)
  if (given?.length !== signatureBytes || !/^\d{1,12}$/.test(timestamp)) return refused("malformed")
  const head = encoder.encode(`${timestamp}\n${url}\n`)
  const hash = digests.sha256(body)
  const data = new Uint8Array(head.length + hash.length)
  data.set(head)
  data.set(hash, head.length)
  const secretIndex = indexOfFitting(secrets, (secret) => equalBytes(digests.hmacSha256(secret, data), given))
  if (secretIndex === -1) return refused("mismatch")
  const ageMillis = nowMillis - Number(timestamp) * 1_000
  if (ageMillis > ageMillisMax) return refused("late")
  return ageMillis < -aheadMillisMax ? refused("early") : valid(secretIndex)
}
