import { Clock, Duration, Effect } from "effect"
import { BlobStore } from "../ports/BlobStore.ts"
import { type MediaFile, MediaFiles, type Standing } from "../ports/MediaFiles.ts"

/** How copies are swept; milliseconds of the engine's clock. */
export interface Options {
  readonly everyMillis: number
  /** What all copies may have together. */
  readonly bytesMax: number
  /** Copies that are removed in one look. */
  readonly roundMax: number
  /** How long is known what became of a file that has no copy. */
  readonly rememberMillis: number
}

/**
 * Says that a file has no copy any more, and removes it where no other file of the account has the same: the word first, so that nobody is led to a
 * copy that is going.
 */
export const drop = Effect.fn("Sweeping.drop")(function* (file: MediaFile, standing: Standing) {
  const blobs = yield* BlobStore
  const files = yield* MediaFiles
  yield* files.settle(file, standing)
  if (file.standing._tag !== "Kept") return
  const { blob } = file.standing
  if ((yield* files.sharing(blob)) === 0) yield* blobs.remove(blob)
})

/** Removes the copies whose time is over (GD-01), and the oldest where there is no room for all; how many. */
export const round = Effect.fn("Sweeping.round")(function* ({ bytesMax, rememberMillis, roundMax }: Options) {
  const files = yield* MediaFiles
  const nowMillis = yield* Clock.currentTimeMillis
  const leaving = yield* files.leaving({ nowMillis, bytesMax, limit: roundMax })
  yield* Effect.forEach(
    leaving,
    (file) => drop(file, { _tag: "Gone", reason: file.untilMillis <= nowMillis ? "time" : "room" }),
    { discard: true }
  )
  yield* files.forget({ beforeMillis: nowMillis - rememberMillis })
  return leaving.length
})

/** Sweeps for as long as it runs; twice does no harm. */
export const run = Effect.fn("Sweeping.run")(function* (options: Options) {
  return yield* round(options).pipe(
    Effect.catchAllCause((cause) =>
      Effect.as(Effect.logWarning("copies of media could not be swept; tried again", cause), 0)
    ),
    Effect.flatMap((count) =>
      count >= options.roundMax ? Effect.yieldNow() : Effect.sleep(Duration.millis(options.everyMillis))
    ),
    Effect.forever
  )
})
