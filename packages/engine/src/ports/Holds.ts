import type { Hold } from "@sluice/core/throttle/Hold"
import type { Effect } from "effect"
import { Context } from "effect"
import type { HoldKey } from "./Lanes.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A hold as it is kept: numbered, so that a late review of an older one is refused. */
export interface PlacedHold {
  readonly id: number
  readonly hold: Hold
  readonly clearedMillis: number | null
  readonly clearedBy: string | null
}

/** Holds at every scope, seen by all processes at once (RL-06, RL-07). */
export class Holds extends Context.Tag("@sluice/engine/Holds")<
  Holds,
  {
    /**
     * Idempotent: a hold of the same scope, key, level and number replaces what was known of it (it grew longer, it was reviewed),
     * and keeps its id. One that was cleared stays so.
     */
    readonly place: (hold: Hold) => Effect.Effect<PlacedHold, StoreUnavailable>
    /** Holds that are neither cleared nor over at `nowMillis`; of all keys when none are given. */
    readonly active: (
      nowMillis: number,
      keys?: ReadonlyArray<HoldKey>
    ) => Effect.Effect<ReadonlyArray<PlacedHold>, StoreUnavailable>
    /** False when the hold is unknown, over or already cleared. */
    readonly clear: (id: number, by: string, nowMillis: number) => Effect.Effect<boolean, StoreUnavailable>
  }
>() {}
