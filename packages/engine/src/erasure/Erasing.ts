import { Clock, Duration, Effect, Option } from "effect"
import type { BlobId } from "../blobs/BlobId.ts"
import { BlobStore } from "../ports/BlobStore.ts"
import { CallbackFiles } from "../ports/CallbackFiles.ts"
import { Erasures, sum } from "../ports/Erasures.ts"
import * as ErasingRound from "./ErasingRound.ts"

/** How erasing runs; milliseconds of its clock. */
export interface Options extends ErasingRound.Options {
  readonly pollMillis: number
  /** How long an act rests that waits for something to end: a round looks through whole tables, if small ones. */
  readonly waitMillis: number
  /** How long one round has an act to itself: longer than a round takes, so that it is another's only after a crash. */
  readonly leaseMillis: number
  /** How long the names of files are kept that processes with files of their own remove: longer than any of them is down. */
  readonly rememberMillis: number
}

/** For a clock that keeps real time; a faster one needs polls, waits and leases longer by as much, while `quietMillis` is a rule and stays. */
export const defaults: Options = {
  pollMillis: 1_000,
  waitMillis: 15_000,
  leaseMillis: 60_000,
  quietMillis: 600_000,
  stepMax: 200,
  callbacksMax: 2_000,
  rememberMillis: 30 * 86_400_000
}

const make = Effect.gen(function* () {
  const erasures = yield* Erasures
  const blobStore = yield* BlobStore
  const callbackFiles = yield* CallbackFiles
  const round = yield* ErasingRound.make

  /** Leads one act on; null where none is under way that nobody has. */
  const once = Effect.fn("Erasing.once")(function* (options: Options) {
    const nowMillis = yield* Clock.currentTimeMillis
    const lease = { nowMillis, untilMillis: nowMillis + options.leaseMillis }
    const claimed = Option.getOrNull(yield* erasures.claim(lease))
    if (claimed === null) return null
    const { blobs, counts, isOver, place } = yield* round(claimed, options)
    const endMillis = yield* Clock.currentTimeMillis
    const isIdle = Object.values(counts).every((count) => count === 0) && place.callbackId === claimed.place.callbackId
    const untilMillis = endMillis + (isIdle ? options.waitMillis : options.pollMillis)
    yield* erasures.advance(claimed.id, { counts: sum(claimed.counts, counts), place, blobs, untilMillis })
    if (isOver) yield* erasures.end(claimed.id, endMillis)
    return { id: claimed.id, isOver }
  })

  /**
   * Files of this process that an erasure of any process took out of a callback; not those that another account has as well, or that somebody has sent
   * again since.
   */
  const removeFiles = Effect.fnUntraced(function* (removed: Set<BlobId>) {
    const named = (yield* erasures.blobs).filter((blob) => !removed.has(blob))
    if (named.length === 0) return
    const stillKnown = yield* callbackFiles.known(named)
    for (const blob of named) {
      if (stillKnown.has(blob)) continue
      yield* blobStore.remove(blob)
      removed.add(blob)
    }
  })

  return { once, removeFiles }
})

/** Leads one erasure on by a round, for tests and for whoever runs it by hand. */
export const once = (options: Options) => Effect.flatMap(make, (erasing) => erasing.once(options))

/**
 * Leads every erasure on to its end (docs/people.md). Run it in every server, as each may have files of its own: an act is one server's at a time, and what
 * a dead one left is taken over when its lease is over.
 */
export const run = Effect.fn("Erasing.run")(function* (options: Options) {
  const erasures = yield* Erasures
  const erasing = yield* make
  const removed = new Set<BlobId>()
  return yield* Effect.gen(function* () {
    const led = yield* erasing.once(options)
    if (led !== null && led.isOver) yield* Effect.logInfo("a recipient's data have been erased", { erasure: led.id })
    yield* erasing.removeFiles(removed)
    const nowMillis = yield* Clock.currentTimeMillis
    yield* erasures.forget(nowMillis - options.rememberMillis)
  }).pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("an erasure could not be led on; tried again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.pollMillis))),
    Effect.forever
  )
})
