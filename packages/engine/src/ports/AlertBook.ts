import type { Alert, Kept } from "@sluice/core/alert/Alert"
import type { Severity } from "@sluice/core/alert/AlertRule"
import type { Letter } from "@sluice/core/alert/Letter"
import type { Book, Turn } from "@sluice/core/alert/Round"
import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Which alerts, newest first. */
export interface Filter {
  /** Of one account; null: of all, and of what belongs to none. */
  readonly accountId: string | null
  readonly standing?: boolean
  readonly ruleId?: string
  readonly severity?: Severity
  readonly beforeId?: number
  readonly limit: number
}

/** How a try of a letter ended. */
export interface Posted {
  readonly id: number
  /** Of the try that was claimed. */
  readonly attempt: number
  readonly state: Letter["state"]
  readonly dueMillis: number
  readonly status: number | null
  readonly detail: string | null
  readonly atMillis: number
}

/** How it goes with one channel. */
export interface ChannelReport {
  readonly channel: string
  readonly waiting: number
  /** When it took one last; null before. */
  readonly deliveredMillis: number | null
  /** When one was given up last; null where none was. */
  readonly abandonedMillis: number | null
  /** Why the newest letter that it did not take was not taken; null where every one was. */
  readonly detail: string | null
}

/**
 * Alerts, their states, and the letters that tell of them (SPEC GD-03).
 *
 * Rounds and acts follow one another: each decides on everything as it is (`core/alert/Round`), and what it answers is written in the same
 * transaction, letters included. So nothing fires without being told, and nothing is told twice, whatever dies in between.
 */
export class AlertBook extends Context.Tag("@sluice/engine/AlertBook")<
  AlertBook,
  {
    /**
     * Takes or keeps the place of the one who looks: whose it is, is the holder until `untilMillis`. False where it is somebody else's.
     */
    readonly lead: (request: {
      readonly holder: string
      readonly nowMillis: number
      readonly untilMillis: number
    }) => Effect.Effect<boolean, StoreUnavailable>
    /**
     * Decides on the whole book; `f` answers null for the turn where nothing changes. Joins the caller's transaction.
     *
     * @param holder who must have the place still, null where it does not matter. None where somebody else has it: `f` was not asked then.
     */
    readonly turn: <A>(
      holder: string | null,
      f: (book: Book) => readonly [answer: A, turn: Turn | null]
    ) => Effect.Effect<Option.Option<A>, StoreUnavailable>
    readonly list: (filter: Filter) => Effect.Effect<ReadonlyArray<Alert>, StoreUnavailable>
    readonly find: (id: number) => Effect.Effect<Option.Option<Alert>, StoreUnavailable>
    /** What is kept of these keys; a key of which nothing is has no entry. */
    readonly kept: (keys: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, Kept>, StoreUnavailable>
    /** Letters of a channel that are due, oldest first, and nobody else's until `leaseMillis` from now; each with its try counted. */
    readonly claim: (request: {
      readonly channel: string
      readonly nowMillis: number
      readonly leaseMillis: number
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<Letter>, StoreUnavailable>
    /** That a letter was delivered counts whenever it is told; anything else only for the last try that was claimed. */
    readonly record: (posted: ReadonlyArray<Posted>) => Effect.Effect<void, StoreUnavailable>
    /** By name; channels that were never written to have none. */
    readonly channels: Effect.Effect<ReadonlyArray<ChannelReport>, StoreUnavailable>
    /** Forgets alerts that recovered, and letters that were over, before `beforeMillis`. Answers how many alerts. */
    readonly forget: (beforeMillis: number) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
