import { type Context, Encoding, Redacted } from "effect"
import type { Crypto } from "../ports/Crypto.ts"

const encoder = new TextEncoder()

/** Of a digest of 64 hexadecimal digits: enough to tell two tokens apart, far too little to find one by. */
const digits = 12

/** A name for a token that tells nothing of it, for people and logs. */
export const of = (crypto: Context.Tag.Service<Crypto>, token: Redacted.Redacted): string =>
  Encoding.encodeHex(crypto.sha256(encoder.encode(`sluice token ${Redacted.value(token)}`))).slice(0, digits)
