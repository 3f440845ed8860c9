import { Crypto } from "@sluice/engine/ports/Crypto"
import { Effect, Layer } from "effect"
import { createHmac, createSecretKey, hash, randomBytes, timingSafeEqual } from "node:crypto"

/** Digests and randomness from Node's OpenSSL. */
export const layer: Layer.Layer<Crypto> = Layer.succeed(Crypto, {
  sha256: (bytes) => hash("sha256", bytes, "buffer"),
  // A key object first: given bare bytes, createHmac takes three times as long.
  hmacSha256: (key, bytes) => createHmac("sha256", createSecretKey(key)).update(bytes).digest(),
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  randomBytes: (count) => Effect.sync(() => randomBytes(count))
})
