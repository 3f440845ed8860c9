import { Clock, Duration, Effect } from "effect"
import { Lanes } from "../ports/Lanes.ts"

/** How often the dispatcher looks, and how often it repeats a wake-up; milliseconds of its clock. */
export interface Options {
  readonly pollMillis: number
  /** Shorter than a lane's idle time: a lane with work is never put to sleep, and a lost wake-up is repeated. */
  readonly rewakeMillis: number
}

/**
 * Wakes the lane of every sender that has due work (DESIGN.md, how a message flows).
 *
 * Run it once in the whole deployment; twice does no harm. It keeps nothing that matters: after a crash the next one wakes every
 * lane again. A store that is away, or a lane that cannot be woken, is logged and tried again at the next look.
 *
 * @param wake asks the lane of a sender to run; it must not wait for the lane's work.
 */
export const run = <R>(
  options: Options,
  wake: (senderId: string) => Effect.Effect<void, unknown, R>
): Effect.Effect<never, never, R | Lanes> =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const wokenMillis = new Map<string, number>()

    const look = Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      const senders = yield* lanes.withWork(nowMillis)
      const due = senders.filter((id) => nowMillis - (wokenMillis.get(id) ?? -Infinity) >= options.rewakeMillis)
      // Forget the senders that have none, so that the map holds no more than the work does.
      const busy = new Set(senders)
      for (const id of wokenMillis.keys()) if (!busy.has(id)) wokenMillis.delete(id)
      yield* Effect.forEach(
        due,
        (id) =>
          wake(id).pipe(
            Effect.tap(() => Effect.sync(() => wokenMillis.set(id, nowMillis))),
            Effect.catchAllCause((cause) => Effect.logWarning("a lane could not be woken; it is tried again", cause))
          ),
        { concurrency: 16, discard: true }
      )
    })

    return yield* look.pipe(
      Effect.catchAllCause((cause) =>
        Effect.logWarning("the dispatcher could not look for work; it tries again", cause)
      ),
      Effect.andThen(Effect.sleep(Duration.millis(options.pollMillis))),
      Effect.forever
    )
  })
