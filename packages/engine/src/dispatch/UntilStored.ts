import { Effect, Schedule } from "effect"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"

const schedule = Schedule.exponential("100 millis", 2).pipe(Schedule.union(Schedule.spaced("5 seconds")))

/**
 * Asks the store until it takes it: for facts that exist nowhere else yet, such as the answer to a send (RT-03).
 *
 * Whatever is given must be idempotent, since the store may have taken it without being able to say so.
 */
export const retry = <A, R>(effect: Effect.Effect<A, StoreUnavailable, R>): Effect.Effect<A, never, R> =>
  effect.pipe(
    Effect.tapError((error) => Effect.logWarning("a fact waits for the store", error)),
    Effect.retry(schedule),
    Effect.orDie
  )
