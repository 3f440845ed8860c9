import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Clock, Effect } from "effect"

/** Timeouts of the network run on the wall clock, however fast the engine's is. */
export const wall = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withClock(effect, Clock.make())

/** The brokers did not answer in time. */
const late = (millis: number) => new Error(`no answer within ${millis} ms`)

/**
 * `run`, or the failure that it took too long. A timer and no fiber that races it: callbacks wait for this a hundred times a second, and a fiber that
 * comes and goes in the set of another's children keeps what it held from being collected while it is young.
 */
const within = <A>(millisMax: number, run: () => Promise<A>): Promise<A> =>
  new Promise((resolve, reject) => {
    const running = run()
    const timer = setTimeout(() => reject(late(millisMax)), millisMax)
    running.finally(() => clearTimeout(timer)).then(resolve, reject)
  })

/**
 * One request to the brokers, or several that belong together. What fails, or takes longer than `millisMax` (of the wall clock, however fast the engine's is),
 * is a store that is away: with Kafka as with any other, callers may try again.
 */
export const request = <A>(
  operation: string,
  millisMax: number,
  run: () => Promise<A>
): Effect.Effect<A, StoreUnavailable> =>
  Effect.tryPromise({
    try: () => within(millisMax, run),
    catch: (cause) => new StoreUnavailable({ operation, cause })
  })
