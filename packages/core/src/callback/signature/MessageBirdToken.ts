import { Either } from "effect"
import { equalBytes } from "../internal/constantTime.ts"
import type { Digests, Hmac } from "./Digests.ts"
import * as Encoded from "./Encoded.ts"
import { indexOfFitting } from "./internal/secrets.ts"
import { type Reason, refused, valid, type Verdict } from "./Verdict.ts"

/** What the token in `MessageBird-Signature-JWT` was issued for. */
export interface Signed {
  readonly header: string | null | undefined
  /** Signing keys of the account, the current one first. */
  readonly secrets: ReadonlyArray<string>
  /** The address as MessageBird called it, with its query as written. */
  readonly url: string
  readonly body: Uint8Array
  readonly nowMillis: number
}

/** How far the two clocks may differ. */
const toleranceSeconds = 5
const issuer = "MessageBird"
/** Longest token that is looked at; real ones have about 500 characters. */
const tokenCharsMax = 8_192

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true })

type Claims = Readonly<Record<string, unknown>>

/** One part of a token as a JSON object; null where it is none. */
const objectIn = (part: string): Claims | null => {
  const bytes = Encoded.base64Url(part)
  if (bytes === null) return null
  const json = Either.getOrNull(Either.try((): unknown => JSON.parse(decoder.decode(bytes))))
  return typeof json === "object" && json !== null && !Array.isArray(json)
    ? Object.fromEntries(Object.entries(json))
    : null
}

/** The digest of a named algorithm: a closed list, so that no token chooses how it is checked. */
const hmacOf = (digests: Digests, algorithm: unknown): Hmac | null => {
  switch (algorithm) {
    case "HS256":
      return digests.hmacSha256
    case "HS384":
      return digests.hmacSha384
    case "HS512":
      return digests.hmacSha512
    default:
      return null
  }
}

const isHashOf = (claim: unknown, expected: Uint8Array): boolean => {
  const given = typeof claim === "string" ? Encoded.hex(claim) : null
  return given !== null && equalBytes(expected, given)
}

/** Why the claims of a genuine token do not hold; null where they do. */
const faultOf = (claims: Claims, digests: Pick<Digests, "sha256">, signed: Signed): Reason | null => {
  const { body, nowMillis, url } = signed
  const { exp, iss, jti, nbf, payload_hash: payloadHash, url_hash: urlHash } = claims
  if (iss !== issuer) return "issuer"
  if (typeof nbf !== "number" || typeof exp !== "number" || typeof jti !== "string" || jti === "") return "claims"
  if (typeof urlHash !== "string") return "claims"
  const nowSeconds = Math.floor(nowMillis / 1_000)
  if (nbf > nowSeconds + toleranceSeconds) return "early"
  if (exp <= nowSeconds - toleranceSeconds) return "late"
  if (!isHashOf(urlHash, digests.sha256(encoder.encode(url)))) return "address"
  if (payloadHash === undefined) return body.length === 0 ? null : "uncovered"
  return isHashOf(payloadHash, digests.sha256(body)) ? null : "body"
}

/**
 * Judges `MessageBird-Signature-JWT`: a JSON Web Token under HS256, HS384 or HS512, whose claims bind it to the address and the body
 * (CLOUD_API 3.9). `nbf` and `exp` are held against `nowMillis` with five seconds to spare.
 *
 * `tokenId` of a valid one is its `jti`: whoever remembers those that have not expired knows a replay. The signature is judged before any
 * claim, so that a reason about claims is always about a token that MessageBird made.
 */
export const verify = (digests: Digests, signed: Signed): Verdict => {
  const { header, secrets } = signed
  if (header === null || header === undefined || header === "") return refused("missing")
  const [head, payload, signature, ...rest] = header.length > tokenCharsMax ? [] : header.split(".")
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0)
    return refused("malformed")
  const described = objectIn(head)
  const given = Encoded.base64Url(signature)
  // `crit` names extensions that must be understood; we know none.
  if (described === null || given === null || "crit" in described) return refused("malformed")
  const hmac = hmacOf(digests, described["alg"])
  if (hmac === null) return refused("algorithm")
  const data = encoder.encode(`${head}.${payload}`)
  const secretIndex = indexOfFitting(secrets, (secret) => equalBytes(hmac(secret, data), given))
  if (secretIndex === -1) return refused("mismatch")
  const claims = objectIn(payload)
  if (claims === null) return refused("malformed")
  const fault = faultOf(claims, digests, signed)
  return fault === null ? valid(secretIndex, String(claims["jti"])) : refused(fault)
}
