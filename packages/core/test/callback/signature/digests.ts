import { createHash, createHmac } from "node:crypto"
import type { Digests, Hmac } from "@sluice/core/callback/signature/Digests"

const hmac =
  (algorithm: string): Hmac =>
  (secret, data) =>
    createHmac(algorithm, secret).update(data).digest()

/** The runtime's own digests. */
export const digests: Digests = {
  hmacSha1: hmac("sha1"),
  hmacSha256: hmac("sha256"),
  hmacSha384: hmac("sha384"),
  hmacSha512: hmac("sha512"),
  sha256: (data) => createHash("sha256").update(data).digest()
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const base64 = (data: Uint8Array): string => Buffer.from(data).toString("base64")
export const base64Url = (data: Uint8Array | string): string => Buffer.from(data).toString("base64url")
export const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex")
