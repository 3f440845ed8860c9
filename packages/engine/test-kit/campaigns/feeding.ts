import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Exit, Option } from "effect"
import { backlog, Campaigns } from "../../src/ports/Campaigns.ts"
import type { CampaignRow } from "../../src/ports/Campaigns.ts"
import { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { accepted, becomes, byId, campaign, id, startMillis } from "../Samples.ts"
import * as Drive from "./Drive.ts"

const { campaignId } = Drive

const standing = Effect.gen(function* () {
  const campaigns = yield* Campaigns
  const found = Option.getOrNull(yield* campaigns.find(campaignId))
  return found === null
    ? null
    : { rows: found.rows, handed: found.handed, returned: found.returned, backlog: backlog(found) }
})

/** What `feed` would be given now. */
const waiting = Effect.gen(function* () {
  const campaigns = yield* Campaigns
  const seen: Array<string> = []
  yield* campaigns.feed(campaignId, 10, startMillis, (_, rows: ReadonlyArray<CampaignRow>) => {
    seen.push(...rows.map(({ message }) => message.id))
    return Effect.succeed([])
  })
  return seen
})

/** How rows become messages, and messages rows again. */
export const declare = <E>(layer: Layer.Layer<Campaigns | Lanes | Outbox, E>): void => {
  it.live("rows are handed over in their order, each once, as far as the caller goes", () =>
    Effect.gen(function* () {
      yield* Drive.made([1, 2, 3, 4, 5])
      expect(yield* Drive.feed(2)).toBe(2)
      expect(yield* Drive.inOutbox).toEqual([1, 2])
      expect(yield* standing).toEqual({ rows: 5, handed: 2, returned: 0, backlog: 3 })
      expect(yield* waiting).toEqual([3, 4, 5].map(id))
      expect(yield* Drive.feed(10)).toBe(3)
      expect(yield* Drive.feed(10)).toBe(0)
      expect(yield* Drive.inOutbox).toEqual([1, 2, 3, 4, 5])
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-03: whatever fails while rows are handed over leaves everything as it was", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      yield* Drive.made([1, 2, 3])
      const failing = campaigns.feed(campaignId, 10, startMillis, (campaign, rows) =>
        Effect.zipRight(Drive.queue(2)(campaign, rows), Effect.fail("the process died"))
      )
      expect(yield* Effect.flip(failing)).toBe("the process died")
      const dying = campaigns.feed(campaignId, 10, startMillis, (campaign, rows) =>
        Effect.zipRight(Drive.queue(3)(campaign, rows), Effect.die("a defect"))
      )
      expect(Exit.isFailure(yield* Effect.exit(dying))).toBe(true)
      expect(yield* Drive.inOutbox).toEqual([])
      expect(yield* standing).toEqual({ rows: 3, handed: 0, returned: 0, backlog: 3 })
      expect(yield* campaigns.open(campaignId)).toEqual([])
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-03: two that hand rows over at the same time never hand over the same", () =>
    Effect.gen(function* () {
      yield* Drive.made(Array.from({ length: 20 }, (_, n) => n + 1))
      const fed = yield* Effect.all([Drive.feed(6), Drive.feed(6), Drive.feed(6), Drive.feed(6)], {
        concurrency: "unbounded"
      })
      expect(fed.reduce((sum, count) => sum + count)).toBe(20)
      expect(yield* Drive.inOutbox).toHaveLength(20)
    }).pipe(Effect.provide(layer))
  )

  it.live("a row that is passed over is counted by its reason, and gone from the list", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      yield* Drive.made([1, 2, 3])
      yield* campaigns.feed(campaignId, 10, startMillis, () =>
        Effect.succeed([
          { _tag: "Skipped", reason: "repeated" },
          { _tag: "Skipped", reason: "repeated" }
        ] as const)
      )
      const found = Option.getOrNull(yield* campaigns.find(campaignId))
      expect(found?.skipped).toEqual({ repeated: 2 })
      expect(yield* waiting).toEqual([id(3)])
      expect(yield* campaigns.open(campaignId)).toEqual([])
    }).pipe(Effect.provide(layer))
  )

  it.live("what was not begun is taken back, and handed over again first, under the same ids", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const outbox = yield* Outbox
      yield* Drive.made([1, 2, 3, 4, 5, 6])
      yield* Drive.feed(4)
      yield* Drive.begin("acme-1", [2])
      expect(yield* campaigns.withdraw(campaignId, 2)).toBe(2)
      expect(yield* campaigns.withdraw(campaignId, 9)).toBe(1)
      expect(yield* campaigns.withdraw(campaignId, 9)).toBe(0)
      expect(yield* Drive.inOutbox).toEqual([2])
      expect(yield* standing).toEqual({ rows: 6, handed: 4, returned: 3, backlog: 5 })
      expect(yield* outbox.history(id(1))).toEqual({ events: [], attempts: [] })
      expect(yield* waiting).toEqual([1, 3, 4, 5, 6].map(id))
      expect(yield* Drive.feed(4, "acme-2")).toBe(4)
      expect(yield* standing).toEqual({ rows: 6, handed: 5, returned: 0, backlog: 1 })
      expect(yield* Drive.inOutbox).toEqual([1, 2, 3, 4, 5])
      expect((yield* outbox.history(id(1))).events).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-04: a lane that has seen a message which was taken back cannot begin it", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const lanes = yield* Lanes
      yield* Drive.made([1, 2])
      yield* Drive.feed(2)
      const peeked = yield* lanes.peek({ senderId: "acme-1", nowMillis: startMillis, limit: 10 })
      expect(peeked.due).toHaveLength(2)
      yield* campaigns.withdraw(campaignId, 10)
      const { begun } = yield* Drive.begin("acme-1", [1, 2])
      expect(begun).toMatchObject({ _tag: "Begun", messageIds: new Set() })
      const after = yield* lanes.peek({ senderId: "acme-1", nowMillis: startMillis, limit: 10 })
      expect(after.due).toEqual([])
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-04: of beginning and taking back at the same time, each message has exactly one", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const numbers = [1, 2, 3, 4, 5, 6, 7, 8]
      yield* Drive.made(numbers)
      yield* Drive.feed(8)
      const [{ begun }] = yield* Effect.all([Drive.begin("acme-1", numbers), campaigns.withdraw(campaignId, 100)], {
        concurrency: "unbounded"
      })
      const left = begun._tag === "Begun" ? [...begun.messageIds].toSorted() : []
      expect((yield* Drive.inOutbox).map(id)).toEqual(left)
      expect([...left, ...(yield* waiting)].toSorted()).toEqual(numbers.map(id))
    }).pipe(Effect.provide(layer))
  )

  it.live("what waits is told by campaign and sender; what is over is forgotten", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const lanes = yield* Lanes
      const outbox = yield* Outbox
      yield* Drive.made([1, 2, 3, 4])
      yield* Drive.feed(3)
      yield* Drive.feed(1, "acme-2")
      const at = (senderId: string, messages: number) => ({ campaignId, senderId, messages, units: messages })
      expect(yield* campaigns.sweep).toEqual([at("acme-1", 3), at("acme-2", 1)])
      const { fence } = yield* Drive.begin("acme-1", [1])
      expect(yield* campaigns.sweep).toEqual([at("acme-1", 3), at("acme-2", 1)])
      const finishes = [accepted(1)]
      yield* lanes.finish({ senderId: "acme-1", fence, finishes, ledger: null, openSinceMillis: null })
      yield* outbox.modify([byId(4)], () => becomes("cancelled"))
      expect(yield* campaigns.openCount(campaignId)).toBe(4)
      expect(yield* campaigns.sweep).toEqual([at("acme-1", 2)])
      expect(yield* campaigns.openCount(campaignId)).toBe(2)
      expect([...(yield* campaigns.open(campaignId))].toSorted()).toEqual([2, 3].map(id))
    }).pipe(Effect.provide(layer))
  )

  it.live("a campaign that is over is looked after as long as something of it waits", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      yield* Drive.made([1, 2])
      yield* Drive.feed(1)
      yield* campaigns.modify(campaignId, () => ({ lifecycle: { _tag: "Cancelled", sinceMillis: startMillis } }))
      expect((yield* campaigns.active).map((one) => one.id)).toEqual([campaignId])
      yield* campaigns.withdraw(campaignId, 10)
      expect(yield* campaigns.active).toEqual([])
    }).pipe(Effect.provide(layer))
  )

  it.live("campaigns keep apart, and what is not there hands over nothing", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      yield* Drive.made([1, 2])
      yield* campaigns.create(campaign(2))
      yield* Drive.feed(1)
      expect(yield* campaigns.withdraw(campaign(2).id, 10)).toBe(0)
      expect(yield* campaigns.withdraw(campaign(9).id, 10)).toBe(0)
      expect(yield* campaigns.feed(campaign(9).id, 10, startMillis, Drive.queue(1))).toBe(0)
      expect(yield* campaigns.open(campaign(2).id)).toEqual([])
      expect(yield* Drive.inOutbox).toEqual([1])
    }).pipe(Effect.provide(layer))
  )
}
