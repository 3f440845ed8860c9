import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A conversation between one of our numbers and a person. */
export interface Conversation {
  readonly senderId: string
  /** E.164. */
  readonly recipient: string
}

/** The person wrote to the number. */
export interface Heard extends Conversation {
  readonly atMillis: number
}

/** What is known of a conversation's window. */
export interface LastHeard {
  /** When the person wrote last; null where nothing is on record. */
  readonly lastMillis: number | null
  /** Since when messages to this number are heard at all; null where none ever was. Before that, silence proves nothing. */
  readonly hearingSinceMillis: number | null
}

/**
 * Who wrote to which of our numbers lately: whoever did may be written to freely for a while (CLOUD_API 3.3, 131047).
 *
 * Written by whoever processes callbacks, in the order in which they come; what is older than what is known changes nothing.
 */
export class ServiceWindows extends Context.Tag("@sluice/engine/ServiceWindows")<
  ServiceWindows,
  {
    readonly note: (heard: ReadonlyArray<Heard>) => Effect.Effect<void, StoreUnavailable>
    /** In the order of `conversations`. */
    readonly lastHeard: (
      conversations: ReadonlyArray<Conversation>
    ) => Effect.Effect<ReadonlyArray<LastHeard>, StoreUnavailable>
    /** Forgets conversations last heard before `beforeMillis`, and answers how many. Since when a number is heard is kept. */
    readonly expire: (beforeMillis: number) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
