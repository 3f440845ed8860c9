import { Clock, Data, Effect, Option } from "effect"
import * as Caller from "../access/Caller.ts"
import * as Reference from "../intake/media/Reference.ts"
import { type Blob, BlobStore } from "../ports/BlobStore.ts"
import { CallbackFiles } from "../ports/CallbackFiles.ts"
import { MediaFiles } from "../ports/MediaFiles.ts"

/** No message brought a file of that id, or not to the caller's account. */
export class MediaUnknown extends Data.TaggedError("MediaUnknown")<{ readonly mediaId: string }> {
  override get message(): string {
    return `no received message has a file ${JSON.stringify(this.mediaId)}`
  }
}

/**
 * A reference to a file that a callback carried, and nothing to be had by it: no such file, not for this caller, or not any more. The three are never
 * told apart.
 */
export class FileUnknown extends Data.TaggedError("FileUnknown")<{ readonly reference: string }> {
  override get message(): string {
    return `there is no file ${this.reference}: no callback to an account of this key brought it, its time is over, or it was erased`
  }
}

/** What is asked for begins as a reference does, and is none. */
export class ReferenceMalformed extends Data.TaggedError("ReferenceMalformed")<{ readonly reference: string }> {
  override get message(): string {
    return `${JSON.stringify(this.reference.slice(0, 160))} is no reference to a file: give it as it stands in the event, from "sluice-blob:" to the last of its 64 hexadecimal digits`
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

/** A file as it is read. */
export interface Served {
  /** By which it was asked for: the platform's id, or a reference. */
  readonly id: string
  /** As its sender says, whom nobody has to believe; null where that said nothing. */
  readonly filename: string | null
  readonly mimeType: string
  /** In hexadecimal digits, of its bytes. */
  readonly sha256: string
  readonly blob: Blob
}

const unnamedType = "application/octet-stream"

const whyGone = {
  refused: "the platform does not have the file any more; its copy was removed (1306)",
  time: "the time in which the file can be had is over",
  room: "its copy made room for younger ones"
} as const

const secondsUntil = (dueMillis: number, nowMillis: number): number =>
  Math.min(3_600, Math.max(1, Math.ceil((dueMillis - nowMillis) / 1_000)))

/**
 * A file that callbacks carried (SPEC WH-06), by what stands in its place: for whoever may use an account that it came to, for as long as the callback
 * is kept.
 */
export const openCarried = Effect.fn("Serving.openCarried")(function* (caller: Caller.Caller, text: string) {
  const reference = Reference.parse(text)
  if (reference === null) return yield* new ReferenceMalformed({ reference: text })
  const unknown = new FileUnknown({ reference: text })
  const files = yield* CallbackFiles
  const file = Option.getOrNull(yield* files.find({ accountId: caller.accountId, blob: reference.id }))
  if (file === null || !Caller.mayUse(caller, file.accountId)) return yield* unknown
  const blobs = yield* BlobStore
  const blob = Option.getOrNull(yield* blobs.read(reference.id))
  // Of another length, it was never given out: a reference is made of the file.
  if (blob === null || blob.bytes !== reference.bytes) return yield* unknown
  const { filename, mimeType } = file
  const served: Served = { id: text, filename, mimeType: mimeType ?? unnamedType, sha256: reference.id, blob }
  return served
})

/**
 * The copy of a file of the platform, for whoever may use its account. Where the blob store has lost it, and the platform may still have the file, it is
 * fetched again.
 */
const openCopy = Effect.fn("Serving.openCopy")(function* (caller: Caller.Caller, mediaId: string) {
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
        const { mimeType, sha256 } = standing
        const served: Served = { id: mediaId, filename: file.filename, mimeType, sha256, blob: blob.value }
        return served
      }
      yield* files.settle(file, { _tag: "Waiting", tries: 0, dueMillis: nowMillis })
      return yield* new MediaWaiting({ mediaId, tries: 0, retryAfterSeconds: 1 })
    }
  }
})

/** A file that somebody sent to us, by the platform's id of it or by the reference that stands in its place. */
export const open = Effect.fn("Serving.open")(function* (caller: Caller.Caller, id: string) {
  return yield* Reference.isMeant(id) ? openCarried(caller, id) : openCopy(caller, id)
})
