import { it } from "@effect/vitest"
import { Deal } from "@sluice/engine/dealing/Deal"
import * as Redealing from "@sluice/engine/dealing/Redealing"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { Directory } from "@sluice/engine/ports/Directory"
import { Holds } from "@sluice/engine/ports/Holds"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { Dealt } from "@sluice/engine/ports/Outbox"
import { campaign, hold } from "@sluice/engine/test-kit/Samples"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const dealt: Dealt = { pool: "orders", because: "turn", leaves: null }

const senders = ["a", "b", "c"].map((id, index) =>
  World.sender("guide", {
    id,
    businessId: `business-${id}`,
    phoneNumberId: `10${index}`,
    number: `+1555010000${index}`
  })
)

const directory = Layer.effect(
  Directory,
  Effect.map(Directory, (found) => ({
    ...found,
    accounts: Effect.map(found.accounts, (accounts) =>
      accounts.map((account) => ({ ...account, pools: [{ id: "orders", senderIds: ["a", "b", "c"] as const }] }))
    )
  }))
).pipe(Layer.provide(World.directory(...senders)))

const live = Deal.layer().pipe(Layer.provideMerge(Layer.merge(MemoryStore.layer, directory)))

/** Some messages of `a`: to a person each, all of the pool but those that were handed to it by name. */
const queue = (count: number, named: ReadonlyArray<number> = []) =>
  Effect.flatMap(Outbox, ({ enqueue }) =>
    enqueue(
      Array.from({ length: count }, (_, n) =>
        World.message(n, { senderId: "a", ...(named.includes(n) ? {} : { dealt }) })
      )
    )
  )

const sendersNow = Effect.map(
  Effect.flatMap(Outbox, ({ list }) => list({ limit: 1_000 })),
  (messages) => messages.toReversed().map(({ senderId }) => senderId)
)

const medium = (key: string) =>
  hold({ scope: "business", key, level: "medium", sinceMillis: 0, untilMillis: 3_600_000, needsReview: true })

/** Runs it for some rounds of five seconds. */
const rounds = (count: number) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Redealing.run({ everyMillis: 5_000, moveMax: 4 }))
    yield* TestClock.adjust(`${count * 5 - 1} seconds`)
    return fiber
  }).pipe(Effect.asVoid)

describe("Redealing", () => {
  it.effect(
    "RL-10: the queue of a sender that is held for long goes to the free ones, and what was handed to it stays",
    () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        yield* queue(10, [3, 7])
        yield* holds.place(medium("business-a"))
        yield* rounds(1)
        const after = yield* sendersNow
        expect(after.filter((id) => id === "a")).toHaveLength(2)
        expect([after[3], after[7]]).toEqual(["a", "a"])
        expect(after.filter((id) => id === "b")).toHaveLength(4)
        const { events } = yield* Effect.flatMap(Outbox, ({ history }) => history(World.message(0).id))
        expect(events.at(-1)).toMatchObject({ kind: "dealt", data: { pool: "orders", because: "turn", leaves: "a" } })
      }).pipe(Effect.provide(live))
  )

  it.effect("RL-10: a light hold moves nothing: it passes by itself", () =>
    Effect.gen(function* () {
      const holds = yield* Holds
      yield* queue(3)
      yield* holds.place(hold({ key: "a", sinceMillis: 0, untilMillis: 300_000 }))
      yield* rounds(3)
      expect(yield* sendersNow).toEqual(["a", "a", "a"])
    }).pipe(Effect.provide(live))
  )

  it.effect("SF-04: where the whole account is stopped nothing moves, and nothing is lost", () =>
    Effect.gen(function* () {
      const holds = yield* Holds
      yield* queue(3)
      yield* holds.place(
        hold({ scope: "token", key: "account", level: "fix", sinceMillis: 0, untilMillis: null, needsReview: true })
      )
      yield* rounds(3)
      expect(yield* sendersNow).toEqual(["a", "a", "a"])
    }).pipe(Effect.provide(live))
  )

  it.effect("RL-10: what moved to one that is held later moves on", () =>
    Effect.gen(function* () {
      const holds = yield* Holds
      yield* queue(6)
      yield* holds.place(medium("business-a"))
      yield* holds.place(medium("business-c"))
      yield* rounds(1)
      expect(yield* sendersNow).toEqual(Array.from({ length: 6 }, () => "b"))
      yield* holds.place(medium("business-b"))
      const [c] = (yield* holds.active(0)).filter(({ hold: { key } }) => key === "business-c")
      yield* holds.clear(c?.id ?? 0, { by: "kim", atMillis: 6_000, note: "looked at" })
      yield* TestClock.adjust("10 seconds")
      expect(yield* sendersNow).toEqual(Array.from({ length: 6 }, () => "c"))
    }).pipe(Effect.provide(live))
  )

  it.effect("RL-10: a conversation stays together, whoever takes it", () =>
    Effect.gen(function* () {
      const holds = yield* Holds
      const outbox = yield* Outbox
      yield* outbox.enqueue(
        Array.from({ length: 12 }, (_, n) =>
          World.message(n, { senderId: "a", dealt, recipient: `+1555020000${n % 4}` })
        )
      )
      yield* holds.place(medium("business-a"))
      yield* rounds(1)
      const messages = yield* outbox.list({ limit: 100 })
      const of = (recipient: string) =>
        new Set(messages.filter((one) => one.recipient === recipient).map(({ senderId }) => senderId))
      for (const recipient of new Set(messages.map((one) => one.recipient))) expect(of(recipient).size).toBe(1)
      expect(new Set(messages.map(({ senderId }) => senderId))).toEqual(new Set(["b", "c"]))
    }).pipe(Effect.provide(live))
  )

  it.effect(
    "RL-10: what a campaign has handed to a sender that is held goes to the campaign's other senders alone",
    () =>
      Effect.gen(function* () {
        const campaigns = yield* Campaigns
        const outbox = yield* Outbox
        const made = campaign(1, { accountId: "account", senderIds: ["a", "c"] })
        yield* campaigns.create(made)
        const handed: Dealt = { pool: made.id, because: "turn", leaves: null }
        yield* outbox.enqueue(Array.from({ length: 6 }, (_, n) => World.message(n, { senderId: "a", dealt: handed })))
        yield* campaigns.modify(made.id, () => ({ lifecycle: { _tag: "Running", startMillis: 0 } }))
        yield* Effect.flatMap(Holds, ({ place }) => place(medium("business-a")))
        yield* rounds(1)
        expect(yield* sendersNow).toEqual(Array.from({ length: 6 }, () => "c"))
      }).pipe(Effect.provide(live))
  )
})
