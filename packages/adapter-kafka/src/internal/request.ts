import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Clock, Duration, Effect } from "effect"

/** Timeouts of the network run on the wall clock, however fast the engine's is. */
export const wall = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withClock(effect, Clock.make())

/** The brokers did not answer in time. */
const late = (millis: number) => new Error(`no answer within ${millis} ms`)

/**
 * One request to the brokers, or several that belong together. What fails, or takes longer than `millisMax`, is a store that is away: with
 * Kafka as with any other, callers may try again.
 */
export const request = <A>(
  operation: string,
  millisMax: number,
  run: () => Promise<A>
): Effect.Effect<A, StoreUnavailable> =>
  Effect.tryPromise({ try: run, catch: (cause) => new StoreUnavailable({ operation, cause }) }).pipe(
    Effect.timeoutFail({
      duration: Duration.millis(millisMax),
      onTimeout: () => new StoreUnavailable({ operation, cause: late(millisMax) })
    }),
    wall
  )
