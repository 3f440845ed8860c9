import { equalBytes } from "./internal/constantTime.ts"
import * as Encoded from "./signature/Encoded.ts"
import { indexOfFitting } from "./signature/internal/secrets.ts"

/** HMAC-SHA256 of the body under the secret, 32 bytes. The platform's crypto gives it; core has none. */
export type Digest = (secret: string, body: Uint8Array) => Uint8Array

/**
 * What a signature is worth (SPEC WH-02, GD-03).
 *
 * `Valid` tells which secret it was made with, so that an old one can be retired; `Missing`: there is no header; `Malformed`: it
 * is not `sha256=` and 64 hexadecimal digits; `Mismatch`: it was made over other bytes or with another secret.
 */
export type Verdict =
  | { readonly _tag: "Valid"; readonly secretIndex: number }
  | { readonly _tag: "Missing" }
  | { readonly _tag: "Malformed" }
  | { readonly _tag: "Mismatch" }

const form = /^sha256=([0-9a-f]{64})$/i

/**
 * Judges `X-Hub-Signature-256` over the raw bytes of the body, as they came and before anything is parsed (CLOUD_API 3.6).
 *
 * Several secrets are valid at once while one is being replaced. All of them are tried, and each comparison takes the same time
 * wherever it fails.
 */
export const verify = (
  digest: Digest,
  callback: {
    readonly header: string | null | undefined
    readonly secrets: ReadonlyArray<string>
    readonly body: Uint8Array
  }
): Verdict => {
  if (callback.header === null || callback.header === undefined || callback.header === "") return { _tag: "Missing" }
  const given = Encoded.hex(form.exec(callback.header)?.[1] ?? "")
  if (given === null || given.length === 0) return { _tag: "Malformed" }
  const secretIndex = indexOfFitting(callback.secrets, (secret) => equalBytes(digest(secret, callback.body), given))
  return secretIndex === -1 ? { _tag: "Mismatch" } : { _tag: "Valid", secretIndex }
}
