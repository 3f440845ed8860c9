import type { Effect, Option, Scope, Stream } from "effect"
import { Context } from "effect"
import type { BlobId } from "../blobs/BlobId.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/**
 * A blob that is being written, and that nobody can read yet. What is not kept by the end of its scope is gone; what a process leaves behind that
 * dies over it, `forget` removes.
 */
export interface Draft {
  /** Bytes in order; one write at a time. They may be changed by whoever gave them once it has ended. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void, StoreUnavailable>
  /** Nothing more is written: what writing holds open is closed. */
  readonly end: Effect.Effect<void, StoreUnavailable>
  /**
   * Makes it a blob, after `end`: whole and durable when it is told. A blob of that name is replaced, in one step for those who read it, and counts as
   * kept now.
   */
  readonly keep: (id: BlobId) => Effect.Effect<void, StoreUnavailable>
}

/** A blob as it is read. */
export interface Blob {
  readonly bytes: number
  /** Of one reading; it goes on to its end when the blob is removed meanwhile, or fails. */
  readonly content: Stream.Stream<Uint8Array, StoreUnavailable>
}

/**
 * Files by name: what callbacks carry (SPEC WH-06), and copies of the platform's media (GD-01). Names are given by whoever keeps: a store holds
 * no rules.
 */
export class BlobStore extends Context.Tag("@sluice/engine/BlobStore")<
  BlobStore,
  {
    readonly draft: Effect.Effect<Draft, StoreUnavailable, Scope.Scope>
    readonly read: (id: BlobId) => Effect.Effect<Option.Option<Blob>, StoreUnavailable>
    /** No blob of that name from now on; also where there was none. */
    readonly remove: (id: BlobId) => Effect.Effect<void, StoreUnavailable>
    /**
     * Removes blobs that were kept before `beforeMillis`, by the store's own clock, and drafts that were begun before then or that no process can be
     * writing any more. How many blobs it removed. Several processes may do so at once.
     */
    readonly forget: (request: { readonly beforeMillis: number }) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
