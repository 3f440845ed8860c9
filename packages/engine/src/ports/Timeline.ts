import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A second of a sender's timeline, and how many more moments are given in it; negative to take some back. */
export interface Advance {
  readonly senderId: string
  /** Unix seconds. */
  readonly second: number
  readonly by: number
}

/**
 * How many moments were given in each second of each sender's timeline (SPEC WH-07): the counters alone, the rule is
 * `callback/Timestamp`.
 */
export class Timeline extends Context.Tag("@sluice/engine/Timeline")<
  Timeline,
  {
    /**
     * Adds to the counters, and answers what each was before, in the order of `steps`; a second that was never asked for was 0. Names each second
     * of a sender once.
     *
     * The counters are the caller's until its transaction ends: whoever asks for one of them meanwhile waits.
     */
    readonly advance: (
      steps: ReadonlyArray<Advance>,
      nowMillis: number
    ) => Effect.Effect<ReadonlyArray<number>, StoreUnavailable>
    /** Forgets seconds that were last asked for on a day of UTC that ended before `beforeMillis`, and answers how many. */
    readonly forget: (beforeMillis: number) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
