import { Effect, Either, Option } from "effect"
import { BlobStore } from "../../ports/BlobStore.ts"
import type { NewCallback } from "../../ports/CallbackLog.ts"
import type { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import * as Reference from "./Reference.ts"

/**
 * Whether every file that was taken out of a stored callback is still in the blob store, of the length that it had (SPEC WH-06); true of one that carried
 * none. No file is read for it: whether the bytes are the ones that came is `Original`'s to prove.
 */
export const isWhole = Effect.fn("Presence.isWhole")(function* (
  callback: Pick<NewCallback, "body" | "contentType">
): Effect.fn.Return<boolean, StoreUnavailable, BlobStore> {
  const blobs = yield* BlobStore
  for (const offset of Reference.offsetsIn(callback.contentType).offsets) {
    const at = Reference.at(callback.body, offset)
    if (Either.isLeft(at)) return false
    const { bytes, id } = at.right.reference
    const found = yield* blobs.read(id)
    if (!Option.exists(found, (blob) => blob.bytes === bytes)) return false
  }
  return true
})
