import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { BlobId } from "../blobs/BlobId.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A file that callbacks of an account carried in them, and that went to the blob store (SPEC WH-06). */
export interface CallbackFile {
  readonly accountId: string
  readonly blob: BlobId
  /** As the callback said that brought it first; null where it did not. */
  readonly mimeType: string | null
  readonly filename: string | null
  /** When it came last. */
  readonly cameMillis: number
}

/**
 * Which accounts' callbacks brought which files. Blobs are named by their content alone, and the same file of two accounts is kept once: so who may
 * read one is known here, and nowhere else. What an erasure takes out of an account's callbacks is the account's no longer (`Erasures.callbacks`).
 */
export class CallbackFiles extends Context.Tag("@sluice/engine/CallbackFiles")<
  CallbackFiles,
  {
    /**
     * One that is known to the account only came again; of several that are the same, the first says what it is. Joins the transaction that it is
     * called in.
     */
    readonly note: (files: ReadonlyArray<CallbackFile>) => Effect.Effect<void, StoreUnavailable>
    /** Of any account where `accountId` is null: then the one to which it came last, and of these the first by name. */
    readonly find: (of: {
      readonly accountId: string | null
      readonly blob: BlobId
    }) => Effect.Effect<Option.Option<CallbackFile>, StoreUnavailable>
    /** Which of these any account has. */
    readonly known: (blobs: ReadonlyArray<BlobId>) => Effect.Effect<ReadonlySet<BlobId>, StoreUnavailable>
    /** Forgets what came last before then, and answers how many. */
    readonly forget: (request: { readonly beforeMillis: number }) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
