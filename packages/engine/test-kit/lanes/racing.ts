import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import type { Holds } from "../../src/ports/Holds.ts"
import type { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { becomes, byId, id, message } from "../Samples.ts"
import * as Lane from "./Lane.ts"

const numbers = [1, 2, 3, 4, 5, 6, 7, 8]

/** Beginning sends while others act: a lane that lost its place, a cancellation, a second lane. */
export const declare = <E>(layer: Layer.Layer<Holds | Lanes | Outbox, E>): void => {
  it.live("TM-17: a lane that lost its place begins nothing and writes nothing, not even its ledger", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1), message(2)])
      expect(yield* Lane.begin(1, [1])).toEqual({ _tag: "Lost" })
      const first = yield* Lane.take()
      yield* Lane.begin(first.fence, [2], { ledger: "first" })
      const second = yield* Lane.take()
      const before = yield* Lane.find(1)
      for (const fence of [first.fence, second.fence + 1]) {
        expect(yield* Lane.begin(fence, [1], { ledger: "of a lane without a place" })).toEqual({ _tag: "Lost" })
      }
      expect(yield* Lane.find(1)).toEqual(before)
      expect(yield* Lane.kinds(1)).toEqual(["accepted"])
      expect(yield* Lane.begin(second.fence, [1])).toEqual(Lane.begun(1))
      expect((yield* Lane.history(1)).attempts.map(({ fence }) => fence)).toEqual([second.fence])
    }).pipe(Effect.provide(layer))
  )

  it.live("a send that an older lane began is not begun again under the next fence", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1)])
      const first = yield* Lane.take()
      yield* Lane.begin(first.fence, [1])
      const second = yield* Lane.take()
      expect(yield* Lane.begin(second.fence, [1])).toEqual(Lane.begun())
      expect(yield* Lane.begin(second.fence, [1], { attempt: 2 })).toEqual(Lane.begun())
    }).pipe(Effect.provide(layer))
  )

  it.live("of two lanes that believe in the same place, one begins each message", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* outbox.enqueue(numbers.map((n) => message(n)))
      const first = yield* Lane.take()
      const second = yield* Lane.take()
      const answers = yield* Effect.forEach(
        numbers.flatMap(
          (n) =>
            [
              [first.fence, n],
              [second.fence, n]
            ] as const
        ),
        ([fence, n]) => Lane.begin(fence, [n]),
        { concurrency: "unbounded" }
      )
      expect(answers.filter(({ _tag }) => _tag === "Lost")).toHaveLength(numbers.length)
      for (const n of numbers) expect((yield* Lane.history(n)).attempts).toMatchObject([{ fence: second.fence }])
    }).pipe(Effect.provide(layer))
  )

  it.live("a cancellation at the same moment wins or loses, never both: what was begun is not cancelled", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const { fence } = yield* Lane.take()
      for (let round = 0; round < 10; round++) {
        const ids = numbers.map((n) => round * 100 + n)
        yield* outbox.enqueue(ids.map((n) => message(n)))
        const [begun] = yield* Effect.all(
          [
            Lane.begin(fence, ids),
            outbox.modify(ids.toReversed().map(byId), (found) =>
              found.state === "queued" ? becomes("cancelled") : null
            )
          ],
          { concurrency: "unbounded" }
        )
        for (const n of ids) {
          const left = begun._tag === "Begun" && begun.messageIds.has(id(n))
          expect((yield* Lane.find(n)).state).toBe(left ? "sending" : "cancelled")
          expect(yield* Lane.kinds(n)).toEqual(["accepted", left ? "attempted" : "cancelled"])
        }
      }
    }).pipe(Effect.provide(layer))
  )

  it.live("a take at the same moment comes before or after: what was begun is its orphan, the rest it can begin", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      let { fence } = yield* Lane.take()
      for (let round = 0; round < 20; round++) {
        const n = round * 100
        yield* outbox.enqueue([message(n), message(n + 1)])
        const [begun, taken] = yield* Effect.all([Lane.begin(fence, [n, n + 1]), Lane.take()], {
          concurrency: "unbounded"
        })
        expect(taken.orphaned).toBe(begun._tag === "Begun" ? 2 : 0)
        const states = [(yield* Lane.find(n)).state, (yield* Lane.find(n + 1)).state]
        expect(new Set(states)).toEqual(new Set([begun._tag === "Begun" ? "uncertain" : "queued"]))
        fence = taken.fence
      }
    }).pipe(Effect.provide(layer))
  )
}
