import type { Effect } from "effect"
import type { Platform } from "./Platform.ts"
import type { Queue } from "./Scenario.ts"

/** A way to send, in the contest. */
export interface Contestant {
  /** The way, its setting, and what it does after a refusal. */
  readonly name: string
  /**
   * Sends everything that is queued, as fast as this way goes, on the clock of its fiber, which shows virtual time.
   *
   * It ends when everything is through, or never: it is interrupted when the scenario is over.
   */
  readonly run: (platform: Platform, queues: ReadonlyArray<Queue>, seed: string) => Effect.Effect<void>
}
