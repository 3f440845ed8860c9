import type { Digests } from "@sluice/core/callback/signature/Digests"
import type { Effect } from "effect"
import { Context } from "effect"

/** A digest of bytes that come one after the other. */
export interface Running {
  readonly update: (bytes: Uint8Array) => void
  /** Of all bytes so far; nothing may be added after it. */
  readonly digest: () => Uint8Array
}

/**
 * Digests and randomness of the platform the engine runs on.
 *
 * Digests are plain functions: they are pure and sit on the hot path of every callback and every request.
 */
export class Crypto extends Context.Tag("@sluice/engine/Crypto")<
  Crypto,
  {
    /** 32 bytes. */
    readonly sha256: (bytes: Uint8Array) => Uint8Array
    /** 32 bytes. */
    readonly hmacSha256: (key: Uint8Array, bytes: Uint8Array) => Uint8Array
    /** What the providers' signature schemes need (WH-02). */
    readonly digests: Digests
    /** The same over bodies that are never in memory as a whole (WH-06). */
    readonly running: {
      readonly sha256: () => Running
      readonly hmacSha256: (secret: string) => Running
    }
    /** In time that depends on the length alone; false at once when the lengths differ. */
    readonly equal: (a: Uint8Array, b: Uint8Array) => boolean
    /** From the system's secure source. */
    readonly randomBytes: (count: number) => Effect.Effect<Uint8Array>
  }
>() {}
