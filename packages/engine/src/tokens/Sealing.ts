import type { Sealed } from "../ports/Vault.ts"

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

/** Whether two sealed secrets are one: a nonce is never used twice under one key, so two that were sealed apart differ. */
export const isSame = (a: Sealed, b: Sealed): boolean =>
  a.keyId === b.keyId && sameBytes(a.nonce, b.nonce) && sameBytes(a.ciphertext, b.ciphertext)
