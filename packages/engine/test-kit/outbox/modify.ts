import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Exit, Option } from "effect"
import { Outbox } from "../../src/ports/Outbox.ts"
import type { Message, MessageKey } from "../../src/ports/Outbox.ts"
import * as Samples from "../Samples.ts"

const { byId, byWamid, id, message, startMillis } = Samples

/** The message as it is now. */
const find = (n: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    return Option.getOrThrow(yield* outbox.find(id(n)))
  })

/** Changing messages by rules. */
export const declare = <E>(layer: Layer.Layer<Outbox, E>): void => {
  it.live("modify changes what a change names and nothing else, and appends its events in order", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      const before = yield* find(1)
      const failure = {
        cause: "media",
        code: 131053,
        httpStatus: 400,
        detail: "too large",
        remedy: "make it smaller"
      }
      const steps = [
        { failure, events: [Samples.event("refused", startMillis + 1), Samples.event("deferred", startMillis + 2)] },
        { state: "accepted", wamid: "wamid.1", events: [Samples.event("settled", startMillis + 9)] },
        { delivery: "delivered", dueMillis: startMillis + 5, events: [Samples.event("status", startMillis + 4)] },
        { failure: null, events: [] }
      ] as const
      for (const step of steps) expect(yield* outbox.modify([byId(1)], () => step)).toEqual([])
      expect(yield* find(1)).toEqual({
        ...before,
        state: "accepted",
        delivery: "delivered",
        dueMillis: startMillis + 5,
        wamid: "wamid.1",
        updatedMillis: startMillis + 9
      })
      const { events } = yield* outbox.history(id(1))
      expect(events.map(({ kind }) => kind)).toEqual(["accepted", "refused", "deferred", "settled", "status"])
      expect((yield* find(2)).updatedMillis).toBe(startMillis)
    }).pipe(Effect.provide(layer))
  )

  it.live("modify shows the whole message as it is, and leaves it alone where the rule says null", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      const before = [yield* find(1), yield* find(2)]
      const seen: Array<readonly [number, Message]> = []
      yield* outbox.modify([byId(2), byId(1)], (row, index) => {
        seen.push([index, row])
        return null
      })
      expect(seen).toEqual([
        [0, before[1]],
        [1, before[0]]
      ])
      expect([yield* find(1), yield* find(2)]).toEqual(before)
    }).pipe(Effect.provide(layer))
  )

  it.live("modify finds messages by the platform's id, and answers the keys that nobody has", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2), message(3)])
      yield* outbox.modify([byId(1), byId(2)], (row) => ({ wamid: `wamid of ${row.id}`, events: [] }))
      const keys: ReadonlyArray<MessageKey> = [
        byWamid("unknown"),
        byWamid(`wamid of ${id(2)}`),
        byId(9),
        byId(3),
        { _tag: "Id", id: "nonsense" }
      ]
      const seen: Array<readonly [number, string]> = []
      const unknown = yield* outbox.modify(keys, (row, index) => {
        seen.push([index, row.id])
        return null
      })
      expect(unknown).toEqual([keys[0], keys[2], keys[4]])
      expect(seen).toEqual([
        [1, id(2)],
        [3, id(3)]
      ])
    }).pipe(Effect.provide(layer))
  )

  it.live("of two messages that the platform names alike, the newest has the name", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      yield* outbox.modify([byId(2)], () => ({ wamid: "wamid.same", events: [] }))
      yield* outbox.modify([byId(1)], () => ({ wamid: "wamid.same", events: [] }))
      const seen: Array<string> = []
      yield* outbox.modify([byWamid("wamid.same")], (row) => {
        seen.push(row.id)
        return null
      })
      expect(seen).toEqual([id(2)])
    }).pipe(Effect.provide(layer))
  )

  it.live("several keys of one message in one call: each sees what the ones before made of it", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1)])
      yield* outbox.modify([byId(1)], () => ({ wamid: "wamid.1", events: [] }))
      yield* outbox.modify([byId(1), byWamid("wamid.1"), byId(1)], (row, index) => ({
        dueMillis: row.dueMillis + 1,
        events: [Samples.event("status", startMillis + index, { index })]
      }))
      expect((yield* find(1)).dueMillis).toBe(startMillis + 3)
      const { events } = yield* outbox.history(id(1))
      expect(events.slice(1).map(({ data }) => data)).toEqual([{ index: 0 }, { index: 1 }, { index: 2 }])
    }).pipe(Effect.provide(layer))
  )

  it.live("a rule that breaks on one message is a defect, and changes none", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      const broken = outbox.modify([byId(1), byId(2)], (_, index) => {
        if (index === 1) throw new Error("a mistake in a rule")
        return Samples.becomes("cancelled")
      })
      const exit = yield* Effect.exit(broken)
      expect(Exit.isFailure(exit) && exit.cause._tag).toBe("Die")
      expect((yield* find(1)).state).toBe("queued")
      expect((yield* outbox.history(id(1))).events).toHaveLength(1)
      yield* outbox.modify([byId(1)], () => Samples.becomes("cancelled"))
      expect((yield* find(1)).state).toBe("cancelled")
    }).pipe(Effect.provide(layer))
  )

  it.live("concurrent modifications are applied one after the other, whatever the order of their keys", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const numbers = [1, 2, 3, 4, 5, 6]
      yield* outbox.enqueue(numbers.map((n) => message(n)))
      const later = (row: Message) => ({
        dueMillis: row.dueMillis + 1,
        events: [Samples.event("deferred", startMillis)]
      })
      yield* Effect.forEach(
        Array.from({ length: 40 }, (_, call) => (call % 2 === 0 ? numbers : numbers.toReversed())),
        (order) => outbox.modify(order.map(byId), later),
        { concurrency: "unbounded", discard: true }
      )
      for (const n of numbers) {
        expect((yield* find(n)).dueMillis).toBe(startMillis + 40)
        expect((yield* outbox.history(id(n))).events).toHaveLength(41)
      }
    }).pipe(Effect.provide(layer))
  )
}
