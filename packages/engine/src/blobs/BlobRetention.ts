import { Clock, Duration, Effect } from "effect"
import { BlobStore } from "../ports/BlobStore.ts"
import { CallbackFiles } from "../ports/CallbackFiles.ts"
import { CallbackLog, dayMillis } from "../ports/CallbackLog.ts"

/** How the forgetting of blobs runs; milliseconds of its clock. */
export interface Options {
  readonly everyMillis: number
  /** How long callbacks are kept as they came: their files are kept as long. */
  readonly keepMillis: number
}

/**
 * From when on blobs are needed: the log forgets by whole days, and never a day on which something is pending, so a file outlives every record that refers
 * to it.
 */
const neededSinceMillis = (
  { keepMillis }: Pick<Options, "keepMillis">,
  oldestPendingMillis: number | null,
  nowMillis: number
): number => Math.min(nowMillis - keepMillis, oldestPendingMillis ?? nowMillis) - dayMillis

/** Forgets the blobs that no stored callback needs any more, and whose they were. Run it in every server: each may have a directory of its own; twice does no harm. */
export const run = Effect.fn("BlobRetention.run")(function* (options: Options) {
  const blobs = yield* BlobStore
  const files = yield* CallbackFiles
  const log = yield* CallbackLog
  return yield* Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const oldestPendingMillis = yield* log.oldestPendingMillis
    const beforeMillis = neededSinceMillis(options, oldestPendingMillis, nowMillis)
    // First whose they are: nobody is led to a file that is going.
    yield* files.forget({ beforeMillis })
    yield* blobs.forget({ beforeMillis })
  }).pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("old media could not be forgotten; tried again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever
  )
})
