import * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import type { Outlook } from "@sluice/core/campaign/Outlook"
import * as Rate from "@sluice/core/campaign/Rate"
import type { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import type { State as MessageState } from "@sluice/core/delivery/MessageState"
import type { DaySpan } from "@sluice/core/policy/Pacing"
import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { NewMessage } from "./Outbox.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What a campaign is made with. Times are epoch milliseconds of the engine's clock. */
export interface NewCampaign {
  /** uuid v7: sorts by time of creation. */
  readonly id: string
  readonly accountId: string
  readonly name: string
  /** One, or several that take turns (RL-10); all of the account. */
  readonly senderIds: readonly [string, ...ReadonlyArray<string>]
  /** Not before this; null: when it is started. */
  readonly plannedMillis: number | null
  /** Hours of the day at which it may send; null: at any time. */
  readonly hours: DaySpan | null
  /** Share of refused rows, 0 to 1, above which it must not start (PH-08); null: any. */
  readonly stopAbove: number | null
  /** Uniform in [0, 1): where it goes from the top of the hour (RL-11). */
  readonly unit: number
  readonly createdMillis: number
}

/** What became of the rows that were handed in. */
export interface List {
  readonly received: number
  readonly refused: number
  /** Of the refused, how many for which reason: the code of the first finding of each. */
  readonly refusals: Readonly<Record<string, number>>
  /** Of those that were taken. */
  readonly units: number
  readonly media: number
  /** Left out in lists that were handed in before templates were counted. */
  readonly templates?: number
}

/** A campaign as it is kept. */
export interface Campaign extends NewCampaign {
  readonly lifecycle: Lifecycle.State
  readonly list: List
  /** What it was foreseen to come to when it was started (RL-12); null before. */
  readonly outlook: Outlook | null
  readonly marks: Rate.Marks
  /** Rows that were taken into its list. The store counts these four. */
  readonly rows: number
  /** Rows that have been handed over at least once: the first `handed` of the list. */
  readonly handed: number
  /** Of those, the ones that were taken back, and wait in the list again. */
  readonly returned: number
  /** Rows that were passed over when their turn came, by reason: their key named another message by then. */
  readonly skipped: Readonly<Record<string, number>>
}

/** What a rule wants changed; absent fields stay. */
export type CampaignChange = Partial<Pick<Campaign, "lifecycle" | "list" | "outlook" | "marks">>

/** A row of a campaign's list: a message that has its id, and no place in the outbox yet. */
export interface CampaignRow {
  /** Its place among the rows that were taken, from 0. */
  readonly number: number
  readonly message: Omit<NewMessage, "senderId" | "dueMillis" | "accountId" | "priority" | "dealt">
  /** The sender that its conversation is meant to stay with, while that one is free (RL-10); null for any. */
  readonly senderId: string | null
}

/** What became of rows that were handed over, in their order. */
export type HandedOver =
  | { readonly _tag: "Queued" }
  /** It is in the outbox no more than before, and is over with. */
  | { readonly _tag: "Skipped"; readonly reason: string }

/** What waits at a sender for a campaign, wherever it was dealt meanwhile: queued, in flight or uncertain. */
export interface Waiting {
  readonly campaignId: string
  readonly senderId: string
  readonly messages: number
  readonly units: number
}

/** Messages of a campaign in one state, as they were when they were last counted. */
export interface Count {
  readonly state: MessageState
  readonly delivery: DeliveryStatus | null
  /** Of a failure, as the catalogue has it (SF-01); null without one. */
  readonly cause: string | null
  readonly count: number
}

/** A stretch of a list whose messages are counted together. */
export interface Stretch {
  readonly campaignId: string
  /** When the last of its messages was handed over. */
  readonly fedMillis: number
  /** Its messages in the outbox, by state. */
  readonly counts: ReadonlyArray<Count>
}

/** Rows that are counted together. */
export const stretchRows = 1_000

/** A filter of `list`; pages go newest first, `beforeId` is the last id of the page before. */
export interface CampaignFilter {
  readonly accountId?: string
  readonly beforeId?: string
  readonly limit: number
}

/**
 * Campaigns and their lists.
 *
 * A list is kept apart from the outbox: its rows have ids and nothing else of a message's life until they are handed over. Which
 * rows those are is a number (the first `handed` of the list) and the few that were taken back; so handing over writes nothing to the list,
 * and a list of any length costs the outbox nothing.
 *
 * Everything that changes a campaign takes its row first, then messages.
 */
export class Campaigns extends Context.Tag("@sluice/engine/Campaigns")<
  Campaigns,
  {
    /** An id that is known changes nothing, so a call whose answer was lost may be made again. */
    readonly create: (campaign: NewCampaign) => Effect.Effect<void, StoreUnavailable>
    readonly find: (id: string) => Effect.Effect<Option.Option<Campaign>, StoreUnavailable>
    readonly list: (filter: CampaignFilter) => Effect.Effect<ReadonlyArray<Campaign>, StoreUnavailable>
    /** Those that are scheduled, running or paused, and any others of which something waits in the outbox; oldest first. */
    readonly active: Effect.Effect<ReadonlyArray<Campaign>, StoreUnavailable>
    /** The pure `f` decides on the locked row; null leaves it. Answers the campaign afterwards. */
    readonly modify: (
      id: string,
      f: (campaign: Campaign) => CampaignChange | null
    ) => Effect.Effect<Option.Option<Campaign>, StoreUnavailable>
    /** The same, and adds rows to its list in the same transaction; with null none. Their numbers go on where the list ends. */
    readonly add: (
      id: string,
      rows: ReadonlyArray<Omit<CampaignRow, "number">>,
      f: (campaign: Campaign) => CampaignChange | null
    ) => Effect.Effect<Option.Option<Campaign>, StoreUnavailable>
    /**
     * Hands rows over, in one transaction: the first `limit` that wait, in the order of their numbers, go through `f`, which puts
     * messages into the outbox and answers what became of the first of them; the others go on waiting. Whatever fails in
     * between leaves everything as it was. Answers how many were handed over.
     */
    readonly feed: <E, R>(
      id: string,
      limit: number,
      nowMillis: number,
      f: (campaign: Campaign, rows: ReadonlyArray<CampaignRow>) => Effect.Effect<ReadonlyArray<HandedOver>, E, R>
    ) => Effect.Effect<number, E | StoreUnavailable, R>
    /**
     * Takes back up to `limit` messages that wait in the outbox and were never begun: they are rows of the list again, as if they had not
     * been handed over. A message that a lane is about to begin is either taken back or begun. Answers how many.
     */
    readonly withdraw: (id: string, limit: number) => Effect.Effect<number, StoreUnavailable>
    /** Ids of messages that were handed over and are not over, in any order: also those that were over, and were put back into the queue. */
    readonly open: (id: string) => Effect.Effect<ReadonlyArray<string>, StoreUnavailable>
    /** How many there are of them, as of the last `sweep`. */
    readonly openCount: (id: string) => Effect.Effect<number, StoreUnavailable>
    /** Forgets what is over by now, and tells what waits. Costs as much as waits, whatever the lists hold. */
    readonly sweep: Effect.Effect<ReadonlyArray<Waiting>, StoreUnavailable>
    /**
     * Counts stretches that are due, of one campaign or of all, longest due first; `next` says when each is counted again, null for never.
     * Answers how many were counted.
     */
    readonly recount: (
      request: { readonly nowMillis: number; readonly limit: number; readonly campaignId?: string },
      next: (stretch: Stretch) => number | null
    ) => Effect.Effect<number, StoreUnavailable>
    /** The sum of all stretches, each as it was when it was last counted. */
    readonly counts: (id: string) => Effect.Effect<ReadonlyArray<Count>, StoreUnavailable>
  }
>() {}

/** Rows of a campaign that wait in its list. */
export const backlog = ({ handed, returned, rows }: Campaign): number => rows - handed + returned

/** A campaign as it begins. */
export const fresh = (campaign: NewCampaign): Campaign => ({
  ...campaign,
  lifecycle: Lifecycle.initial,
  list: { received: 0, refused: 0, refusals: {}, units: 0, media: 0 },
  outlook: null,
  marks: Rate.none,
  rows: 0,
  handed: 0,
  returned: 0,
  skipped: {}
})
