import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What somebody wants no more: any message, or those that advertise. */
export type OptOutScope = "all" | "marketing"

/** Who said so: the business through our API, the recipient by a word they wrote, the platform on their behalf. */
export type OptOutSource = "api" | "keyword" | "platform"

/** Whom an opt-out is about, and towards whom. */
export interface Addressee {
  readonly accountId: string
  /** E.164. */
  readonly recipient: string
}

/** One statement of one source. Each stands by itself: what one source takes back, another may still uphold. */
export interface OptOutKey extends Addressee {
  readonly scope: OptOutScope
  readonly source: OptOutSource
}

/** An opt-out, and since when it stands. */
export interface OptOut extends OptOutKey {
  readonly sinceMillis: number
}

/** Which opt-outs are taken back. */
export interface Lift extends Addressee {
  /** Both scopes where it is left out. */
  readonly scope?: OptOutScope
  /** All sources where it is left out. */
  readonly sources?: ReadonlyArray<OptOutSource>
}

/**
 * Recipients who want no messages, or no advertising, from an account (SPEC, around it: they are never messaged).
 *
 * Asked when a message is accepted, and again by every `begin`: a message may be accepted a moment before its recipient opts out, or be
 * queued again after it.
 */
export class OptOuts extends Context.Tag("@sluice/engine/OptOuts")<
  OptOuts,
  {
    /**
     * An opt-out that stands keeps its time when it is put again. Answers how many are new.
     *
     * From its commit on no send begins that it forbids, whatever is under way beside it (`Lanes.begin`).
     */
    readonly put: (optOuts: ReadonlyArray<OptOut>) => Effect.Effect<number, StoreUnavailable>
    /** Answers how many were taken back. */
    readonly lift: (lifts: ReadonlyArray<Lift>) => Effect.Effect<number, StoreUnavailable>
    /** What stands of these addressees, in any order, each once however often it is asked for. */
    readonly of: (addressees: ReadonlyArray<Addressee>) => Effect.Effect<ReadonlyArray<OptOut>, StoreUnavailable>
    /**
     * Those of these messages that must not leave any more. Marketing is a template of that category in the account's registry, and one that
     * the registry does not know: what cannot be told apart is not sent.
     */
    readonly unwanted: (messageIds: ReadonlyArray<string>) => Effect.Effect<ReadonlySet<string>, StoreUnavailable>
    /** Of one account, in the order of (recipient, scope, source) by code points; `after` is the last one of the page before. */
    readonly list: (page: {
      readonly accountId: string
      readonly recipient?: string
      readonly after?: Omit<OptOutKey, "accountId">
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<OptOut>, StoreUnavailable>
  }
>() {}
