import type { Content } from "@sluice/core/message/OutboundMessage"
import type { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import type { State } from "@sluice/core/delivery/MessageState"
import type { Tries } from "@sluice/core/retry/Tries"
import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Why a message of a pool has the sender that it has (RL-10): small JSON without numbers, which its history shows. */
export interface Dealt {
  /** Id of the pool that the caller named. */
  readonly pool: string
  /**
   * `turn`: it was its turn, by free budget. `conversation`: it wrote to the recipient last, or heard from them last. `order`: an earlier message
   * to the recipient is not done there. `window`: the recipient may be written to freely by it. `soonest`: all were held, and it is free first.
   */
  readonly because: "turn" | "conversation" | "order" | "window" | "soonest"
  /** The sender that the conversation, or the message itself, had before; null where it stays or none had it. */
  readonly leaves: string | null
}

/** A message as it enters the outbox. Times are epoch milliseconds of the engine's clock. */
export interface NewMessage {
  /** uuid v7: sorts by time of acceptance. */
  readonly id: string
  readonly accountId: string
  readonly senderId: string
  /** E.164. */
  readonly recipient: string
  readonly content: Content
  readonly replyTo: string | null
  /** Which breaker and weight apply (RL-02, MD-03). */
  readonly kind: "text" | "media"
  readonly units: number
  /** Lower goes first within a sender; single messages 100, bulk 200. */
  readonly priority: number
  readonly dueMillis: number
  readonly acceptedMillis: number
  /** The caller's key, unique within an account (RT-05). */
  readonly idempotencyKey: string | null
  /** Digest of the request: tells an honest repeat from a key used for something else. */
  readonly requestDigest: string
  /** Left out where the caller named the sender itself: then it stays with that one. */
  readonly dealt?: Dealt
  /** What the caller wants to hear back with every status, word for word; left out where it gave none (CLOUD_API 3.1). */
  readonly callerData?: string
}

/** What became of one row handed to `enqueue`. */
export type Enqueued =
  | { readonly _tag: "Queued"; readonly id: string }
  /** The idempotency key is known: `id` is the earlier message; `sameRequest` tells whether the digests agree. */
  | { readonly _tag: "Repeated"; readonly id: string; readonly sameRequest: boolean }

/** Why a message is where it is, in words and codes of the catalogue (SF-01). */
export interface MessageFailure {
  readonly cause: string
  readonly code: number | null
  readonly httpStatus: number | null
  readonly detail: string
  readonly remedy: string
}

/** A message as the outbox holds it. */
export interface Message extends NewMessage {
  readonly state: State
  /** Furthest status the callbacks have shown; null before the first. */
  readonly delivery: DeliveryStatus | null
  readonly attempts: number
  /** When the first attempt began: deadlines of retry plans count from it (RT-01); null before. */
  readonly firstAttemptMillis: number | null
  /** Attempts made before the message was last replayed: its retry plan counts from there (RT-02). */
  readonly attemptsBeforePlan: number
  /** Attempts since its last replay that never left: the waits between them grow by it (RT-03). */
  readonly unsent: number
  /** What it has used up of each retry plan since its last replay (RT-01, RT-04). */
  readonly tries: Tries
  /**
   * How much longer than its plan asked for it has waited since its first attempt, because nothing was allowed to leave or nothing could:
   * holds, pauses, the pace, a network that was away. The plan's deadline moves by it (RT-01).
   */
  readonly heldMillis: number
  /** Latest attempt that a callback has reported as failed; 0 before the first. What comes late about it changes nothing (RT-04). */
  readonly failedAttempt: number
  readonly wamid: string | null
  readonly failure: MessageFailure | null
  readonly updatedMillis: number
}

/** One entry of a message's history; append only. `data` is small JSON without numbers or bodies. */
export interface MessageEvent {
  readonly atMillis: number
  readonly kind: EventKind
  readonly data: Readonly<Record<string, unknown>>
}

/** What the history of a message tells of, one word an entry. */
export type EventKind =
  | "accepted"
  /** It went to another sender of its pool before it began (RL-10). */
  | "dealt"
  | "attempted"
  | "answered"
  | "refused"
  | "deferred"
  | "uncertain"
  | "settled"
  /** A status that had not come was looked for (WH-05). */
  | "looked"
  | "status"
  | "contradicted"
  | "failed"
  | "dead"
  | "cancelled"
  | "replayed"

/** One request that left, or was about to (RT-04). */
export interface Attempt {
  readonly number: number
  readonly fence: number
  readonly endpoint: string
  readonly startedMillis: number
  readonly answeredMillis: number | null
  readonly outcome: "accepted" | "refused" | "uncertain" | null
  readonly httpStatus: number | null
  readonly code: number | null
  readonly detail: string | null
}

/** How a caller names a message: by our id, or by the platform's. */
export type MessageKey =
  | { readonly _tag: "Id"; readonly id: string }
  | { readonly _tag: "Wamid"; readonly wamid: string }

/** What a rule wants changed; absent fields stay. Events are appended in order. */
export interface Change {
  /** With `Outbox.modify`: it starts over, as if it had never left (RT-02). Its attempts go on counting, and its history stays. */
  readonly startsOver?: true
  readonly state?: State
  /** Null: nothing is known of the attempt that comes next. Only with `Outbox.modify`. */
  readonly delivery?: DeliveryStatus | null
  readonly dueMillis?: number
  readonly unsent?: number
  readonly tries?: Tries
  readonly heldMillis?: number
  readonly failedAttempt?: number
  readonly wamid?: string
  readonly failure?: MessageFailure | null
  readonly events: ReadonlyArray<MessageEvent>
}

/** A filter of `list`; pages go newest first, `beforeId` is the last id of the page before. */
export interface Filter {
  readonly accountId?: string
  readonly senderId?: string
  readonly recipient?: string
  readonly states?: ReadonlyArray<State>
  readonly beforeId?: string
  readonly limit: number
}

/** A send without an outcome, and when its last attempt began. */
export interface UncertainSend {
  readonly message: Message
  readonly startedMillis: number
}

/** Which uncertain sends are asked for. */
export interface UncertainPage {
  /** Those whose last attempt began earlier. */
  readonly beforeMillis: number
  readonly limit: number
  /** Left out: of all senders. */
  readonly senderIds?: ReadonlyArray<string>
  /** The last send of the page before; left out: from the oldest on. It may have been settled since. */
  readonly after?: UncertainPlace
}

/** Where a send stands among the uncertain ones: by its last attempt's beginning, and by its message's id among those that began together. */
export interface UncertainPlace {
  readonly startedMillis: number
  readonly messageId: string
}

/** How many messages of a sender are in a state, and what they weigh. */
export interface Depth {
  readonly senderId: string
  readonly state: State
  /** Furthest status; null before the first, and not told of queued ones. */
  readonly delivery: DeliveryStatus | null
  readonly count: number
  readonly units: number
  /** Due time of the first of them; null unless queued. */
  readonly firstDueMillis: number | null
}

/**
 * The outbox: every accepted message, its state and its history (RT-03, RT-05).
 *
 * `modify` is how every rule outside the lanes changes a message: rows are locked in one order (so that two callers cannot
 * deadlock), the pure `f` decides on the locked row, and change and events are written in one transaction. `f` answers null
 * to leave the row alone. It joins the caller's transaction where there is one.
 */
export class Outbox extends Context.Tag("@sluice/engine/Outbox")<
  Outbox,
  {
    /**
     * All rows or none; the answer is in the order of `rows`. Two rows with one key in one call: the second repeats the first.
     * A row whose id is known repeats that message, so a call whose answer was lost may be made again.
     */
    readonly enqueue: (rows: ReadonlyArray<NewMessage>) => Effect.Effect<ReadonlyArray<Enqueued>, StoreUnavailable>
    readonly find: (id: string) => Effect.Effect<Option.Option<Message>, StoreUnavailable>
    /** The messages that keys name, in their order; null where none has the name. Of two of one platform's name the newest has it. */
    readonly findAll: (
      keys: ReadonlyArray<MessageKey>
    ) => Effect.Effect<ReadonlyArray<Message | null>, StoreUnavailable>
    /** Of an account's idempotency keys, those that name a message already (RT-05). */
    readonly usedKeys: (
      accountId: string,
      idempotencyKeys: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlySet<string>, StoreUnavailable>
    readonly history: (
      id: string
    ) => Effect.Effect<
      { readonly events: ReadonlyArray<MessageEvent>; readonly attempts: ReadonlyArray<Attempt> },
      StoreUnavailable
    >
    readonly list: (filter: Filter) => Effect.Effect<ReadonlyArray<Message>, StoreUnavailable>
    /** Answers the keys that no message has. */
    readonly modify: (
      keys: ReadonlyArray<MessageKey>,
      f: (message: Message, index: number) => Change | null
    ) => Effect.Effect<ReadonlyArray<MessageKey>, StoreUnavailable>
    /**
     * Uncertain messages of these senders whose last attempt began before `beforeMillis` and has no answer, oldest attempt first. A page that
     * has fewer than `limit` is the last: after an outage of hours there may be more of them than a process should hold at once.
     */
    readonly uncertainSince: (page: UncertainPage) => Effect.Effect<ReadonlyArray<UncertainSend>, StoreUnavailable>
    /**
     * Of all messages, or of those in `states`. Counting what is queued, sending or uncertain costs as much as there is of it;
     * counting what is done reads the whole store, so it is for people and not for every request.
     */
    readonly depths: (states?: ReadonlyArray<State>) => Effect.Effect<ReadonlyArray<Depth>, StoreUnavailable>
  }
>() {}
