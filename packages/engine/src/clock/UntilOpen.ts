import { Effect, FiberId } from "effect"

/**
 * Waits until the latch is open, which it is after `pause` at the latest. A race of two fibers does the same, at several times the cost, and whoever gathers
 * what comes waits hundreds of times a second.
 *
 * @param pause by whichever clock the waiting goes.
 */
export const orAfter = (latch: Effect.Latch, pause: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.flatMap(Effect.fork(Effect.andThen(pause, latch.open)), (timer) =>
    Effect.ensuring(
      latch.await,
      Effect.sync(() => timer.unsafeInterruptAsFork(FiberId.none))
    )
  )
