/**
 * What a delivery is named by, so that its repeat is known: SHA-256 of account and body, set apart by a zero byte, which no account id
 * holds. What came unsigned is named apart from what is signed: otherwise whoever guesses a callback could send it first,
 * unsigned, and have the real one ignored as its repeat.
 */
export interface Prefixes {
  readonly signed: Uint8Array
  readonly unsigned: Uint8Array
}

const utf8 = new TextEncoder()

/** What stands before the body, as bytes: the same for every delivery of an account, so it is made once. */
export const prefixes = (accountId: string): Prefixes => {
  const signed = `${accountId}\0`
  return { signed: utf8.encode(signed), unsigned: utf8.encode(`unsigned\0${signed}`) }
}

/** What is digested: one behind the other. */
export const joined = (prefix: Uint8Array, body: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(prefix.length + body.length)
  whole.set(prefix)
  whole.set(body, prefix.length)
  return whole
}
