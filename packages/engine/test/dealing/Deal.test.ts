import { it } from "@effect/vitest"
import { Deal } from "@sluice/engine/dealing/Deal"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Conversations } from "@sluice/engine/ports/Conversations"
import type { Pool } from "@sluice/engine/ports/Directory"
import { Holds } from "@sluice/engine/ports/Holds"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { hold } from "@sluice/engine/test-kit/Samples"
import { Context, Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const pool: Pool = { id: "orders", senderIds: ["a", "b", "c"] }

const person = (n: number): string => `+15550${String(200_000 + n)}`
const rowsTo = (...people: ReadonlyArray<number>) =>
  people.map((n) => ({ recipient: person(n), units: 1, needsWindow: false }))
const people = (count: number, from = 0) => Array.from({ length: count }, (_, n) => from + n)

const directory = (policy: "guide" | "cloud-api") =>
  World.directory(
    ...pool.senderIds.map((id, index) =>
      World.sender(policy, { id, phoneNumberId: `10${index}`, number: `+1555010000${index}` })
    )
  )

const live = (policy: "guide" | "cloud-api" = "guide") =>
  Deal.layer().pipe(Layer.provideMerge(Layer.merge(MemoryStore.layer, directory(policy))))

const deal = (...rows: ReturnType<typeof rowsTo>) =>
  Effect.map(
    Effect.flatMap(Deal, (service) => service.deal(pool, rows)),
    (given) => given.map(({ dealt, sender }) => [sender.id, dealt.because] as const)
  )

const countOf = (given: ReadonlyArray<readonly [string, string]>) =>
  pool.senderIds.map((id) => given.filter(([senderId]) => senderId === id).length)

describe("Deal", () => {
  it.effect("RL-10: senders of equal standing take turns, across calls", () =>
    Effect.gen(function* () {
      expect(countOf(yield* deal(...rowsTo(1, 2)))).toEqual([1, 1, 0])
      expect(countOf(yield* deal(...rowsTo(3, 4, 5, 6)))).toEqual([1, 1, 2])
    }).pipe(Effect.provide(live()))
  )

  it.effect("RL-10: a batch of 10,000 is dealt in one go, evenly, and the store is asked once", () =>
    Effect.gen(function* () {
      let asked = 0
      const counted = Layer.map(MemoryStore.layer, (store) => {
        const port = Context.get(store, Conversations)
        const known: typeof port.known = (about) => {
          asked++
          return port.known(about)
        }
        return Context.add(store, Conversations, { ...port, known })
      })
      const given = yield* Effect.provide(
        deal(...rowsTo(...people(10_000))),
        Deal.layer().pipe(Layer.provideMerge(Layer.merge(counted, directory("guide"))))
      )
      expect(asked).toBe(1)
      for (const count of countOf(given)) expect(Math.abs(count - 10_000 / 3)).toBeLessThanOrEqual(5)
    })
  )

  it.effect("RL-10: what waits at a sender counts against it, and is read again after a while", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* deal(...rowsTo(1))
      yield* outbox.enqueue(people(15, 100).map((n) => World.message(n, { senderId: "b", recipient: person(n) })))
      yield* TestClock.adjust("2 seconds")
      expect(countOf(yield* deal(...rowsTo(...people(10, 300))))).toEqual([5, 0, 5])
    }).pipe(Effect.provide(live()))
  )

  it.effect("RL-10: a sender that is held is passed over, and so is one whose business is", () =>
    Effect.gen(function* () {
      const holds = yield* Holds
      yield* holds.place(hold({ key: "b", sinceMillis: 0, untilMillis: 300_000 }))
      expect(countOf(yield* deal(...rowsTo(...people(10))))).toEqual([5, 0, 5])
      yield* holds.place(hold({ scope: "token", key: "account", level: "fix", needsReview: true, untilMillis: null }))
      yield* TestClock.adjust("2 seconds")
      const given = yield* deal(...rowsTo(...people(3, 50)))
      expect(new Set(given.map(([, because]) => because))).toEqual(new Set(["soonest"]))
    }).pipe(Effect.provide(live()))
  )

  it.effect("RL-10: a conversation stays with its sender; two messages to one person in one batch do, too", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([World.message(1, { senderId: "c", recipient: person(1) })])
      yield* outbox.modify([{ _tag: "Id", id: World.message(1).id }], () => ({ state: "accepted", events: [] }))
      expect(yield* deal(...rowsTo(1, 2, 1, 2))).toEqual([
        ["c", "conversation"],
        ["a", "turn"],
        ["c", "order"],
        ["a", "order"]
      ])
    }).pipe(Effect.provide(live()))
  )

  it.effect("RL-10: a message stays behind one that is still on its way into the store, and only that long", () =>
    Effect.gen(function* () {
      expect(yield* deal(...rowsTo(1, 2, 3))).toEqual([
        ["a", "turn"],
        ["b", "turn"],
        ["c", "turn"]
      ])
      expect(yield* deal(...rowsTo(3, 1))).toEqual([
        ["c", "order"],
        ["a", "order"]
      ])
      // Nothing of it became durable.
      yield* TestClock.adjust("11 seconds")
      expect((yield* deal(...rowsTo(3)))[0]?.[1]).toBe("turn")
    }).pipe(Effect.provide(live()))
  )

  it.effect("RL-10: who wrote to a number is answered from it", () =>
    Effect.gen(function* () {
      const windows = yield* ServiceWindows
      yield* TestClock.adjust("2 days")
      const nowMillis = 2 * 86_400_000
      yield* windows.note([
        { senderId: "c", recipient: person(1), atMillis: nowMillis - 1_000 },
        { senderId: "b", recipient: person(2), atMillis: nowMillis - 86_400_000 }
      ])
      const [first, second] = yield* deal(...rowsTo(1, 2))
      expect([first, second?.[1]]).toEqual([["c", "conversation"], "turn"])
    }).pipe(Effect.provide(live("cloud-api")))
  )

  it.effect("a rehearsal answers the same, and counts for nothing", () =>
    Effect.gen(function* () {
      const service = yield* Deal
      const rows = rowsTo(...people(7))
      const rehearsed = yield* service.rehearse(pool, rows)
      expect(yield* service.rehearse(pool, rows)).toEqual(rehearsed)
      expect(yield* service.deal(pool, rows)).toEqual(rehearsed)
    }).pipe(Effect.provide(live()))
  )

  it.effect(
    "RL-10: elsewhere is never the sender that is left, nor one that is held, nor one without the person's window",
    () =>
      Effect.gen(function* () {
        const service = yield* Deal
        const holds = yield* Holds
        const windows = yield* ServiceWindows
        yield* windows.note([{ senderId: "a", recipient: person(1), atMillis: 0 }])
        yield* holds.place(hold({ key: "b", sinceMillis: 0, untilMillis: null, needsReview: true, level: "medium" }))
        const rows = [...rowsTo(1, 2), { recipient: person(1), units: 1, needsWindow: true }]
        const given = yield* service.elsewhere(pool, "a", rows)
        expect(given.map((one) => one?.sender.id ?? null)).toEqual(["c", "c", null])
        expect(given[0]?.dealt).toEqual({ pool: "orders", because: "turn", leaves: "a" })
        yield* holds.place(hold({ key: "c", sinceMillis: 0, untilMillis: null, needsReview: true, level: "medium" }))
        yield* TestClock.adjust("2 seconds")
        expect(yield* service.elsewhere(pool, "a", rowsTo(3))).toEqual([null])
        expect(yield* service.elsewhere({ id: "one", senderIds: ["a"] }, "a", rowsTo(4))).toEqual([null])
      }).pipe(Effect.provide(live("cloud-api")))
  )
})
