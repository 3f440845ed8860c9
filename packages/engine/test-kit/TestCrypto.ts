import { Crypto, type Running } from "../src/ports/Crypto.ts"
import { Effect, Layer } from "effect"
// oxlint-disable-next-line no-restricted-imports -- tests run on Node, whose digests stand in for a platform's
import { createHash, createHmac, type Hash, hash, type Hmac, randomBytes, timingSafeEqual } from "node:crypto"

const hmac = (algorithm: string) => (secret: string, data: Uint8Array) =>
  createHmac(algorithm, secret).update(data).digest()

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer")

const running = (state: Hash | Hmac): Running => ({
  update: (bytes) => void state.update(bytes),
  digest: () => state.digest()
})

/** Node's digests for tests: the engine itself knows no platform. */
export const layer: Layer.Layer<Crypto> = Layer.succeed(Crypto, {
  sha256,
  hmacSha256: (key, bytes) => createHmac("sha256", key).update(bytes).digest(),
  digests: {
    hmacSha1: hmac("sha1"),
    hmacSha256: hmac("sha256"),
    hmacSha384: hmac("sha384"),
    hmacSha512: hmac("sha512"),
    sha256
  },
  running: {
    sha256: () => running(createHash("sha256")),
    hmacSha256: (secret) => running(createHmac("sha256", secret))
  },
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  randomBytes: (count) => Effect.sync(() => randomBytes(count))
})
