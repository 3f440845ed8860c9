import { Duration, Effect, Fiber } from "effect"

/** How the rounds of a lane come to their end. */
export interface Ending {
  /** Told to stop, they stop after the step that must not be cut. */
  readonly rounds: Effect.Effect<void, unknown>
  /** Waits for the answers that are owed, and records them. */
  readonly drain: Effect.Effect<void>
  /** The place and what goes with it are given back. */
  readonly leave: Effect.Effect<void>
  /** How long the answers may take, and the store to record them. */
  readonly drainMillis: number
  /** The time was up before all was recorded. */
  readonly tooLate: Effect.Effect<void>
}

/** How long a lane takes at most to tell that it has left: the next one need not know. */
const leaveMillis = 1_000

/**
 * Waits for the end of something, but no longer than it may take. Facts are told to the store until it takes them, so while the store is away
 * neither the rounds nor the drain can be ended: they are left behind. What they then still tell is taken where it holds by then, as from any
 * lane that lost its place; what is not told is open, and the next lane's to settle (RT-03, RT-04).
 */
const patiently = (ending: Effect.Effect<void>, millisMax: number, late: Effect.Effect<void>) =>
  // In fibers of their own: the lane's may be interrupted already, and a time limit has to be able to interrupt.
  Effect.forkDaemon(Effect.interruptible(ending)).pipe(
    Effect.flatMap((fiber) =>
      Fiber.await(fiber).pipe(
        Effect.timeoutTo({
          duration: Duration.millis(millisMax),
          onSuccess: () => Effect.void,
          onTimeout: () => late
        }),
        Effect.flatten,
        Effect.interruptible,
        Effect.forkDaemon
      )
    ),
    Effect.flatMap(Fiber.await)
  )

/** Runs the rounds until they end or are told to; either way what is owed is taken over, and the place given back, in its time. */
export const run = <E>({
  drain,
  drainMillis,
  leave,
  rounds,
  tooLate
}: Ending & { readonly rounds: Effect.Effect<void, E> }) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDaemon(Effect.interruptible(rounds)), (fiber) =>
      restore(Fiber.join(fiber)).pipe(
        Effect.ensuring(patiently(Effect.andThen(Fiber.interrupt(fiber), drain), drainMillis, tooLate)),
        Effect.ensuring(patiently(leave, leaveMillis, Effect.logWarning("the store was away when the lane ended")))
      )
    )
  )
