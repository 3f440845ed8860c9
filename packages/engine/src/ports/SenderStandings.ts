import type { State } from "@sluice/core/standing/SenderStanding"
import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A sender, and how it stands. */
export interface KeptStanding {
  /** Our own id of the sender. */
  readonly senderId: string
  readonly state: State
}

/** How senders stand (SPEC ST-01 to ST-03), for all processes: a row a sender. */
export class SenderStandings extends Context.Tag("@sluice/engine/SenderStandings")<
  SenderStandings,
  {
    /**
     * `f` decides on what is known of the sender, null where that is nothing; the state that it answers is kept, null leaves it alone. Atomic:
     * concurrent calls are applied one after the other.
     */
    readonly modify: <A>(
      senderId: string,
      f: (known: State | null) => readonly [answer: A, next: State | null]
    ) => Effect.Effect<A, StoreUnavailable>
    /** All of them, by id. */
    readonly list: Effect.Effect<ReadonlyArray<KeptStanding>, StoreUnavailable>
    /** How often anything changed. Whoever keeps what it has read asks for this alone, and reads again when it has grown. */
    readonly revision: Effect.Effect<number, StoreUnavailable>
  }
>() {}
