import * as NodeContext from "@effect/platform-node/NodeContext"
import { it } from "@effect/vitest"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import { Vault } from "@sluice/engine/ports/Vault"
import type { Label, Sealed } from "@sluice/engine/ports/Vault"
import { Effect, Layer, Option, Redacted } from "effect"
import * as fc from "fast-check"
import { describe, expect } from "vitest"

const label: Label = { accountId: "acme", field: "access-token" }
const secret = "EAAG-a-secret-of-acme"
const keyOf = (id: string, fill = 7) => ({ id, bytes: new Uint8Array(32).fill(fill) })

const seal = (vault: typeof Vault.Service, text = secret) => vault.seal(label, Redacted.make(text))

describe("NodeVault", () => {
  it.effect("TM-09, SF-04: what was sealed opens again, and is nowhere in what is kept", () =>
    Effect.gen(function* () {
      const vault = NodeVault.make([keyOf("k1")])
      const sealed = yield* seal(vault)
      expect(Redacted.value(yield* vault.open(label, sealed))).toBe(secret)
      expect(Buffer.from(sealed.ciphertext).toString("latin1")).not.toContain(secret.slice(0, 6))
      expect(sealed.nonce).toHaveLength(12)
      expect(sealed.ciphertext).toHaveLength(secret.length + 16)
    })
  )

  it.effect("SF-04: any text comes back, and the same text is never sealed alike", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(fc.fullUnicodeString(), (text) =>
          Effect.gen(function* () {
            const vault = NodeVault.make([keyOf("k1")])
            const [one, two] = [yield* seal(vault, text), yield* seal(vault, text)]
            expect(Redacted.value(yield* vault.open(label, one))).toBe(text)
            expect(Buffer.from(one.nonce).equals(two.nonce)).toBe(false)
          }).pipe(Effect.runPromise)
        ),
        { numRuns: 50 }
      )
    )
  )

  const altered = (sealed: Sealed, part: "nonce" | "ciphertext", at: number): Sealed => {
    const bytes = Uint8Array.from(sealed[part])
    bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1
    return { ...sealed, [part]: bytes }
  }

  it.effect("TM-09, SF-04: a row that was altered anywhere, cut off, or put under another account does not open", () =>
    Effect.gen(function* () {
      const vault = NodeVault.make([keyOf("k1"), keyOf("k2")])
      const sealed = yield* seal(vault)
      const wrong: ReadonlyArray<readonly [Label, Sealed]> = [
        ...Array.from(
          { length: sealed.ciphertext.length },
          (_, at) => [label, altered(sealed, "ciphertext", at)] as const
        ),
        ...Array.from({ length: 12 }, (_, at) => [label, altered(sealed, "nonce", at)] as const),
        [label, { ...sealed, ciphertext: sealed.ciphertext.subarray(0, 10) }],
        [label, { ...sealed, keyId: "k2" }],
        [{ ...label, accountId: "zenith" }, sealed]
      ]
      for (const [under, row] of wrong) {
        const error = yield* Effect.flip(vault.open(under, row))
        expect(error).toMatchObject({ _tag: "SecretUnreadable", reason: "not-authentic" })
        expect(error.message).not.toContain(secret)
      }
    })
  )

  it.effect("SF-04: while a key is replaced the old one opens and the new one seals", () =>
    Effect.gen(function* () {
      const before = NodeVault.make([keyOf("2025")])
      const sealed = yield* seal(before)
      const after = NodeVault.make([keyOf("2026", 9), keyOf("2025")])
      expect(Redacted.value(yield* after.open(label, sealed))).toBe(secret)
      expect((yield* seal(after)).keyId).toBe("2026")
      const only = NodeVault.make([keyOf("2026", 9)])
      const gone = yield* Effect.flip(only.open(label, sealed))
      expect(gone.message).toContain('is sealed with key "2025", which is not here')
      expect(gone.message).toContain("SLUICE_SECRET_KEYS")
    })
  )

  it.effect("SF-04: another key under the same id is told apart from one that is missing", () =>
    Effect.gen(function* () {
      const sealed = yield* seal(NodeVault.make([keyOf("k1")]))
      const error = yield* Effect.flip(NodeVault.make([keyOf("k1", 8)]).open(label, sealed))
      expect(error).toMatchObject({ reason: "not-authentic", keyId: "k1" })
    })
  )

  it.effect("SF-04: without a key nothing is sealed, and the message says what to set", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(seal(NodeVault.make([])))
      expect(error.message).toContain("SLUICE_SECRET_KEYS")
    })
  )

  it.effect("SF-04: keys that cannot be read, or are none, stop the start", () =>
    Effect.gen(function* () {
      const from = (keys: string | null, path: string | null) =>
        NodeVault.layer({
          keys: Option.map(Option.fromNullable(keys), (text) => Redacted.make(text)),
          path: Option.fromNullable(path)
        }).pipe(Layer.build, Effect.scoped, Effect.flip, Effect.provide(NodeContext.layer))
      expect((yield* from("k1:c2hvcnQ=", null)).message).toContain("key 1 is not 32 bytes")
      expect((yield* from(null, "/nowhere/keys")).message).toContain("/nowhere/keys")
      expect((yield* from("k1:c2hvcnQ=", "/nowhere/keys")).message).toContain("SLUICE_SECRET_KEYS_FILE is set as well")
    })
  )
})
