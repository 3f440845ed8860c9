import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import type { StoredSecret } from "../src/ports/Secrets.ts"
import { Secrets } from "../src/ports/Secrets.ts"
import { startMillis } from "./Samples.ts"

const secret = (accountId: string, change: Partial<StoredSecret> = {}): StoredSecret => ({
  label: { accountId, field: "access-token" },
  sealed: {
    keyId: "k1",
    nonce: Uint8Array.from({ length: 12 }, (_, index) => index),
    ciphertext: Uint8Array.from({ length: 40 }, (_, index) => 255 - index)
  },
  putMillis: startMillis,
  putBy: "admin",
  ...change
})

/** Bytes as numbers: stores may answer with any kind of Uint8Array. */
const plain = ({ sealed, ...rest }: StoredSecret) => ({
  ...rest,
  sealed: { keyId: sealed.keyId, nonce: [...sealed.nonce], ciphertext: [...sealed.ciphertext] }
})

/** What every store of sealed secrets guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Secrets, E>): void => {
  describe(`Secrets, ${name}`, () => {
    it.live("SF-04: secrets are listed by account, byte for byte as they were put", () =>
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const put = [secret("b"), secret("a", { putBy: "cli" }), secret("B", { putMillis: startMillis + 1 })]
        yield* Effect.forEach(put, secrets.put)
        const found = yield* secrets.list
        expect(found.map(({ label }) => label.accountId)).toEqual(["B", "a", "b"])
        for (const one of put) expect(found.map(plain)).toContainEqual(plain(one))
      }).pipe(Effect.provide(layer))
    )

    it.live("SF-04: a secret of the same label replaces the one before it", () =>
      Effect.gen(function* () {
        const secrets = yield* Secrets
        yield* secrets.put(secret("a"))
        const next = secret("a", {
          sealed: { keyId: "k2", nonce: new Uint8Array(12), ciphertext: new Uint8Array(17) },
          putMillis: startMillis + 5,
          putBy: "other"
        })
        yield* secrets.put(next)
        expect((yield* secrets.list).map(plain)).toEqual([plain(next)])
      }).pipe(Effect.provide(layer))
    )

    it.live("SF-04: the revision grows with every put, and with nothing else", () =>
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const seen = [yield* secrets.revision]
        for (const accountId of ["a", "a", "b", "a"]) {
          yield* secrets.put(secret(accountId))
          yield* secrets.list
          seen.push(yield* secrets.revision)
        }
        expect(seen).toEqual([0, 1, 2, 3, 4])
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "SF-04: a secret is sealed anew where it is still the one that was read, and who put it stays; another one stands",
      () =>
        Effect.gen(function* () {
          const secrets = yield* Secrets
          const first = secret("a", { putBy: "cli" })
          yield* secrets.put(first)
          const after = { keyId: "k2", nonce: new Uint8Array(12).fill(7), ciphertext: new Uint8Array(17).fill(8) }
          expect(yield* secrets.reseal(first.label, first.sealed, after)).toBe(true)
          expect((yield* secrets.list).map(plain)).toEqual([plain({ ...first, sealed: after })])
          // Processes that keep what they have read look again.
          expect(yield* secrets.revision).toBe(2)
          // Its answer was lost, and it is asked again; or somebody else was quicker.
          expect(yield* secrets.reseal(first.label, first.sealed, after)).toBe(false)
          expect(yield* secrets.reseal(secret("b").label, first.sealed, after)).toBe(false)
          expect(yield* secrets.revision).toBe(2)
          expect(yield* secrets.list).toHaveLength(1)
        }).pipe(Effect.provide(layer))
    )

    it.live("SF-04: puts of many at the same time are all counted", () =>
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const puts = Array.from({ length: 20 }, (_, n) => secrets.put(secret(n % 2 === 0 ? "a" : "b")))
        yield* Effect.all(puts, { concurrency: "unbounded" })
        expect(yield* secrets.revision).toBe(20)
        expect(yield* secrets.list).toHaveLength(2)
      }).pipe(Effect.provide(layer))
    )
  })
}
