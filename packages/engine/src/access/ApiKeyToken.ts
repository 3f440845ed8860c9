import { Encoding, Either, Option } from "effect"

/**
 * What a caller presents: `sluice_<id>_<secret>`.
 *
 * The id (16 hex digits) is public and finds the key; the secret (32 random bytes as base64url, 43 characters) proves it.
 * The prefix lets secret scanners find a key that leaked into a repository.
 */
export interface ApiKeyToken {
  readonly id: string
  /** 32 bytes. */
  readonly secret: Uint8Array
}

/** Bytes of randomness in the public part: enough that ids never meet, short enough to read out. */
export const idBytes = 8

/** Bytes of randomness in the secret. */
export const secretBytes = 32

const form = /^sluice_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

/** The token as text. `idBytes` random bytes make the id. */
export const print = (token: ApiKeyToken): string => `sluice_${token.id}_${Encoding.encodeBase64Url(token.secret)}`

/** The id that random bytes stand for. */
export const idOf = (random: Uint8Array): string => Encoding.encodeHex(random)

/**
 * The token that a text is, or none.
 *
 * 43 characters of base64url carry two spare bits; a text with other than zeros there is refused, so that every token has
 * one spelling.
 */
export const parse = (text: string): Option.Option<ApiKeyToken> => {
  const [, id, spelled] = form.exec(text) ?? []
  if (id === undefined || spelled === undefined) return Option.none()
  return Option.filter(
    Option.map(Either.getRight(Encoding.decodeBase64Url(spelled)), (secret) => ({ id, secret })),
    (token) => Encoding.encodeBase64Url(token.secret) === spelled
  )
}
