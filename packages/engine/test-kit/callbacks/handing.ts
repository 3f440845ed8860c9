import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { CallbackLog, handedBytesMax } from "../../src/ports/CallbackLog.ts"
import { callback } from "../Samples.ts"
import { consume, numberOf, processed } from "./Consumer.ts"

/** What is handed over for processing: which, how many, to whom, and their verdicts. */
export const declare = <E>(layer: Layer.Layer<CallbackLog, E>, bodyBytesMax: number): void => {
  it.live("pending callbacks come oldest first, as many as are asked for, and each once", () =>
    Effect.gen(function* () {
      const log = yield* CallbackLog
      yield* log.append([callback(1), callback(2)])
      yield* log.append([callback(3), callback(4), callback(5)])
      expect(yield* consume(2)).toEqual([1, 2])
      expect(yield* consume(2)).toEqual([3, 4])
      expect(yield* consume(2)).toEqual([5])
      expect(yield* log.consume(2, () => Effect.dieMessage("called for nothing"))).toBe(0)
    }).pipe(Effect.provide(layer))
  )

  it.live.skipIf(bodyBytesMax <= handedBytesMax)(
    "WH-06: no more bytes are handed out at once than fit, and a callback that is larger comes alone",
    () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        yield* log.append([callback(1, { body: new Uint8Array(handedBytesMax + 1) }), callback(2), callback(3)])
        expect(yield* consume(10)).toEqual([1])
        expect(yield* consume(10)).toEqual([2, 3])
      }).pipe(Effect.provide(layer))
  )

  it.live("each callback goes to one of several consumers", () =>
    Effect.gen(function* () {
      const log = yield* CallbackLog
      const numbers = Array.from({ length: 100 }, (_, n) => n)
      yield* log.append(numbers.map((n) => callback(n)))
      const consumer = Effect.gen(function* () {
        const seen: Array<number> = []
        const take = log.consume(9, (callbacks) =>
          Effect.sync(() => processed(callbacks)).pipe(
            Effect.tap(() => Effect.yieldNow()),
            Effect.tap(() => seen.push(...callbacks.map(numberOf)))
          )
        )
        while ((yield* take) > 0);
        return seen
      })
      const seen = yield* Effect.all([consumer, consumer, consumer, consumer], { concurrency: "unbounded" })
      expect(seen.flat().toSorted((a, b) => a - b)).toEqual(numbers)
      expect(yield* log.counts).toEqual({ processed: 100 })
    }).pipe(Effect.provide(layer))
  )

  it.live("GD-03: what was refused at the door is kept as evidence, and never processed", () =>
    Effect.gen(function* () {
      const log = yield* CallbackLog
      yield* log.append([callback(1, { verdict: "bad-signature" }), callback(2, { verdict: "malformed" }), callback(3)])
      expect(yield* consume(10)).toEqual([3])
      expect(yield* log.counts).toEqual({ "bad-signature": 1, malformed: 1, processed: 1 })
    }).pipe(Effect.provide(layer))
  )

  it.live("verdicts are written for what was handed over; the others of the batch stay pending", () =>
    Effect.gen(function* () {
      const log = yield* CallbackLog
      yield* log.append([callback(1), callback(2), callback(3), callback(4)])
      const consumed = yield* log.consume(3, ([first, second]) =>
        Effect.succeed([
          { id: second?.id ?? 0, verdict: "quarantined", report: { odd: "\u0000 \ud800", paths: ["a.b"] } },
          { id: first?.id ?? 0, verdict: "malformed", report: {} },
          { id: first?.id ?? 0, verdict: "processed", report: {} },
          { id: (second?.id ?? 0) + 2, verdict: "processed", report: {} }
        ])
      )
      expect(consumed).toBe(2)
      expect(yield* log.counts).toEqual({ quarantined: 1, malformed: 1, pending: 2 })
      expect(yield* consume(10)).toEqual([3, 4])
    }).pipe(Effect.provide(layer))
  )
}
