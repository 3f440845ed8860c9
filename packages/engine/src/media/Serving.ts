import { Clock, Data, Effect, Option } from "effect"
import * as Caller from "../access/Caller.ts"
import { type Blob, BlobStore } from "../ports/BlobStore.ts"
import { type MediaFile, MediaFiles } from "../ports/MediaFiles.ts"

/** No message brought a file of that id, or not to the caller's account. */
export class MediaUnknown extends Data.TaggedError("MediaUnknown")<{ readonly mediaId: string }> {
  override get message(): string {
    return `no received message has a file ${JSON.stringify(this.mediaId)}`
  }
}

/** The file has not been fetched yet. */
export class MediaWaiting extends Data.TaggedError("MediaWaiting")<{
  readonly mediaId: string
  readonly tries: number
  readonly retryAfterSeconds: number
}> {
  override get message(): string {
    return this.tries === 0
      ? "the file has not been fetched yet"
      : `the file could not be fetched in ${this.tries} tries yet; it is tried again`
  }
}

/** There is no copy of the file, and there will be none. */
export class MediaGone extends Data.TaggedError("MediaGone")<{ readonly mediaId: string; readonly why: string }> {
  override get message(): string {
    return this.why
  }
}

/** A copy as it is read. */
export interface Served {
  readonly file: MediaFile
  readonly mimeType: string
  readonly sha256: string
  readonly blob: Blob
}

const whyGone = {
  refused: "the platform does not have the file any more; its copy was removed (1306)",
  time: "the time in which the file can be had is over",
  room: "its copy made room for younger ones"
} as const

const secondsUntil = (dueMillis: number, nowMillis: number): number =>
  Math.min(3_600, Math.max(1, Math.ceil((dueMillis - nowMillis) / 1_000)))

/**
 * The copy of a file, for whoever may use its account. Where the blob store has lost it, and the platform may still have the file, it is fetched again.
 */
export const open = Effect.fn("Serving.open")(function* (caller: Caller.Caller, mediaId: string) {
  const blobs = yield* BlobStore
  const files = yield* MediaFiles
  const file = Option.getOrNull(yield* files.find({ accountId: caller.accountId, mediaId }))
  if (file === null || !Caller.mayUse(caller, file.accountId)) return yield* new MediaUnknown({ mediaId })
  const nowMillis = yield* Clock.currentTimeMillis
  const { standing } = file
  switch (standing._tag) {
    case "Waiting":
      if (file.untilMillis <= nowMillis) return yield* new MediaGone({ mediaId, why: whyGone.time })
      return yield* new MediaWaiting({
        mediaId,
        tries: standing.tries,
        retryAfterSeconds: secondsUntil(standing.dueMillis, nowMillis)
      })
    case "Failed":
      return yield* new MediaGone({ mediaId, why: standing.detail })
    case "Gone":
      return yield* new MediaGone({ mediaId, why: whyGone[standing.reason] })
    case "Kept": {
      if (file.untilMillis <= nowMillis) return yield* new MediaGone({ mediaId, why: whyGone.time })
      const blob = yield* blobs.read(standing.blob)
      if (Option.isSome(blob)) {
        const served: Served = { file, mimeType: standing.mimeType, sha256: standing.sha256, blob: blob.value }
        return served
      }
      yield* files.settle(file, { _tag: "Waiting", tries: 0, dueMillis: nowMillis })
      return yield* new MediaWaiting({ mediaId, tries: 0, retryAfterSeconds: 1 })
    }
  }
})
