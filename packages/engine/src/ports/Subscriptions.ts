import type { EventType } from "@sluice/core/subscription/EventType"
import type { Standing } from "@sluice/core/subscription/Standing"
import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { FeedEvent } from "./Feed.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"
import type { Sealed } from "./Vault.ts"

/**
 * Where events go: an address that is called, or a topic of Kafka. `cloud-api` is an address that is called as the platform calls one: with its
 * callbacks as they came, but for the names of messages, and signed by its scheme.
 */
export type Target =
  | { readonly kind: "http"; readonly url: string }
  | { readonly kind: "cloud-api"; readonly url: string }
  | { readonly kind: "kafka"; readonly topic: string }

/** A secret as it is kept. */
export interface KeptSecret {
  readonly sealed: Sealed
  readonly madeMillis: number
  /** Null for the newest, which lasts. */
  readonly untilMillis: number | null
}

/** Somebody who is told. */
export interface Subscription {
  /** A uuid. */
  readonly id: string
  /** Null: of every account. */
  readonly accountId: string | null
  /** For people. */
  readonly name: string
  readonly target: Target
  /** Selectors (`core/subscription/Selection`). */
  readonly types: ReadonlyArray<string>
  /** The newest first; none for a topic. */
  readonly secrets: ReadonlyArray<KeptSecret>
  readonly standing: Standing
  readonly createdMillis: number
  readonly createdBy: string
}

/** An event on its way to one subscriber. `body` is the same, byte for byte, at every try. */
export interface Handover {
  readonly subscriptionId: string
  readonly eventId: string
  readonly accountId: string
  readonly body: string
  /** Number of the try, 1 for the first. */
  readonly attempt: number
}

/** How a try ended. */
export interface Outcome {
  readonly eventId: string
  readonly attempt: number
  readonly state: "delivered" | "pending" | "abandoned"
  /** When it is tried again; of the others, nothing. */
  readonly dueMillis: number
  readonly status: number | null
  /** Why it was not taken; null where it was. */
  readonly detail: string | null
  readonly atMillis: number
}

/** An event and a subscriber, for people. */
export interface Delivery {
  readonly eventId: string
  readonly type: EventType
  readonly accountId: string
  readonly state: Outcome["state"]
  readonly attempts: number
  /** When it is tried next; null where it is done with. */
  readonly dueMillis: number | null
  readonly status: number | null
  readonly detail: string | null
  readonly queuedMillis: number
  readonly updatedMillis: number
  /** Where it stands in the list: give it to `deliveries` to go on behind it. */
  readonly cursor: string
}

/** How the feed is taken over into a subscriber's queue. */
export interface Filling {
  readonly subscriptionId: string
  readonly nowMillis: number
  /** Events of the feed that are looked at. */
  readonly readMax: number
  /** Nothing is taken over while this much waits: a subscriber that is away costs no more than that. */
  readonly waitingMax: number
  /** The body of an event for this subscriber; null for one that it does not ask for. Pure. */
  readonly bodyOf: (subscription: Subscription, event: FeedEvent) => string | null
}

/**
 * Subscribers, and a queue for each of them (ADR 14).
 *
 * A subscription begins at the end of the feed and goes through it at its own pace; `fill` moves its place and queues what it is told in one
 * transaction, so that each event is queued once. `claim` leases what is due: whoever has it tries it, and `record` writes what came of it.
 * What is not recorded before the lease ends is claimed again, under the same event id.
 */
export class Subscriptions extends Context.Tag("@sluice/engine/Subscriptions")<
  Subscriptions,
  {
    /** Opens the feed: what happens after this is told. */
    readonly add: (subscription: Subscription) => Effect.Effect<void, StoreUnavailable>
    readonly find: (id: string) => Effect.Effect<Option.Option<Subscription>, StoreUnavailable>
    /** By time of creation; of one account, or all. */
    readonly list: (accountId: string | null) => Effect.Effect<ReadonlyArray<Subscription>, StoreUnavailable>
    /** Decides on the locked row; `f` answers null to leave it. The answer is the subscription as it is then. */
    readonly modify: (
      id: string,
      f: (subscription: Subscription) => Pick<Subscription, "secrets" | "standing"> | null
    ) => Effect.Effect<Option.Option<Subscription>, StoreUnavailable>
    /** With its queue; false where there was none. */
    readonly remove: (id: string) => Effect.Effect<boolean, StoreUnavailable>
    /** Everything that waits for it is due now. */
    readonly hasten: (id: string, nowMillis: number) => Effect.Effect<void, StoreUnavailable>
    /** Enabled subscriptions with something to take over or to hand over. */
    readonly withWork: (nowMillis: number) => Effect.Effect<ReadonlyArray<string>, StoreUnavailable>
    /** How many events it looked at. 0 for a subscription that is not there or not enabled, or that another process is filling. */
    readonly fill: (filling: Filling) => Effect.Effect<number, StoreUnavailable>
    /** What is due, oldest first, and nobody else's until `leaseMillis` from now. Nothing of a subscription that is not enabled. */
    readonly claim: (request: {
      readonly subscriptionId: string
      readonly nowMillis: number
      readonly leaseMillis: number
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<Handover>, StoreUnavailable>
    /**
     * That an event was delivered counts whenever it is told; anything else only for the last try that was claimed.
     */
    readonly record: (subscriptionId: string, outcomes: ReadonlyArray<Outcome>) => Effect.Effect<void, StoreUnavailable>
    /** Newest first. */
    readonly deliveries: (request: {
      readonly subscriptionId: string
      readonly states: ReadonlyArray<Outcome["state"]>
      readonly beforeCursor: string | null
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<Delivery>, StoreUnavailable>
    /** How many wait. */
    readonly waiting: (subscriptionId: string) => Effect.Effect<number, StoreUnavailable>
    /** Forgets deliveries that were queued before, whatever became of them. */
    readonly forget: (beforeMillis: number) => Effect.Effect<void, StoreUnavailable>
  }
>() {}
