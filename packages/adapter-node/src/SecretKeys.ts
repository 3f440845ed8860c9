import { Data, Either } from "effect"

/** Keys that secrets are sealed with; the first one seals, all of them open. */
export type SecretKeys = ReadonlyArray<{
  /** Stored beside what it sealed. */
  readonly id: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}>

/** A text that holds no keys. The message says where and why, and holds no part of a key. */
export class SecretKeysInvalid extends Data.TaggedError("SecretKeysInvalid")<{
  readonly source: string
  readonly detail: string
}> {
  override get message(): string {
    return `${this.source}: ${this.detail} (expected id:key, one or several with commas or line breaks between; make a key with \`openssl rand -base64 32\`)`
  }
}

const keyBytes = 32
const idForm = /^[A-Za-z0-9._-]{1,32}$/
const base64Form = /^[A-Za-z0-9+/_-]{43}=?$/
const hexForm = /^[0-9A-Fa-f]{64}$/

const decode = (text: string): Uint8Array | null => {
  if (hexForm.test(text)) return Buffer.from(text, "hex")
  if (!base64Form.test(text)) return null
  const bytes = Buffer.from(text, "base64")
  return bytes.length === keyBytes ? bytes : null
}

/**
 * The keys of a text: `2026a:base64` each, of 32 bytes as base64 or 64 hexadecimal digits.
 *
 * @param source what the text is, for messages: the name of a variable, or a path.
 */
export const parse = (source: string, text: string): Either.Either<SecretKeys, SecretKeysInvalid> =>
  Either.gen(function* () {
    const invalid = (detail: string) => Either.left(new SecretKeysInvalid({ source, detail }))
    const parts = text.split(/[,\s]+/).filter((part) => part !== "")
    if (parts.length === 0) return yield* invalid("there is no key in it")
    const keys: Array<SecretKeys[number]> = []
    for (const [index, part] of parts.entries()) {
      const colon = part.indexOf(":")
      const id = part.slice(0, Math.max(0, colon))
      const nth = `key ${index + 1}`
      if (!idForm.test(id)) {
        return yield* invalid(`${nth} has no id: 1 to 32 letters, digits, dots, hyphens or underscores before a colon`)
      }
      const bytes = decode(part.slice(colon + 1))
      if (bytes === null) return yield* invalid(`${nth} is not ${keyBytes} bytes as base64 or hexadecimal digits`)
      if (keys.some((key) => key.id === id)) return yield* invalid(`${nth} has the id of one before it`)
      keys.push({ id, bytes })
    }
    return keys
  })
