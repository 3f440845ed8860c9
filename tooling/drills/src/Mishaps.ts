import { Data, Effect, Random } from "effect"
import type { Options } from "./Drill.ts"

/** One thing that goes wrong while messages are under way, and what is waited before it. */
export type Mishap = Data.TaggedEnum<{
  /** kill -9 of the worker at this place among those that run, 0 to 1; another takes its place. */
  WorkerKilled: { readonly pauseMillis: number; readonly place: number }
  /**
   * The database goes and comes back on the same port and data: its main process killed with -9, so that it recovers from its log, or told to
   * end, so that it tells its clients.
   */
  DatabaseRestarted: {
    readonly pauseMillis: number
    readonly how: "killed" | "stopped"
    readonly downMillis: number
  }
  /** The platform keeps its callbacks to itself for a while, and then delivers them all. */
  CallbacksLate: { readonly pauseMillis: number; readonly lastsMillis: number }
}>
const mishaps = Data.taggedEnum<Mishap>()
const { CallbacksLate, DatabaseRestarted, WorkerKilled } = mishaps
export const match = mishaps.$match

/** How much of each. */
interface Amount {
  readonly kills: number
  readonly restarts: number
  readonly silences: number
  /** Between two of them, from and to: a fleet that is killed faster than the cluster notices never sends. */
  readonly pauseMillis: readonly [min: number, max: number]
}

const amounts = ({ short }: Pick<Options, "short">): Amount =>
  short
    ? { kills: 2, restarts: 1, silences: 1, pauseMillis: [1_500, 3_000] }
    : { kills: 20, restarts: 2, silences: 3, pauseMillis: [3_000, 6_000] }

/** As long as a failover or a restart of a well-kept database takes. */
const downMillis = [500, 3_000] as const

/** Short of what an uncertain send waits: past that the policy may decide against a callback that is still to come. */
const silenceMillis = [1_000, 3_000] as const

/**
 * What goes wrong, in order, drawn from the seed alone: the kills evenly drawn out, the restarts and silences spread between them, of the
 * restarts every other one the hard way, the first among them.
 */
export const drawn = (options: Pick<Options, "seed" | "short">): Effect.Effect<ReadonlyArray<Mishap>> => {
  const random = Random.make(options.seed)
  const { kills, pauseMillis, restarts, silences } = amounts(options)
  const within = ([min, max]: readonly [number, number]) => random.nextIntBetween(min, max + 1)
  /** The numbers of the kills after which the `count` others of a kind come. */
  const places = (count: number): ReadonlySet<number> =>
    new Set(Array.from({ length: count }, (_, index) => Math.floor(((index + 1) * kills) / (count + 1))))
  const restartAfter = places(restarts)
  const silenceAfter = places(silences)
  return Effect.gen(function* () {
    const found: Array<Mishap> = []
    let restarted = 0
    for (let kill = 1; kill <= kills; kill++) {
      found.push(WorkerKilled({ pauseMillis: yield* within(pauseMillis), place: yield* random.next }))
      if (silenceAfter.has(kill)) {
        found.push(
          CallbacksLate({ pauseMillis: yield* within(pauseMillis), lastsMillis: yield* within(silenceMillis) })
        )
      }
      if (restartAfter.has(kill)) {
        const how = restarted++ % 2 === 0 ? "killed" : "stopped"
        found.push(
          DatabaseRestarted({ pauseMillis: yield* within(pauseMillis), how, downMillis: yield* within(downMillis) })
        )
      }
    }
    return found
  })
}
