import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import type { Lanes } from "../src/ports/Lanes.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import { SendRecords } from "../src/ports/SendRecords.ts"
import { accepted, event, givenUp, message, startMillis } from "./Samples.ts"
import * as Lane from "./lanes/Lane.ts"

const refused = (n: number, code: number, httpStatus: number) =>
  accepted(n, {
    outcome: "refused",
    code,
    httpStatus,
    change: { state: "failed", events: [event("failed", startMillis + 300)] }
  })

const summary = (fromMillis: number, untilMillis: number, senderIds: ReadonlyArray<string> = ["acme-1"]) =>
  Effect.flatMap(SendRecords, (records) => records.summary({ senderIds, fromMillis, untilMillis }))

/** What every record of sends guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Lanes | Outbox | SendRecords, E>): void => {
  describe(`SendRecords, ${name}`, () => {
    it.live("RL-07: the sends of a span are counted by what became of them, and by the minute", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([1, 2, 3, 4, 5, 6, 7].map((n) => message(n)))
        const { fence } = yield* Lane.take()
        const second = 1_000
        for (const [n, at] of [
          [1, 0],
          [2, 30],
          [3, 59],
          [4, 60],
          [5, 200],
          [6, 201],
          [7, 400]
        ] as const) {
          yield* Lane.begin(fence, [n], { nowMillis: startMillis + at * second })
        }
        yield* Lane.finish(fence, [
          accepted(1),
          refused(2, 131026, 400),
          refused(3, 130429, 429),
          refused(4, 130429, 429),
          givenUp(5)
        ])
        expect(yield* summary(startMillis, startMillis + 201 * second)).toEqual([
          {
            senderId: "acme-1",
            sends: 6,
            accepted: 1,
            refused: 3,
            unanswered: 2,
            // The first is a whole minute before the fourth.
            busiestMinute: 3,
            firstMillis: startMillis,
            lastMillis: startMillis + 201 * second,
            refusals: [
              { code: 130429, httpStatus: 429, count: 2 },
              { code: 131026, httpStatus: 400, count: 1 }
            ]
          }
        ])
        expect(yield* summary(startMillis + 1, startMillis + 59 * second)).toMatchObject([
          { sends: 2, busiestMinute: 2 }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("refusals of one code under several statuses are told apart, and as frequent ones in order", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const numbers = [1, 2, 3, 4, 5, 6]
        yield* outbox.enqueue(numbers.map((n) => message(n)))
        const { fence } = yield* Lane.take()
        yield* Lane.begin(fence, numbers)
        yield* Lane.finish(fence, [
          refused(1, 4, 500),
          refused(2, 4, 429),
          refused(3, 4, 400),
          refused(4, 3, 503),
          refused(5, 100, 400),
          refused(6, 100, 400)
        ])
        const [found] = yield* summary(0, startMillis + 1_000)
        expect(found?.refusals).toEqual([
          { code: 100, httpStatus: 400, count: 2 },
          { code: 3, httpStatus: 503, count: 1 },
          { code: 4, httpStatus: 400, count: 1 },
          { code: 4, httpStatus: 429, count: 1 },
          { code: 4, httpStatus: 500, count: 1 }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("senders are told apart, and those without sends are left out", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1), message(2, { senderId: "acme-2" })])
        const first = yield* Lane.take()
        yield* Lane.begin(first.fence, [1])
        const second = yield* Lane.take("acme-2")
        yield* Lane.begin(second.fence, [2], { senderId: "acme-2", holdKeys: [] })
        const both = yield* summary(0, startMillis, ["acme-2", "acme-1", "acme-3"])
        expect(both.map(({ senderId, sends }) => [senderId, sends])).toEqual([
          ["acme-1", 1],
          ["acme-2", 1]
        ])
        expect(yield* summary(0, startMillis, [])).toEqual([])
        expect(yield* summary(0, startMillis - 1)).toEqual([])
      }).pipe(Effect.provide(layer))
    )
  })
}
