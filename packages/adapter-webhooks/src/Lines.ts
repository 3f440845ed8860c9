import { Clock, Duration, Effect, RcMap, type Scope } from "effect"
import type { Agent } from "undici"
import * as Room from "./Room.ts"

/** Real milliseconds, whatever clock the engine runs on. */
export interface Options {
  /** Requests of one holder that are under way at the same time, and its connections. */
  readonly connectionsMax: number
  /** Requests of all holders that are under way at the same time (`Room`). */
  readonly overallMax: number
  /** After the last request of a holder its connections are closed, whatever the receiver says of keeping them. */
  readonly idleMillisMax: number
}

interface Line {
  readonly agent: Agent
  readonly room: Effect.Semaphore
}

/** Runs one request over the connections of its holder, as soon as the holder has room for it, and all together have. */
export type Over = <A, E>(asker: Room.Asker, use: (agent: Agent) => Effect.Effect<A, E>) => Effect.Effect<A, E>

/**
 * Connections of each holder's own, such as of each subscription.
 *
 * Undici bounds connections by origin. Were they shared, a holder that hangs would take all that lead to its host, and requests of others would
 * wait behind it. What is over the bound waits here and not in undici, so that `use` begins when the request may leave, and a time limit that
 * begins in it counts no waiting.
 *
 * Who is silent for `idleMillisMax` holds nothing any more: the cost is of the holders that are busy, however many there are.
 *
 * @param dial makes what requests go through, for a number of connections; it is asked once for each time that a holder is busy.
 */
export const make = (
  { connectionsMax, idleMillisMax, overallMax }: Options,
  dial: (connections: number) => Agent
): Effect.Effect<Over, never, Scope.Scope> =>
  Effect.gen(function* () {
    const line = Effect.gen(function* () {
      const agent = yield* Effect.acquireRelease(
        Effect.sync(() => dial(connectionsMax)),
        (made) => Effect.promise(() => made.destroy())
      )
      const room = yield* Effect.makeSemaphore(connectionsMax)
      const made: Line = { agent, room }
      return made
    })
    const lines = yield* RcMap.make<string, Line, never, Scope.Scope>({
      lookup: () => line,
      idleTimeToLive: Duration.millis(idleMillisMax)
    })
    const within = Room.make(overallMax)
    return (asker, use) =>
      RcMap.get(lines, asker.holder).pipe(
        Effect.flatMap(({ agent, room }) => room.withPermits(1)(within(asker)(use(agent)))),
        Effect.scoped,
        Effect.withClock(Clock.make())
      )
  })
