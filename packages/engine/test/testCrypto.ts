import { Crypto } from "@sluice/engine/ports/Crypto"
import { Effect, Layer } from "effect"
import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto"

/** Node's digests for tests: the engine itself knows no platform. */
export const layer: Layer.Layer<Crypto> = Layer.succeed(Crypto, {
  sha256: (bytes) => hash("sha256", bytes, "buffer"),
  hmacSha256: (key, bytes) => createHmac("sha256", key).update(bytes).digest(),
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  randomBytes: (count) => Effect.sync(() => randomBytes(count))
})
