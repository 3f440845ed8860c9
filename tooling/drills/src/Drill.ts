import type { Provider } from "@sluice/cli/stack/Seat"
import type { Effect } from "effect"

/** How a drill is run. */
export interface Options {
  /** Decides which processes are killed, and when: the same seed kills at the same places. */
  readonly seed: string
  /** Fewer kills, for continuous integration. */
  readonly short: boolean
  /** At whom the senders are; for a drill that moves them, where to. */
  readonly provider: Provider
  /** The built worker of another version, for drills that run two side by side; null where this one plays both. */
  readonly beside: string | null
  /** A line about what happens now. */
  readonly say: (line: string) => Effect.Effect<void>
}

/** What a drill counted, in the order in which it is printed. */
export interface Figures {
  readonly counts: ReadonlyArray<readonly [name: string, value: string | number]>
  /** What must not be and is; empty where the drill holds. */
  readonly faults: ReadonlyArray<string>
}

/** One way in which a process can fail, and what must hold all the same. */
export interface Drill {
  readonly name: string
  readonly describe: string
  /** The drill whose short form holds the same; left out where none does. */
  readonly coveredBy?: string
  /** It plays the platform's own part itself, so it cannot be held at another provider. */
  readonly platformOnly?: true
  /** After this it is broken off, and counts as failed. */
  readonly secondsMax: (options: Options) => number
  /** @param databaseServer a PostgreSQL on which it makes a database of its own. */
  readonly run: (databaseServer: string, options: Options) => Effect.Effect<Figures, Error>
}
