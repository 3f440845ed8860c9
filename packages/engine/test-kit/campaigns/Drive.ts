import { Effect } from "effect"
import { Campaigns } from "../../src/ports/Campaigns.ts"
import type { CampaignRow, HandedOver } from "../../src/ports/Campaigns.ts"
import { Lanes } from "../../src/ports/Lanes.ts"
import { type NewMessage, Outbox } from "../../src/ports/Outbox.ts"
import { campaign, campaignRow, id, startMillis } from "../Samples.ts"

/** The id of the campaign that these drive. */
export const campaignId = campaign(1).id

/** The first campaign, with the messages of these numbers as its list. */
export const made = (numbers: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const campaigns = yield* Campaigns
    yield* campaigns.create(campaign(1))
    yield* campaigns.add(
      campaignId,
      numbers.map((n) => campaignRow(n)),
      () => ({ lifecycle: { _tag: "Running", startMillis } })
    )
  })

/** A row as the message that it becomes at a sender. */
const asMessage = ({ message }: CampaignRow, senderId = "acme-1"): NewMessage => ({
  ...message,
  accountId: "acme",
  senderId,
  dueMillis: startMillis,
  priority: 200
})

/** Puts the first `count` of the rows into the outbox, and says so. */
export const queue = (count: number, senderId?: string) => (_: unknown, rows: ReadonlyArray<CampaignRow>) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    const taken = rows.slice(0, count)
    yield* outbox.enqueue(taken.map((row) => asMessage(row, senderId)))
    return taken.map((): HandedOver => ({ _tag: "Queued" }))
  })

/** Hands `count` rows over, of ten that are looked at. */
export const feed = (count: number, senderId?: string) =>
  Effect.flatMap(Campaigns, (campaigns) => campaigns.feed(campaignId, 10, startMillis, queue(count, senderId)))

/** Of the first hundred messages, the numbers of those that are in the outbox. */
export const inOutbox = Effect.gen(function* () {
  const outbox = yield* Outbox
  const found = new Set((yield* outbox.list({ limit: 1_000 })).map((message) => message.id))
  return Array.from({ length: 100 }, (_, n) => n).filter((n) => found.has(id(n)))
})

/** Takes the lane of a sender and begins these messages; gives the fence and what was begun. */
export const begin = (senderId: string, numbers: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const { fence } = yield* lanes.take({ senderId, runner: "a", nowMillis: startMillis, recentSinceMillis: 0 })
    const sends = numbers.map((n) => ({ messageId: id(n), attempt: 1, endpoint: "http://primary" }))
    const begun = yield* lanes.begin({ senderId, fence, nowMillis: startMillis, sends, holdKeys: [], ledger: null })
    return { fence, begun }
  })
