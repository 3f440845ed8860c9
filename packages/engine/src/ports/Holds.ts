import { isOfRecipient } from "@sluice/core/throttle/Hold"
import type { Hold } from "@sluice/core/throttle/Hold"
import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { HoldKey } from "./Lanes.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** An operator has looked at what a hold is about. */
export interface Review {
  /** Who, as the audit names them. */
  readonly by: string
  readonly atMillis: number
  /** What they found; empty where they wrote nothing. */
  readonly note: string
}

/** A hold as it is kept: numbered, so that a late review of an older one is refused. */
export interface PlacedHold {
  readonly id: number
  readonly hold: Hold
  /** The first review; null before it. */
  readonly review: Review | null
  readonly clearedMillis: number | null
  readonly clearedBy: string | null
}

/** The holds in force, and a number by which a lane tells whether others were placed since (`Lanes.begin`). */
export interface SeenHolds {
  readonly version: number
  /** Without those of single recipients, of which there may be as many as there are recipients: they are asked about by their keys. */
  readonly holds: ReadonlyArray<PlacedHold>
  /** Whether any hold of a single recipient stands. */
  readonly recipients: boolean
}

/**
 * A place in the list of holds: those of single recipients come last, since there may be as many as there are recipients; both in the order of
 * placing.
 */
export interface ListPlace {
  readonly isOfRecipient: boolean
  readonly id: number
}

/** The place of a hold in the list. */
export const listPlace = ({ hold, id }: PlacedHold): ListPlace => ({ isOfRecipient: isOfRecipient(hold), id })

/** A part of the list of holds. */
export interface ListPart {
  /** The place of the last hold that was seen; null from the start. */
  readonly after: ListPlace | null
  readonly limit: number
}

/** What a rule makes of a row of the limit ledger, and the holds that follow from it. */
export interface Ruled<A> {
  readonly answer: A
  /** The row's next state, as JSON. */
  readonly next: unknown
  readonly holds: ReadonlyArray<Hold>
  /** Kept with each of `holds` that has none yet. */
  readonly review?: Review
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
    /**
     * One atomic step on the ledger's row of `scope` and `key` (as `LedgerStore.modify`) and on the holds that follow from it: both are
     * changed, or neither is. So a ladder and its hold never disagree, whatever crashes.
     */
    readonly rule: <A>(
      scope: Hold["scope"],
      key: string,
      f: (state: unknown) => Ruled<A>
    ) => Effect.Effect<A, StoreUnavailable>
    /** Holds that are neither cleared nor over at `nowMillis`; of all keys when none are given. */
    readonly active: (
      nowMillis: number,
      keys?: ReadonlyArray<HoldKey>
    ) => Effect.Effect<ReadonlyArray<PlacedHold>, StoreUnavailable>
    /**
     * As `active` of all keys but recipients, with the number that stood then: it grows whenever a hold on single messages of lanes (`Hold.reach`) is placed or
     * changed. What reaches whole lanes is asked of each `begin` by itself.
     */
    readonly seen: (nowMillis: number) => Effect.Effect<SeenHolds, StoreUnavailable>
    /** A part of those that are neither cleared nor over at `nowMillis`, in the order of `ListPlace`. */
    readonly page: (nowMillis: number, part: ListPart) => Effect.Effect<ReadonlyArray<PlacedHold>, StoreUnavailable>
    /** Whatever became of it. */
    readonly find: (id: number) => Effect.Effect<Option.Option<PlacedHold>, StoreUnavailable>
    /** False when the hold is unknown, over or already cleared. The review is kept with it where it had none. */
    readonly clear: (id: number, review: Review) => Effect.Effect<boolean, StoreUnavailable>
  }
>() {}
