import { Clock, Data, Duration, Effect, Either, Exit, type Scope } from "effect"
import * as UntilOpen from "../clock/UntilOpen.ts"
import { CallbackLog, type NewCallback } from "../ports/CallbackLog.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"

/** More callbacks wait to be stored than memory should hold: the sender repeats what is refused (WH-03). */
export class IntakeFull extends Data.TaggedError("IntakeFull") {}

/** Bounds of what waits and of what one statement carries. */
export interface Options {
  readonly flushRowsMax: number
  readonly flushBytesMax: number
  /**
   * From the beginning of one flush to the beginning of the next, at least, where they carry more than a few callbacks and fewer than many; milliseconds of
   * the machine.
   */
  readonly flushApartMillis: number
  /** So many are worth a flush at once. */
  readonly flushRowsMany: number
  readonly waitingRowsMax: number
  readonly waitingBytesMax: number
  /** A flush that fails after so long tells those who wait as well: the store is silent, and each group would wait as long again. */
  readonly silentMillis: number
  /** How long the end of the process waits for what was taken in to be stored. */
  readonly drainMillis: number
}

/**
 * One statement carries up to 500 callbacks or 8 MB: larger gains little and makes the first of them wait. 64 MB may wait,
 * some seconds of the heaviest traffic; beyond that refusing is kinder than running out of memory.
 *
 * A flush costs process and store as much as several callbacks do, whatever it carries. Left to themselves they follow each other as quickly as the store
 * answers, and at a thousand callbacks a second take the time that the callbacks then lack: so there are no more than a hundred a second, and whoever waits
 * for one loses 5 ms on average. Where 128 wait, what a flush costs is little to each of them, and under the heaviest traffic none waits for the time.
 */
export const defaults: Options = {
  flushRowsMax: 500,
  flushBytesMax: 8 * 1024 * 1024,
  flushApartMillis: 10,
  flushRowsMany: 128,
  waitingRowsMax: 50_000,
  waitingBytesMax: 64 * 1024 * 1024,
  silentMillis: 1_000,
  drainMillis: 10_000
}

/** Up to so many callbacks in a flush are few: there is nothing to be saved by waiting for more, and a sender that asks one by one is not held up. */
const fewRows = 3

/** What became of a callback that is durable now. */
export type Appended = "appended" | "duplicate"

/** What became of a callback that was to be appended. */
export type Result = Exit.Exit<Appended, StoreUnavailable | IntakeFull>

interface Waiting {
  readonly callback: NewCallback
  readonly done: (result: Result) => void
}

/**
 * Appends one callback, and tells when it is durable, or that it is not.
 *
 * A plain function and no Effect: a fiber for each callback would cost as much as the rest of its way through the intake.
 */
export type Append = (callback: NewCallback, done: (result: Result) => void) => void

/**
 * Grouped commit: callbacks that arrive while one flush runs go together in the next (DESIGN.md, callback).
 *
 * A flush begins as soon as the one before it has ended, so a lone callback waits for nobody, and under load each statement
 * carries what came during the last, and during `flushApartMillis` at least, unless many have come before that. A flush that fails is told to everyone in
 * it; where the store was silent for long before that, to everyone who waits, so that their senders hear of it in time to repeat. When the
 * scope closes, what was taken in is stored first.
 *
 * @param clock of the machine, however fast the engine's is: it is the machine's work that is saved.
 */
export const make = Effect.fn("GroupedAppend.make")(function* (
  options: Options,
  clock: Clock.Clock = Clock.make()
): Effect.fn.Return<Append, never, CallbackLog | Scope.Scope> {
  const log = yield* CallbackLog
  const work = yield* Effect.makeLatch(false)
  const idle = yield* Effect.makeLatch(true)
  /** Open while enough wait for a flush of their own. */
  const many = yield* Effect.makeLatch(false)
  let waiting: Array<Waiting> = []
  let bytes = 0
  let closing = false
  let nextMillis = -Infinity

  /** Until the next flush may begin. A clock that was set back holds nobody for longer. */
  const apart = Effect.suspend(() => {
    const leftMillis = Math.min(nextMillis - clock.unsafeCurrentTimeMillis(), options.flushApartMillis)
    if (leftMillis <= 0 || waiting.length >= options.flushRowsMany) return Effect.void
    many.unsafeClose()
    return UntilOpen.orAfter(many, clock.sleep(Duration.millis(leftMillis)))
  })

  /** The next group, in order of arrival: at least one, and no more than the bounds of a flush. */
  const nextGroup = (): ReadonlyArray<Waiting> => {
    let count = 0
    let groupBytes = 0
    for (const { callback } of waiting) {
      groupBytes += callback.body.length
      if (count > 0 && (count >= options.flushRowsMax || groupBytes > options.flushBytesMax)) break
      count += 1
    }
    const group = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return group
  }

  const flush = Effect.gen(function* () {
    yield* work.await
    yield* apart
    const group = nextGroup()
    nextMillis = group.length > fewRows ? clock.unsafeCurrentTimeMillis() + options.flushApartMillis : -Infinity
    const beganMillis = clock.unsafeCurrentTimeMillis()
    const exit = yield* Effect.exit(log.append(group.map(({ callback }) => callback)))
    if (Exit.isFailure(exit))
      yield* Effect.logWarning("callbacks could not be stored; their senders repeat them", exit.cause)
    const wasSilent = Exit.isFailure(exit) && clock.unsafeCurrentTimeMillis() - beganMillis >= options.silentMillis
    const told = wasSilent ? [...group, ...waiting] : group
    if (wasSilent) waiting = []
    for (const [index, { callback, done }] of told.entries()) {
      bytes -= callback.body.length
      // Whoever is told must not stop the others from being told.
      Either.try(() => done(Exit.map(exit, (appended) => appended[index] ?? "appended")))
    }
    if (waiting.length > 0) return
    work.unsafeClose()
    idle.unsafeOpen()
  })
  yield* Effect.forkScoped(Effect.forever(flush))
  yield* Effect.addFinalizer(() => {
    closing = true
    // Interruptible by its own time limit, which a finalizer would forbid.
    return Effect.timeoutOption(Effect.interruptible(idle.await), Duration.millis(options.drainMillis))
  })

  return (callback, done) => {
    const full = waiting.length >= options.waitingRowsMax || bytes + callback.body.length > options.waitingBytesMax
    if (closing || full) return done(Exit.fail(new IntakeFull()))
    waiting.push({ callback, done })
    bytes += callback.body.length
    idle.unsafeClose()
    work.unsafeOpen()
    if (waiting.length >= options.flushRowsMany) many.unsafeOpen()
  }
})
