/** A keyed digest: the secret is a text, taken as UTF-8. The platform's crypto gives it; core has none. */
export type Hmac = (secret: string, data: Uint8Array) => Uint8Array

/** A digest without a key. */
export type Hash = (data: Uint8Array) => Uint8Array

/** Every digest that the providers' schemes need; all of them are in the crypto of every runtime. */
export interface Digests {
  readonly hmacSha1: Hmac
  readonly hmacSha256: Hmac
  readonly hmacSha384: Hmac
  readonly hmacSha512: Hmac
  readonly sha256: Hash
}
