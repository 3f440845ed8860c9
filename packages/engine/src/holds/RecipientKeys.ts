import { Context, Effect, Layer } from "effect"
import { Crypto } from "../ports/Crypto.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"

/** What stored holds know a recipient by, given a number in E.164: the same in every process, and it tells nobody the number. */
export type KeyOf = (recipient: string) => string

const encoder = new TextEncoder()

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

const fromHex = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16))

/** 32 bytes as the store keeps them. */
const isSecret = (kept: unknown): kept is string => typeof kept === "string" && /^[0-9a-f]{64}$/.test(kept)

const row = { scope: "recipient-keys", key: "secret" }

/** Half of the digest: two of a billion recipients share it once in as many installations as anybody counts. */
const keyChars = 32

const make = Effect.gen(function* () {
  const crypto = yield* Crypto
  const ledger = yield* LedgerStore

  /** The first process of an installation draws the secret, and every other takes it over. */
  const secret = Effect.gen(function* () {
    const kept = yield* ledger.read(row.scope, row.key)
    if (isSecret(kept)) return kept
    const drawn = toHex(yield* crypto.randomBytes(32))
    return yield* ledger.modify(row.scope, row.key, (known) => {
      const stands = isSecret(known) ? known : drawn
      return [stands, stands]
    })
  })

  let known: KeyOf | null = null
  return {
    keyOf: Effect.suspend(() =>
      known === null
        ? Effect.map(secret, (hex): KeyOf => {
            const bytes = fromHex(hex)
            known = (recipient) => toHex(crypto.hmacSha256(bytes, encoder.encode(recipient))).slice(0, keyChars)
            return known
          })
        : Effect.succeed(known)
    )
  }
})

/**
 * Names recipients in holds (CLOUD_API 3.3: 130403, 131049, 131050). A number is personal data, and so short that a plain digest of it is as good
 * as the number; so the digest is keyed, by a secret that the installation draws once and keeps in its ledger.
 */
export class RecipientKeys extends Context.Tag("@sluice/engine/RecipientKeys")<
  RecipientKeys,
  {
    /** Read once a process. */
    readonly keyOf: Effect.Effect<KeyOf, StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<RecipientKeys, never, Crypto | LedgerStore> = Layer.effect(RecipientKeys, make)
}
