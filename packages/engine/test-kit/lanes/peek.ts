import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { accepted, becomes, byId, event, givenUp, id, message, startMillis } from "../Samples.ts"
import * as Lane from "./Lane.ts"

const sameRecipient = { recipient: "+886912000000" }

/** What a lane sees of its queue. */
export const declare = <E>(layer: Layer.Layer<Lanes | Outbox, E>): void => {
  it.live("due messages come by priority, then due time, then id", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([
        message(1, { priority: 200, dueMillis: startMillis - 9 }),
        message(2, { dueMillis: startMillis }),
        message(4, { dueMillis: startMillis - 1 }),
        message(3, { dueMillis: startMillis - 1 }),
        message(5, { priority: -7 }),
        message(6, { senderId: "acme-2" })
      ])
      expect(yield* Lane.peek()).toEqual({ due: [5, 3, 4, 2, 1], next: null })
      expect(yield* Lane.peek({ limit: 2 })).toEqual({ due: [5, 3], next: null })
      expect(yield* Lane.peek({ senderId: "acme-2" })).toEqual({ due: [6], next: null })
      expect(yield* Lane.peek({ senderId: "acme-3" })).toEqual({ due: [], next: null })
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "RL-05: behind a place come the messages that are later in the order, whether the place is taken or not",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([
          message(1, { priority: 200, dueMillis: startMillis - 9 }),
          message(2, { dueMillis: startMillis }),
          message(3, { dueMillis: startMillis - 1 }),
          message(4, { dueMillis: startMillis - 1 }),
          message(5, { priority: -7 }),
          message(7, { ...sameRecipient, priority: 201 }),
          message(8, { ...sameRecipient, priority: 202 }),
          message(9, { priority: 202, dueMillis: startMillis + 7 })
        ])
        const behind = (n: number, priority: number, dueMillis: number, limit = 100) =>
          Lane.peek({ after: { priority, dueMillis: startMillis + dueMillis, id: id(n) }, limit })
        expect(yield* behind(5, -7, 0)).toEqual({ due: [3, 4, 2, 1, 7], next: 7 })
        expect((yield* behind(3, 100, -1, 2)).due).toEqual([4, 2])
        expect((yield* behind(4, 100, -1)).due).toEqual([2, 1, 7])
        expect((yield* behind(2, 100, 0)).due).toEqual([1, 7])
        expect((yield* behind(1, 150, 0)).due).toEqual([1, 7])
        // The one before it in its conversation is not done, and is not shown either.
        expect(yield* behind(7, 201, 0)).toEqual({ due: [], next: 7 })
      }).pipe(Effect.provide(layer))
  )

  it.live("messages come whole", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const lanes = yield* Lanes
      yield* outbox.enqueue([message(1, { kind: "media", units: 1.8, idempotencyKey: "k", replyTo: "wamid.0" })])
      const { due } = yield* lanes.peek({ senderId: "acme-1", nowMillis: startMillis, limit: 1 })
      expect(due).toEqual([yield* Lane.find(1)])
    }).pipe(Effect.provide(layer))
  )

  it.live("nothing comes before it is due; the next due time is known, over all priorities", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([
        message(1, { dueMillis: startMillis + 30 }),
        message(2, { dueMillis: startMillis + 20, priority: 200 }),
        message(3, { dueMillis: startMillis + 10, priority: 300 }),
        message(4, { dueMillis: startMillis + 40, priority: 1 })
      ])
      const at = (afterMillis: number) => Lane.peek({ nowMillis: startMillis + afterMillis })
      expect(yield* at(9)).toEqual({ due: [], next: 10 })
      expect(yield* at(10)).toEqual({ due: [3], next: 20 })
      expect(yield* at(25)).toEqual({ due: [2, 3], next: 30 })
      expect(yield* at(40)).toEqual({ due: [4, 1, 2, 3], next: null })
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "of each conversation only the earliest message that is not done comes, whatever its priority and due time",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([
          message(1, { ...sameRecipient, priority: 200, dueMillis: startMillis + 5 }),
          message(2, { ...sameRecipient, priority: 1 }),
          message(3, { ...sameRecipient, senderId: "acme-2" }),
          message(4)
        ])
        expect(yield* Lane.peek()).toEqual({ due: [4], next: 5 })
        expect((yield* Lane.peek({ nowMillis: startMillis + 5 })).due).toEqual([4, 1])
        expect((yield* Lane.peek({ senderId: "acme-2" })).due).toEqual([3])
        yield* outbox.modify([byId(1)], () => becomes("cancelled"))
        expect((yield* Lane.peek()).due).toEqual([2, 4])
      }).pipe(Effect.provide(layer))
  )

  it.live(
    "RT-04: a message that is sending or uncertain holds back the later ones of its conversation, a done one does not",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1, sameRecipient), message(2, sameRecipient)])
        const { fence } = yield* Lane.take()
        yield* Lane.begin(fence, [1])
        expect((yield* Lane.peek()).due).toEqual([])
        // Told or not, it is in flight, and holds the later one back.
        expect((yield* Lane.peek({ flying: [1] })).due).toEqual([])
        yield* Lane.finish(fence, [givenUp(1)])
        expect((yield* Lane.peek()).due).toEqual([])
        for (const state of ["accepted", "failed", "dead", "cancelled"] as const) {
          yield* outbox.modify([byId(1)], () => ({ state, events: [] }))
          expect((yield* Lane.peek()).due).toEqual([2])
        }
      }).pipe(Effect.provide(layer))
  )

  it.live(
    "RT-04: what the lane knows to be done holds nothing back, and comes no more, before the store has been told",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1, sameRecipient), message(2, sameRecipient), message(3, sameRecipient)])
        const { fence } = yield* Lane.take()
        yield* Lane.begin(fence, [1])
        expect((yield* Lane.peek({ answered: [1] })).due).toEqual([2])
        yield* Lane.finish(fence, [accepted(1)])
        expect((yield* Lane.peek({ answered: [1] })).due).toEqual([2])
      }).pipe(Effect.provide(layer))
  )

  it.live(
    "RT-04: a message that is put off too far holds back nobody; an uncertain one does, whenever it was due",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([
          message(1, { ...sameRecipient, dueMillis: startMillis + 301 }),
          message(2, { ...sameRecipient, dueMillis: startMillis + 300 }),
          message(3, sameRecipient),
          message(4)
        ])
        expect((yield* Lane.peek({ orderMillisMax: 299 })).due).toEqual([3, 4])
        expect((yield* Lane.peek({ orderMillisMax: 300 })).due).toEqual([4])
        expect((yield* Lane.peek()).due).toEqual([4])
        yield* outbox.modify([byId(2)], () => becomes("cancelled"))
        expect((yield* Lane.peek({ orderMillisMax: 300 })).due).toEqual([3, 4])
        // The later one may be under way when the earlier comes due; then both are candidates of their own time.
        expect((yield* Lane.peek({ nowMillis: startMillis + 301, orderMillisMax: 0 })).due).toEqual([4, 1])
        yield* outbox.modify([byId(1)], () => ({ state: "uncertain", events: [] }))
        expect((yield* Lane.peek({ orderMillisMax: 0 })).due).toEqual([4])
      }).pipe(Effect.provide(layer))
  )

  it.live(
    "RL-09: a message that was put back comes again when it is due, and before the later ones of its conversation",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1, sameRecipient), message(2, sameRecipient)])
        const { fence } = yield* Lane.take()
        yield* Lane.begin(fence, [1])
        const change = {
          state: "queued" as const,
          dueMillis: startMillis + 60_000,
          events: [event("deferred", startMillis + 1)]
        }
        yield* Lane.finish(fence, [accepted(1, { outcome: "refused", httpStatus: 429, change })])
        expect(yield* Lane.peek({ nowMillis: startMillis + 59_999 })).toEqual({ due: [], next: 60_000 })
        expect(yield* Lane.peek({ nowMillis: startMillis + 60_000 })).toEqual({ due: [1], next: null })
      }).pipe(Effect.provide(layer))
  )
}
