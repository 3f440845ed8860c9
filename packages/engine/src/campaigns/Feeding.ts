import * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import { Array, Clock, Effect, Either } from "effect"
import * as Priority from "../accept/Priority.ts"
import * as WindowRule from "../accept/WindowRule.ts"
import * as Unwanted from "../accept/consent/Unwanted.ts"
import { Deal } from "../dealing/Deal.ts"
import { isErased } from "../erasure/Person.ts"
import { type Campaign, type CampaignRow, Campaigns, type HandedOver } from "../ports/Campaigns.ts"
import { type Dealt, type Enqueued, type NewMessage, Outbox } from "../ports/Outbox.ts"
import { Spans } from "../ports/Spans.ts"
import * as MessageSpans from "../tracing/MessageSpans.ts"
import * as Room from "./Room.ts"

const asMessage = (
  { accountId }: Campaign,
  { message }: CampaignRow,
  senderId: string,
  dealt: Dealt | null,
  nowMillis: number
): NewMessage => ({
  ...message,
  accountId,
  senderId,
  priority: Priority.bulk,
  // Due from now on, so that campaigns which share a lane leave in the order in which they were handed over.
  dueMillis: nowMillis,
  ...(dealt === null ? {} : { dealt })
})

/** What became of a row: an id that is known is this very message, a key that is known stands for another one. */
const handedOver = (message: NewMessage, enqueued: Enqueued): HandedOver => {
  if (enqueued._tag === "Queued" || enqueued.id === message.id) return { _tag: "Queued" }
  return { _tag: "Skipped", reason: enqueued.sameRequest ? "repeated" : "idempotency-conflict" }
}

/** Rows of people who were erased keep their place in the list, and nothing else. */
const isThere = ({ message }: CampaignRow): boolean => !isErased(message.recipient)
const erased: HandedOver = { _tag: "Skipped", reason: "erased" }

/**
 * Hands rows of a campaign over to the lanes of its senders (SPEC RL-10): dealt by their turns, put into the outbox, and asked about
 * opt-outs once more, all in one transaction with the campaign's own figures. So whatever crashes, a row is in the list or in the outbox, and
 * never in both.
 */
export const make = Effect.gen(function* () {
  const campaigns = yield* Campaigns
  const outbox = yield* Outbox
  const deal = yield* Deal
  const endUnwanted = yield* Unwanted.make
  const spans = yield* Spans

  const assign = Effect.fnUntraced(function* (campaign: Campaign, rows: ReadonlyArray<CampaignRow>, nowMillis: number) {
    const [open, named] = Array.partitionMap(rows, (row) =>
      row.senderId === null ? Either.left(row) : Either.right({ row, senderId: row.senderId })
    )
    const pool = { id: campaign.id, senderIds: campaign.senderIds }
    const given = yield* deal.deal(
      pool,
      open.map(({ message }) => ({
        recipient: message.recipient,
        units: message.units,
        needsWindow: WindowRule.needsWindow(message.content)
      }))
    )
    const messages = [
      ...Array.zipWith(open, given, (row, { dealt, sender }) => asMessage(campaign, row, sender.id, dealt, nowMillis)),
      ...named.map(({ row, senderId }) => asMessage(campaign, row, senderId, null, nowMillis))
    ]
    const byId = new Map(messages.map((message) => [message.id, message]))
    return rows.flatMap(({ message }) => byId.get(message.id) ?? [])
  })

  /** Answers how many rows were handed over: fewer than `limit` when there was no room for more, or there are no more. */
  return Effect.fn("Feeding.feed")(function* (
    campaignId: string,
    places: ReadonlyArray<Room.Place>,
    limit: number,
    nowMillis: number
  ) {
    let handed: ReadonlyArray<NewMessage> = []
    const count = yield* campaigns.feed(campaignId, limit, nowMillis, (campaign, rows) =>
      Effect.gen(function* () {
        // On the locked row: a pause that has been answered is seen here.
        if (!Lifecycle.feeds(campaign.lifecycle)) return []
        const taken = rows.slice(0, Room.count(places, rows))
        if (taken.length === 0) return []
        const messages = yield* assign(campaign, taken.filter(isThere), nowMillis)
        const enqueued = yield* outbox.enqueue(messages)
        const became = new Map(Array.zipWith(messages, enqueued, (one, as) => [one.id, handedOver(one, as)] as const))
        const results = taken.map(({ message }) => became.get(message.id) ?? erased)
        const queued = messages.filter(({ id }) => became.get(id)?._tag === "Queued")
        yield* endUnwanted(queued.map(({ id }) => id))
        handed = queued
        return results
      })
    )
    if (spans !== null) MessageSpans.accepted(spans, handed, null, yield* Clock.currentTimeMillis)
    return count
  })
})
