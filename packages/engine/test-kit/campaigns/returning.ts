import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Campaigns } from "../../src/ports/Campaigns.ts"
import { Lanes } from "../../src/ports/Lanes.ts"
import { type Change, type Message, Outbox } from "../../src/ports/Outbox.ts"
import { accepted, becomes, byId, event, id, message, startMillis } from "../Samples.ts"
import * as Drive from "./Drive.ts"

const { campaignId } = Drive

/** Begins these messages of the first sender, and has the platform accept them. */
const send = (numbers: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const { fence } = yield* Drive.begin("acme-1", numbers)
    const finishes = numbers.map((n) => accepted(n))
    yield* lanes.finish({ senderId: "acme-1", fence, finishes, ledger: null, openSinceMillis: null })
  })

const back: Change = { state: "queued", dueMillis: startMillis + 86_400_000, events: [event("deferred", startMillis)] }

/** What a callback (131049) or an operator's retry does. */
const putBack = (numbers: ReadonlyArray<number>, f: (message: Message) => Change = () => back) =>
  Effect.flatMap(Outbox, (outbox) => outbox.modify(numbers.map(byId), f))

const open = Effect.gen(function* () {
  const campaigns = yield* Campaigns
  return [...(yield* campaigns.open(campaignId))].toSorted()
})

const recount = Effect.gen(function* () {
  const campaigns = yield* Campaigns
  const counted = yield* campaigns.recount({ nowMillis: startMillis, limit: 9 }, () => null)
  return { counted, counts: yield* campaigns.counts(campaignId) }
})

const count = (state: string, messages: number) => ({ state, delivery: null, cause: null, count: messages })

/** Messages that were over, and are put back into the queue. */
export const declare = <E>(layer: Layer.Layer<Campaigns | Lanes | Outbox, E>): void => {
  it.live("a message that was over and is put back is open again, whether or not it had been forgotten", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      yield* Drive.made([1, 2, 3, 4])
      yield* Drive.feed(4)
      yield* send([1, 2, 3])
      yield* putBack([3], () => becomes("dead"))
      yield* putBack([2])
      yield* campaigns.sweep
      expect(yield* open).toEqual([2, 4].map(id))
      yield* putBack([1, 3])
      expect(yield* open).toEqual([1, 2, 3, 4].map(id))
      expect(yield* campaigns.openCount(campaignId)).toBe(4)
      expect(yield* campaigns.sweep).toEqual([{ campaignId, senderId: "acme-1", messages: 4, units: 4 }])
    }).pipe(Effect.provide(layer))
  )

  it.live("a campaign that is over is looked after again when one of its messages is put back", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      yield* Drive.made([1])
      yield* Drive.feed(1)
      yield* send([1])
      yield* campaigns.modify(campaignId, () => ({ lifecycle: { _tag: "Cancelled", sinceMillis: startMillis } }))
      yield* campaigns.sweep
      expect(yield* campaigns.active).toEqual([])
      yield* putBack([1])
      expect((yield* campaigns.active).map((one) => one.id)).toEqual([campaignId])
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "SF-07: the stretch of a message that is put back is counted again, also one that was never to be again",
    () =>
      Effect.gen(function* () {
        const campaigns = yield* Campaigns
        yield* Drive.made([1, 2])
        yield* Drive.feed(2)
        yield* send([1, 2])
        yield* campaigns.sweep
        expect(yield* recount).toEqual({ counted: 1, counts: [count("accepted", 2)] })
        expect((yield* recount).counted).toBe(0)
        yield* putBack([2])
        expect(yield* recount).toEqual({ counted: 1, counts: [count("accepted", 1), count("queued", 1)] })
      }).pipe(Effect.provide(layer))
  )

  it.live("what is put back and over again at once, and what is no campaign's, opens nothing", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const outbox = yield* Outbox
      yield* Drive.made([1])
      yield* Drive.feed(1)
      yield* outbox.enqueue([message(2)])
      yield* send([1, 2])
      yield* campaigns.sweep
      yield* putBack([1, 1], ({ state }) => (state === "queued" ? becomes("cancelled") : back))
      yield* putBack([2])
      expect(yield* campaigns.openCount(campaignId)).toBe(0)
      expect(yield* campaigns.active).toHaveLength(1)
    }).pipe(Effect.provide(layer))
  )

  it.live("of putting back and forgetting at the same time, no message is lost", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const numbers = Array.from({ length: 40 }, (_, n) => n + 1)
      yield* Drive.made(numbers)
      yield* campaigns.feed(campaignId, 40, startMillis, Drive.queue(40))
      yield* send(numbers)
      const steps = numbers.flatMap((n) => [Effect.asVoid(putBack([n])), Effect.asVoid(campaigns.sweep)])
      yield* Effect.all(steps, { concurrency: "unbounded", discard: true })
      yield* campaigns.sweep
      expect(yield* open).toEqual(numbers.map(id))
    }).pipe(Effect.provide(layer))
  )
}
