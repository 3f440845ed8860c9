import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Lanes } from "../../src/ports/Lanes.ts"
import { LedgerStore } from "../../src/ports/LedgerStore.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { accepted, byId, becomes, givenUp, id, message, startMillis } from "../Samples.ts"
import * as Lane from "./Lane.ts"

/** Taking a place, giving it back, and who has work. */
export const declare = <E>(layer: Layer.Layer<Lanes | LedgerStore | Outbox, E>): void => {
  it.live("each take of a sender has a higher fence, whoever takes, also after the place was given back", () =>
    Effect.gen(function* () {
      const lanes = yield* Lanes
      const first = yield* Lane.take()
      yield* lanes.release("acme-1", first.fence)
      const second = yield* Lane.take()
      const others = yield* Effect.all(
        Array.from({ length: 8 }, () => Lane.take()),
        { concurrency: "unbounded" }
      )
      const fences = [first.fence, second.fence, ...others.map(({ fence }) => fence).toSorted((a, b) => a - b)]
      expect(fences).toEqual([...new Set(fences)].toSorted((a, b) => a - b))
      expect((yield* Lane.take("acme-2")).orphaned).toBe(0)
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "RT-04: the accounts that a sender was ever sent by stay with it, each once, whoever took its lane since",
    () =>
      Effect.gen(function* () {
        const lanes = yield* Lanes
        const at = (senderId: string, accountId: string | null) =>
          lanes.take({
            senderId,
            runner: "runner",
            nowMillis: startMillis,
            recentSinceMillis: 0,
            ...(accountId === null ? {} : { accountId })
          })
        yield* at("acme-1", "acme")
        yield* at("acme-1", "acme-elsewhere")
        const { fence } = yield* at("acme-1", "acme")
        yield* lanes.release("acme-1", fence)
        yield* at("acme-1", null)
        yield* at("acme-2", null)
        expect(yield* lanes.accounts(["acme-1", "acme-2", "nobody"])).toEqual(
          new Map([["acme-1", new Set(["acme", "acme-elsewhere"])]])
        )
      }).pipe(Effect.provide(layer))
  )

  it.live("a sender that never sent has no ledger, no sends and no orphans", () =>
    Effect.gen(function* () {
      const { fence: _, ...taken } = yield* Lane.take()
      expect(taken).toEqual({ ledger: null, recent: [], counted: [], orphaned: 0 })
    }).pipe(Effect.provide(layer))
  )

  it.live("the next lane gets the ledger as it was written last, by begin or by finish; readers see it too", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const ledger = yield* LedgerStore
      yield* outbox.enqueue([message(1)])
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [1], { ledger: { used: [1.8, null], text: '{"\\u0000}' } })
      const second = yield* Lane.take()
      expect(second.ledger).toEqual({ used: [1.8, null], text: '{"\\u0000}' })
      yield* Lane.finish(second.fence, [accepted(1)], { used: [] })
      expect((yield* Lane.take()).ledger).toEqual({ used: [] })
      expect(yield* ledger.read("sender", "acme-1")).toEqual({ used: [] })
      expect((yield* Lane.take("acme-2")).ledger).toBeNull()
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-03: a send that was answered long ago and was its recipient's only one is left out; no other is", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const twice = { recipient: "+886912000000" }
      yield* outbox.enqueue([message(1), message(2, twice), message(3), message(4), message(5, twice)])
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [1, 2, 3, 4])
      yield* Lane.finish(fence, [
        accepted(1, { answeredMillis: startMillis + 100 }),
        accepted(2, { answeredMillis: startMillis + 100 }),
        accepted(3, { answeredMillis: startMillis + 101 })
      ])
      yield* Lane.begin(fence, [5])
      yield* Lane.finish(fence, [accepted(5, { answeredMillis: startMillis + 100 })])
      const told = (aloneSinceMillis?: number) =>
        Effect.map(
          Lane.take("acme-1", startMillis, 0, aloneSinceMillis === undefined ? {} : { aloneSinceMillis }),
          ({ recent }) => recent.map(({ messageId }) => messageId)
        )
      expect(yield* told(startMillis + 100)).toEqual([2, 3, 4, 5].map(id))
      expect(yield* told(startMillis + 101)).toEqual([2, 4, 5].map(id))
      expect(yield* told()).toEqual([1, 2, 3, 4, 5].map(id))
    }).pipe(Effect.provide(layer))
  )

  it.live("the next lane gets the sends that started after the given moment, oldest first, with their answers", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([
        message(1),
        message(2),
        message(3, { kind: "media", units: 1.8 }),
        message(4),
        message(5, { senderId: "acme-2" })
      ])
      const { fence } = yield* Lane.take()
      for (const [n, afterMillis] of [
        [1, 10],
        [4, 20],
        [3, 30],
        [2, 40]
      ] as const) {
        yield* Lane.begin(fence, [n], { nowMillis: startMillis + afterMillis })
      }
      const other = yield* Lane.take("acme-2")
      yield* Lane.begin(other.fence, [5], { senderId: "acme-2", nowMillis: startMillis + 50 })
      yield* Lane.finish(fence, [accepted(4), givenUp(3)])
      const { recent } = yield* Lane.take("acme-1", startMillis + 60, startMillis + 10)
      expect(recent).toEqual([
        {
          messageId: id(4),
          recipient: message(4).recipient,
          units: 1,
          startedMillis: startMillis + 20,
          answeredMillis: startMillis + 300
        },
        {
          messageId: id(3),
          recipient: message(3).recipient,
          units: 1.8,
          startedMillis: startMillis + 30,
          answeredMillis: null
        },
        {
          messageId: id(2),
          recipient: message(2).recipient,
          units: 1,
          startedMillis: startMillis + 40,
          answeredMillis: null
        }
      ])
    }).pipe(Effect.provide(layer))
  )

  it.live("RT-04: what an older lane left in flight is uncertain, with its history, and nothing else is touched", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2), message(3), message(4), message(5, { senderId: "acme-2" })])
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [1, 2, 3])
      yield* Lane.finish(fence, [accepted(2)])
      const other = yield* Lane.take("acme-2")
      yield* Lane.begin(other.fence, [5], { senderId: "acme-2" })
      const before = yield* Effect.forEach([2, 4, 5], Lane.find)

      const second = yield* Lane.take("acme-1", startMillis + 9_000)
      expect(second.orphaned).toBe(2)
      for (const n of [1, 3]) {
        const found = yield* Lane.find(n)
        expect(found).toMatchObject({ state: "uncertain", attempts: 1, updatedMillis: startMillis + 9_000 })
        expect(yield* Lane.kinds(n)).toEqual(["accepted", "attempted", "uncertain"])
        const { attempts } = yield* Lane.history(n)
        expect(attempts).toMatchObject([{ number: 1, fence, outcome: "uncertain", answeredMillis: null }])
      }
      expect(yield* Effect.forEach([2, 4, 5], Lane.find)).toEqual(before)
      expect((yield* Lane.take()).orphaned).toBe(0)
      const left = yield* outbox.uncertainSince({ beforeMillis: startMillis + 1, limit: 10 })
      expect(left.map((found) => found.message.id)).toEqual([id(1), id(3)])
    }).pipe(Effect.provide(layer))
  )

  it.live("a place that was given back begins nothing more; giving back one that another has taken does nothing", () =>
    Effect.gen(function* () {
      const lanes = yield* Lanes
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      const first = yield* Lane.take()
      yield* lanes.release("acme-1", first.fence)
      expect(yield* Lane.begin(first.fence, [1])).toEqual({ _tag: "Lost" })
      const second = yield* Lane.take()
      yield* lanes.release("acme-1", first.fence)
      expect(yield* Lane.begin(second.fence, [1])).toEqual(Lane.begun(1))
      yield* lanes.release("acme-9", 1)
    }).pipe(Effect.provide(layer))
  )

  it.live("senders have work while something is due or in flight, and only then", () =>
    Effect.gen(function* () {
      const lanes = yield* Lanes
      const outbox = yield* Outbox
      const withWork = (afterMillis: number) =>
        Effect.map(lanes.withWork(startMillis + afterMillis), (ids) => ids.toSorted())
      expect(yield* withWork(0)).toEqual([])
      yield* outbox.enqueue([
        message(1, { senderId: "a", dueMillis: startMillis + 10 }),
        message(2, { senderId: "b", dueMillis: startMillis + 99, priority: 1 }),
        message(3, { senderId: "b", dueMillis: startMillis + 20, priority: 200 }),
        message(4, { senderId: "c" }),
        message(5)
      ])
      yield* outbox.modify([byId(4)], () => becomes("cancelled"))
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [5])
      expect(yield* withWork(0)).toEqual(["acme-1"])
      expect(yield* withWork(10)).toEqual(["a", "acme-1"])
      expect(yield* withWork(20)).toEqual(["a", "acme-1", "b"])
      yield* Lane.finish(fence, [accepted(5)])
      expect(yield* withWork(1_000)).toEqual(["a", "b"])
    }).pipe(Effect.provide(layer))
  )

  it.live("CLOUD_API 3.4: the next lane learns whom counted sends of the last day went to, each recipient once", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const ada = { recipient: "+886910000001" }
      const bob = { recipient: "+886910000002" }
      yield* outbox.enqueue([message(1, ada), message(2, ada), message(3, bob), message(4), message(5, ada)])
      const { fence } = yield* Lane.take()
      const at = (nowMillis: number) => ({ nowMillis: startMillis + nowMillis, counted: true }) as const
      yield* Lane.begin(fence, [1], at(10))
      yield* Lane.finish(fence, [accepted(1, { answeredMillis: startMillis + 400 })])
      yield* Lane.begin(fence, [2], at(500))
      yield* Lane.finish(fence, [accepted(2, { answeredMillis: startMillis + 600 })])
      yield* Lane.begin(fence, [3], at(700))
      yield* Lane.begin(fence, [4], { nowMillis: startMillis + 800 })
      const taken = (countedSinceMillis: number) =>
        Effect.flatMap(Lanes, (lanes) =>
          lanes.take({
            senderId: "acme-1",
            runner: "next",
            nowMillis: startMillis + 900,
            recentSinceMillis: startMillis,
            countedSinceMillis
          })
        )
      const counted = [
        { ...ada, startedMillis: startMillis + 500, answeredMillis: startMillis + 600 },
        { ...bob, startedMillis: startMillis + 700, answeredMillis: null }
      ]
      expect((yield* taken(0)).counted).toEqual(counted)
      expect((yield* taken(startMillis + 500)).counted).toEqual(counted.slice(1))
      expect((yield* Lane.take()).counted).toEqual([])
    }).pipe(Effect.provide(layer))
  )
}
