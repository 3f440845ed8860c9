import type { Hmac } from "@sluice/core/callback/signature/Digests"
import { Crypto, type Running } from "@sluice/engine/ports/Crypto"
import { Effect, Layer } from "effect"
import {
  createHash,
  createHmac,
  createSecretKey,
  hash,
  type Hash,
  type Hmac as NodeHmac,
  type KeyObject,
  randomBytes,
  timingSafeEqual
} from "node:crypto"

/** Secrets that are kept as key objects: an account has one or two, so this many are never met; what is beyond is not kept. */
const keysMax = 10_000

const keys = new Map<string, KeyObject>()

/** A key object first: given text or bare bytes, createHmac takes three times as long. */
const keyOf = (secret: string): KeyObject => {
  const known = keys.get(secret)
  if (known !== undefined) return known
  const key = createSecretKey(secret, "utf8")
  if (keys.size < keysMax) keys.set(secret, key)
  return key
}

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer")

const hmacBy =
  (algorithm: string): Hmac =>
  (secret, data) =>
    createHmac(algorithm, keyOf(secret)).update(data).digest()

const running = (state: Hash | NodeHmac): Running => ({
  update: (bytes) => void state.update(bytes),
  digest: () => state.digest()
})

/** Digests and randomness from Node's OpenSSL. */
export const layer: Layer.Layer<Crypto> = Layer.succeed(Crypto, {
  sha256,
  hmacSha256: (key, bytes) => createHmac("sha256", createSecretKey(key)).update(bytes).digest(),
  digests: {
    hmacSha1: hmacBy("sha1"),
    hmacSha256: hmacBy("sha256"),
    hmacSha384: hmacBy("sha384"),
    hmacSha512: hmacBy("sha512"),
    sha256
  },
  running: {
    sha256: () => running(createHash("sha256")),
    hmacSha256: (secret) => running(createHmac("sha256", keyOf(secret)))
  },
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  randomBytes: (count) => Effect.sync(() => randomBytes(count))
})
