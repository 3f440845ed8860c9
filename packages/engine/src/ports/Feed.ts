import type { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import type { State } from "@sluice/core/delivery/MessageState"
import type { EventType } from "@sluice/core/subscription/EventType"
import type { Effect } from "effect"
import { Context } from "effect"
import type { MessageFailure } from "./Outbox.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Something that the platform told, for subscribers. */
export interface Tidings {
  readonly type: EventType
  readonly accountId: string
  /** When it came. */
  readonly atMillis: number
  /** Small JSON. */
  readonly data: Readonly<Record<string, unknown>>
  /**
   * A uuid, where one and the same may be appended again (`subscriptions/LastingId`): the feed takes it once, for as long as it keeps events. Left out, the
   * feed makes one.
   */
  readonly id?: string
}

/** An event of the feed. */
export interface FeedEvent extends Tidings {
  /** A uuid; the same whoever reads it, and however often. */
  readonly id: string
  /** Where it stands in the feed: give it to `after` to go on behind it. */
  readonly position: string
}

/** A message that took a step, as the store noticed it: what the step is told as is for `subscriptions/Step` to say. */
export interface StepTaken {
  readonly messageId: string
  readonly accountId: string
  readonly senderId: string
  /** E.164. */
  readonly recipient: string
  readonly idempotencyKey: string | null
  readonly before: { readonly state: State; readonly delivery: DeliveryStatus | null }
  readonly after: { readonly state: State; readonly delivery: DeliveryStatus | null }
  readonly attempts: number
  readonly wamid: string | null
  readonly failure: MessageFailure | null
  readonly atMillis: number
}

/** What a position is made of: the step of the store in which the event was written (64 bits), and its number (63 bits), in decimal digits. */
interface PositionParts {
  readonly step: string
  readonly number: string
}

const form = /^(\d{1,20})\.(\d{1,19})$/
const stepMax = 2n ** 64n - 1n
const numberMax = 2n ** 63n - 1n

/** The parts of a position, which every store writes alike; null for a text that no feed gave, such as one with a number that none can hold. */
export const partsOf = (position: string): PositionParts | null => {
  const [, step, number] = form.exec(position) ?? []
  if (step === undefined || number === undefined) return null
  return BigInt(step) <= stepMax && BigInt(number) <= numberMax ? { step, number } : null
}

/** Whose events, from where. */
export interface Reading {
  readonly afterPosition: string
  readonly limit: number
  /** Null: of every account. */
  readonly accountId: string | null
}

/** A part of the feed. */
export interface Page {
  readonly events: ReadonlyArray<FeedEvent>
  /** Behind everything that was looked at, told or not. */
  readonly position: string
  /** There was more to look at than `limit`. */
  readonly more: boolean
}

/**
 * What subscribers are told, in one order (ADR 14).
 *
 * The steps of messages come into it by themselves, in the transaction in which the message takes them, whoever writes it; what callbacks tell
 * besides is appended in the transaction that processes them. Nothing comes into it, and nothing is spent on it, while nobody listens:
 * a subscription exists, or `listen` was called.
 *
 * Readers never miss an event: one is visible when everything before it is settled. The events of one message are nearly always in their order;
 * two transactions at the same moment may be told the other way round.
 */
export class Feed extends Context.Tag("@sluice/engine/Feed")<
  Feed,
  {
    /**
     * Joins the caller's transaction. Does nothing while nobody listens; of `EventType.callback` nothing unless a subscription names it; nothing of what was
     * appended under the same id before.
     */
    readonly append: (tidings: ReadonlyArray<Tidings>) => Effect.Effect<void, StoreUnavailable>
    /** `limit` bounds what is looked at; steps that nobody is told of are passed over. A position that no feed gave is a defect. */
    readonly after: (reading: Reading) => Effect.Effect<Page, StoreUnavailable>
    /** Whether a text is a position, of this or of an earlier feed. */
    readonly isPosition: (text: string) => boolean
    /** Behind everything that has happened. */
    readonly end: Effect.Effect<string, StoreUnavailable>
    /** Somebody listens without a subscription, at least until then. */
    readonly listen: (untilMillis: number) => Effect.Effect<void, StoreUnavailable>
    /** Forgets what happened before `beforeMillis`, and closes the feed where nobody listens. To be called now and then. */
    readonly maintain: (request: {
      readonly nowMillis: number
      readonly beforeMillis: number
    }) => Effect.Effect<void, StoreUnavailable>
  }
>() {}
