import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import { MediaReader, MediaTooLarge, MediaUnreadable } from "@sluice/engine/ports/MediaReader"
import type { MediaSource } from "@sluice/engine/ports/MediaReader"
import { Effect, Layer, Stream } from "effect"
import type { Scope } from "effect"
import * as Examiner from "./internal/Examiner.ts"
import type { Found } from "./internal/examine.ts"

/** How much looking at files may take. */
export interface Options extends Partial<Examiner.Limits> {
  /** The most of a stream that is kept, in a temporary file; 100 MB by default, the largest file of any sort (CLOUD_API 3.5). */
  readonly streamBytesMax?: number
}

const defaults: Required<Options> = {
  threadsMax: 2,
  fileMillisMax: 5_000,
  heapMegabytesMax: 128,
  streamBytesMax: 104_857_600
}

const missing = (detail: string): MediaUnreadable => new MediaUnreadable({ reason: "missing", detail })
const broken = (error: PlatformError): MediaUnreadable =>
  new MediaUnreadable({ reason: "broken", detail: error.message })

const reasons: Readonly<Partial<Record<string, string>>> = {
  NotFound: "there is no such file",
  PermissionDenied: "not allowed"
}

const unusable = (error: PlatformError): MediaUnreadable =>
  missing(error._tag === "SystemError" ? (reasons[error.reason] ?? error.message) : error.message)

/**
 * The reader of media on Node: in threads of its own, with bounded time and memory.
 *
 * Streams are written to a temporary file first, so that a large one takes disk and not memory.
 */
export const layer = (options: Options = {}): Layer.Layer<MediaReader, never, FileSystem.FileSystem> =>
  Layer.scoped(
    MediaReader,
    Effect.gen(function* () {
      const limits = { ...defaults, ...options }
      const files = yield* FileSystem.FileSystem
      const { examine } = yield* Examiner.make(limits)

      /** Pipes and devices are not opened: they may have no end, or never begin. */
      const inPlace = (path: string): Effect.Effect<Found, MediaUnreadable> =>
        Effect.gen(function* () {
          const { type } = yield* Effect.mapError(files.stat(path), unusable)
          if (type !== "File") return yield* missing(`it is not a file but a ${type.toLowerCase()}`)
          yield* Effect.mapError(files.access(path, { readable: true }), unusable)
          return yield* examine({ path })
        })

      /** Keeps a stream in a file until the scope closes. */
      const kept = (
        stream: Stream.Stream<Uint8Array, MediaUnreadable>
      ): Effect.Effect<string, MediaUnreadable | MediaTooLarge, Scope.Scope> =>
        Effect.gen(function* () {
          const path = yield* Effect.mapError(files.makeTempFileScoped({ prefix: "sluice-media-" }), broken)
          const file = yield* Effect.mapError(files.open(path, { flag: "w" }), broken)
          const keep = (before: number, chunk: Uint8Array): Effect.Effect<number, MediaUnreadable | MediaTooLarge> => {
            const bytes = before + chunk.length
            return bytes > limits.streamBytesMax
              ? new MediaTooLarge({ bytesMax: limits.streamBytesMax })
              : Effect.as(Effect.mapError(file.writeAll(chunk), broken), bytes)
          }
          yield* Stream.runFoldEffect(stream, 0, keep)
          return path
        })

      const found = (source: MediaSource): Effect.Effect<Found, MediaUnreadable | MediaTooLarge> => {
        switch (source._tag) {
          case "Bytes":
            return examine({ bytes: source.bytes })
          case "File":
            return inPlace(source.path)
          case "Stream":
            return kept(source.stream).pipe(
              Effect.flatMap((path) => examine({ path })),
              Effect.scoped
            )
        }
      }

      return {
        read: Effect.fn("MediaReader.read")(function* (source, claims) {
          return { ...(yield* found(source)), claims }
        })
      }
    })
  )
