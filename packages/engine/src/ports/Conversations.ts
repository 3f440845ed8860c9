import type { Effect } from "effect"
import { Context } from "effect"
import type { Dealt } from "./Outbox.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What is asked about some people before messages to them are dealt to the senders of a pool. */
export interface Asked {
  readonly accountId: string
  /** The senders of the pool: what others wrote or heard does not count. */
  readonly senderIds: ReadonlyArray<string>
  /** E.164. */
  readonly recipients: ReadonlyArray<string>
  /** Who wrote before this does not count as heard. */
  readonly heardSinceMillis: number
  /** A sender that messages are to be taken from: what it wrote does not count; null where none is. */
  readonly leaving: string | null
}

/** Where the conversation with one person stands. */
export interface Known {
  /** Who was given the last message to them; null where nobody was. */
  readonly lastSenderId: string | null
  /** Whether anything to them is queued, under way or uncertain there: what comes later must stay behind it. */
  readonly isOpen: boolean
  /** Who heard from them since then, the latest first. */
  readonly heardBy: ReadonlyArray<string>
}

/** All that is open between a sender and a person: none of it has begun, and all of it was dealt, out of one pool. */
export interface Movable {
  readonly accountId: string
  readonly recipient: string
  readonly pool: string
  readonly units: number
  /** Whether any of it may only go to somebody who wrote lately: everything but templates (CLOUD_API 3.3, 131047). */
  readonly needsWindow: boolean
}

/** One conversation that goes from one sender to another. */
export interface Move {
  readonly recipient: string
  readonly toSenderId: string
  readonly dealt: Dealt
}

/**
 * Who writes to whom, out of several senders that take turns (RL-10).
 *
 * A conversation is what one sender has with one person; its order is kept by the sender's lane. So it moves as a whole or not at all.
 */
export class Conversations extends Context.Tag("@sluice/engine/Conversations")<
  Conversations,
  {
    /** In the order of `recipients`; one statement. */
    readonly known: (asked: Asked) => Effect.Effect<ReadonlyArray<Known>, StoreUnavailable>
    /** Conversations of a sender that may move, in the order of their recipients; `after` is the last one of the page before. */
    readonly movable: (page: {
      readonly senderId: string
      readonly after?: string
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<Movable>, StoreUnavailable>
    /**
     * Moves conversations, each as a whole and atomically: one of which anything has begun meanwhile, or was handed to this sender by name, stays.
     * A lane that is about to begin one of the messages either has begun it before, or cannot any more. Answers how many messages moved; each
     * tells it in its history.
     */
    readonly move: (request: {
      readonly fromSenderId: string
      readonly moves: ReadonlyArray<Move>
      readonly nowMillis: number
    }) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
