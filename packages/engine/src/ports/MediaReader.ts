import type { Claims, MediaFacts } from "@sluice/core/media/MediaFacts"
import type { Effect, Stream } from "effect"
import { Context, Data } from "effect"

/** Where the bytes of a file are. */
export type MediaSource = Data.TaggedEnum<{
  /** All of them, in memory. */
  Bytes: { readonly bytes: Uint8Array }
  /** In a file of this machine, which is read in place: a part here and a part there, however large it is. */
  File: { readonly path: string }
  /** They come one after the other, and only once: the reader takes them all before it looks. */
  Stream: { readonly stream: Stream.Stream<Uint8Array, MediaUnreadable> }
}>
export const {
  /** A source of bytes that are in memory anyway. */
  Bytes,
  /** A source that is a file of this machine, by its path. */
  File,
  /** A source that can be read once; under a name that is not that of Effect's `Stream`. */
  Stream: Streamed
} = Data.taggedEnum<MediaSource>()

/**
 * The bytes cannot be had, or cannot be judged.
 *
 * - `missing`: there is no such file, or it may not be read;
 * - `broken`: reading broke off;
 * - `hostile`: looking at them took more time or memory than any good file takes.
 */
export class MediaUnreadable extends Data.TaggedError("MediaUnreadable")<{
  readonly reason: "missing" | "broken" | "hostile"
  readonly detail: string
}> {
  override get message(): string {
    return `the file cannot be read: ${this.detail}`
  }
}

/** A source that has to be kept while it is looked at holds more than is kept; what came after was not taken. */
export class MediaTooLarge extends Data.TaggedError("MediaTooLarge")<{ readonly bytesMax: number }> {
  override get message(): string {
    return `the file has more than ${this.bytesMax} bytes`
  }
}

/**
 * Tells what a file is from its bytes (SPEC MD-01, MD-02).
 *
 * It judges nothing: `media/MediaCheck` does. Bytes of any sort are answered: what cannot be told of them is null in the facts, and
 * corrupt, cut off or malicious ones end in facts or in an error, in bounded time and memory. The facts repeat the claims as they were
 * given and are not swayed by them.
 */
export class MediaReader extends Context.Tag("@sluice/engine/MediaReader")<
  MediaReader,
  {
    readonly read: (source: MediaSource, claims: Claims) => Effect.Effect<MediaFacts, MediaUnreadable | MediaTooLarge>
  }
>() {}
