import type { Provider } from "@sluice/core/callback/providers/Provider"
import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { Processed, StoredCallback } from "./CallbackLog.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What may be said of a stored callback; the first is its verdict until it has been processed. */
export const verdicts = ["pending", "processed", "quarantined", "malformed", "bad-signature"] as const
/** One of these words. */
export type Verdict = (typeof verdicts)[number]

/** Which callbacks. Left out means any. */
export interface Filter {
  /** Those of these accounts; of none there is nothing. */
  readonly accountIds: ReadonlyArray<string>
  readonly provider?: Provider
  readonly verdict?: Verdict
  /** Received at this time or later. */
  readonly sinceMillis?: number
  /** Received before this time. */
  readonly untilMillis?: number
}

/** Where a page begins: after the callback that was received then and has this id. */
export interface Position {
  readonly receivedMillis: number
  readonly id: number
}

/** A page of what the filter lets through, newest first. */
export interface Request extends Filter {
  readonly after?: Position
  readonly limit: number
}

/** A stored callback without its body. */
export interface Entry {
  readonly id: number
  readonly accountId: string
  readonly provider: Provider
  readonly receivedMillis: number
  readonly contentType: string | null
  readonly bodyBytes: number
  readonly verdict: Verdict
  /** What processing made of it; null while it is pending. */
  readonly report: Processed["report"] | null
}

/** The same with its body. */
export interface Kept extends Entry {
  readonly body: Uint8Array
  /** Of the callback as it came: with it, the files that were taken out of the body are proved to be back in their places (WH-06). */
  readonly digest: Uint8Array
}

/**
 * Stored callbacks before people: looked through, read again, put back (SPEC WH-10).
 *
 * It is the same table as the callback log's, whichever log takes callbacks in: what came over Kafka is here once it was processed.
 */
export class CallbackArchive extends Context.Tag("@sluice/engine/CallbackArchive")<
  CallbackArchive,
  {
    readonly list: (request: Request) => Effect.Effect<ReadonlyArray<Entry>, StoreUnavailable>
    readonly find: (id: number) => Effect.Effect<Option.Option<Kept>, StoreUnavailable>
    /**
     * Whole callbacks, newest first: up to `limit`, and no more bytes than `handedBytesMax` of the callback log. What was not believed (`bad-signature`)
     * is never handed out to be read, and neither is one that erasing a person left empty.
     */
    readonly read: (request: Request) => Effect.Effect<ReadonlyArray<StoredCallback>, StoreUnavailable>
    /**
     * Makes callbacks pending again, and answers which of them: those that were processed, quarantined or malformed. What was not believed is never
     * processed, what is pending is so already, and one that erasing a person left empty has nothing to tell.
     */
    readonly reopen: (ids: ReadonlyArray<number>) => Effect.Effect<ReadonlyArray<number>, StoreUnavailable>
  }
>() {}
