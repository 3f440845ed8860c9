import * as FileSystem from "@effect/platform/FileSystem"
import { ownerOf, SecretUnreadable, Vault, VaultClosed } from "@sluice/engine/ports/Vault"
import type { Label } from "@sluice/engine/ports/Vault"
import { Effect, Layer, Option, Redacted } from "effect"
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto"
import * as SecretKeys from "./SecretKeys.ts"

const algorithm = "aes-256-gcm"
const nonceBytes = 12
const tagBytes = 16

const variable = "SLUICE_SECRET_KEYS"
const fileVariable = "SLUICE_SECRET_KEYS_FILE"

/** Where the keys lie: in the environment, in a file, or nowhere. */
export interface Source {
  readonly keys: Option.Option<Redacted.Redacted>
  readonly path: Option.Option<string>
}

/** Sealed with the secret and not kept beside it: what it is, whose, and by which key. As JSON, so that no two labels are written alike. */
const associated = (label: Label, keyId: string): Buffer =>
  Buffer.from(JSON.stringify(["sluice", 1, ownerOf(label), label.field, keyId]), "utf8")

/** A vault over keys in memory; without any it opens nothing and seals nothing. */
export const make = (keys: SecretKeys.SecretKeys): typeof Vault.Service => {
  const byId = new Map(keys.map(({ bytes, id }) => [id, createSecretKey(bytes)]))
  const [current] = keys
  const sealing = current === undefined ? undefined : byId.get(current.id)
  return {
    seal: (label, secret) =>
      Effect.suspend(() => {
        if (current === undefined || sealing === undefined) {
          return new VaultClosed({ remedy: `set ${variable} or ${fileVariable} for every server and worker` })
        }
        // Of 96 random bits: two are alike by chance after billions of secrets, and there are as many as tokens are replaced.
        const nonce = randomBytes(nonceBytes)
        const cipher = createCipheriv(algorithm, sealing, nonce, { authTagLength: tagBytes })
        cipher.setAAD(associated(label, current.id))
        const text = Buffer.concat([cipher.update(Redacted.value(secret), "utf8"), cipher.final()])
        return Effect.succeed({
          keyId: current.id,
          nonce,
          ciphertext: Buffer.concat([text, cipher.getAuthTag()])
        })
      }),
    open: (label, { ciphertext, keyId, nonce }) =>
      Effect.suspend(() => {
        const unreadable = (reason: SecretUnreadable["reason"], remedy: string) =>
          new SecretUnreadable({ label, keyId, reason, remedy })
        const key = byId.get(keyId)
        if (key === undefined) {
          return unreadable("key-unknown", `add it to ${variable} or ${fileVariable}, behind the one that seals`)
        }
        return Effect.try({
          try: () => {
            const split = ciphertext.length - tagBytes
            const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
            decipher.setAAD(associated(label, keyId))
            decipher.setAuthTag(ciphertext.subarray(split))
            const text = Buffer.concat([decipher.update(ciphertext.subarray(0, split)), decipher.final()])
            return Redacted.make(text.toString("utf8"))
          },
          catch: () => unreadable("not-authentic", "give back the key it was sealed with, or put the token again")
        })
      })
  }
}

const read = Effect.fn("NodeVault.read")(function* ({ keys, path }: Source) {
  if (Option.isSome(keys) && Option.isSome(path)) {
    return yield* new SecretKeys.SecretKeysInvalid({
      source: variable,
      detail: `${fileVariable} is set as well: give one`
    })
  }
  if (Option.isSome(keys)) return yield* SecretKeys.parse(variable, Redacted.value(keys.value))
  if (Option.isNone(path)) return []
  const files = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(
    files.readFileString(path.value),
    (error) => new SecretKeys.SecretKeysInvalid({ source: path.value, detail: `cannot be read: ${error.message}` })
  )
  return yield* SecretKeys.parse(path.value, text)
})

/** The vault over the keys of a source, read once at the start. */
export const layer = (source: Source): Layer.Layer<Vault, SecretKeys.SecretKeysInvalid, FileSystem.FileSystem> =>
  Layer.effect(Vault, Effect.map(read(source), make))
