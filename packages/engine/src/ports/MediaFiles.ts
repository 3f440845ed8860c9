import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { BlobId } from "../blobs/BlobId.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A file by the platform's id of it, and the account that it was announced to. */
export interface MediaKey {
  readonly accountId: string
  readonly mediaId: string
}

/**
 * Where a file stands. It is its own JSON.
 *
 * Waiting -> Kept | Failed | Gone; Kept -> Gone; Kept -> Waiting, where its copy was lost.
 */
export type Standing =
  /** It is fetched at `dueMillis`, for the `tries + 1`th time. Times are epoch milliseconds. */
  | { readonly _tag: "Waiting"; readonly tries: number; readonly dueMillis: number }
  /** A copy is in the blob store. `sha256` in hexadecimal digits, of its bytes. */
  | {
      readonly _tag: "Kept"
      readonly blob: BlobId
      readonly bytes: number
      readonly mimeType: string
      readonly sha256: string
    }
  /** There is no copy any more: the platform has dropped the file (GD-01), its time was over, or younger ones needed the room. */
  | { readonly _tag: "Gone"; readonly reason: "refused" | "time" | "room" }
  /** It was given up, and why: `code` is the platform's, null where it gave none. */
  | { readonly _tag: "Failed"; readonly code: number | null; readonly detail: string }

/** A file of a message that somebody sent us (CLOUD_API 3.5). */
export interface AnnouncedFile extends MediaKey {
  /** The number of ours that it came to. */
  readonly senderId: string
  readonly kind: "image" | "video" | "audio" | "document" | "sticker"
  /** As the callback said; null where it did not. */
  readonly mimeType: string | null
  /** In hexadecimal digits. */
  readonly sha256: string | null
  readonly filename: string | null
  readonly announcedMillis: number
  /** From then on the platform has it no longer, nor have we. */
  readonly untilMillis: number
}

/** The same, and where it stands. */
export interface MediaFile extends AnnouncedFile {
  readonly standing: Standing
}

/** Which copies have to go. */
export interface LeavingRequest {
  readonly nowMillis: number
  /** What all copies may have together; the oldest give way. */
  readonly bytesMax: number
  readonly limit: number
}

/** The files of messages that came to us: which there are, which are still to be fetched, and which have a copy here (GD-01). */
export class MediaFiles extends Context.Tag("@sluice/engine/MediaFiles")<
  MediaFiles,
  {
    /** Each is due at once; one that is known stays as it is. Joins the transaction that it is called in. */
    readonly announce: (files: ReadonlyArray<AnnouncedFile>) => Effect.Effect<void, StoreUnavailable>
    /** Of any account where `accountId` is null: the platform gives an id once. */
    readonly find: (key: {
      readonly accountId: string | null
      readonly mediaId: string
    }) => Effect.Effect<Option.Option<MediaFile>, StoreUnavailable>
    /** Hands out what is due, the longest due first, and puts it off until `untilMillis`: nobody else gets it before. */
    readonly claim: (request: {
      readonly nowMillis: number
      readonly untilMillis: number
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<MediaFile>, StoreUnavailable>
    /** Says where a file stands from now on; nothing where there is no such file. */
    readonly settle: (key: MediaKey, standing: Standing) => Effect.Effect<void, StoreUnavailable>
    /** Copies whose time is over, and those beyond the room, counted from the youngest; the oldest first. */
    readonly leaving: (request: LeavingRequest) => Effect.Effect<ReadonlyArray<MediaFile>, StoreUnavailable>
    /** How many files have that copy. */
    readonly sharing: (blob: BlobId) => Effect.Effect<number, StoreUnavailable>
    /** Forgets files without a copy that were announced before then, and answers how many. */
    readonly forget: (request: { readonly beforeMillis: number }) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
