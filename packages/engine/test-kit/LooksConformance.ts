import { describe, expect, it } from "@effect/vitest"
import * as StatusLooks from "@sluice/core/delivery/StatusLooks"
import type { Layer } from "effect"
import { Effect } from "effect"
import type { Lanes } from "../src/ports/Lanes.ts"
import { Looks } from "../src/ports/Looks.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import * as Lane from "./lanes/Lane.ts"
import { accepted, byId, event, givenUp, id, message, startMillis } from "./Samples.ts"

const look = (n: number, afterMillis: number, looks = 0) => ({
  messageId: id(n),
  dueMillis: startMillis + afterMillis,
  state: { ...StatusLooks.initial(startMillis), looks }
})

/** Messages 1 to `count`, one begun each ten milliseconds. */
const begun = (count: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    const numbers = Array.from({ length: count }, (_, n) => n + 1)
    yield* outbox.enqueue(numbers.map((n) => message(n)))
    const { fence } = yield* Lane.take()
    yield* Effect.forEach(numbers, (n) => Lane.begin(fence, [n], { nowMillis: startMillis + n * 10 }))
    return fence
  })

/** What every store of looks guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Looks | Lanes | Outbox, E>): void => {
  describe(`Looks, ${name}`, () => {
    it.live(
      "WH-05: what was sent in a span of time, may be there, and was not reported further than sent, is missed",
      () =>
        Effect.gen(function* () {
          const looks = yield* Looks
          const outbox = yield* Outbox
          const fence = yield* begun(8)
          yield* Lane.finish(fence, [1, 2, 3, 4, 5, 8].map((n) => accepted(n)).concat(givenUp(6)))
          const status = (n: number, delivery: "sent" | "delivered" | "failed") =>
            outbox.modify([byId(n)], () => ({ delivery, events: [event("status", startMillis + 400)] }))
          yield* status(2, "sent")
          yield* status(3, "delivered")
          yield* status(4, "failed")
          yield* outbox.modify([byId(5)], () => ({ state: "failed", events: [] }))
          const missed = (afterMillis: number, untilMillis: number, senderIds = ["acme-1", "acme-2"]) =>
            Effect.map(
              looks.unreported({
                senderIds,
                afterMillis: startMillis + afterMillis,
                untilMillis: startMillis + untilMillis
              }),
              (found) => found.map((one) => [one.message.id, one.startedMillis - startMillis])
            )
          // 6 is uncertain, 7 in flight.
          expect(yield* missed(0, 80)).toEqual([1, 2, 6, 7, 8].map((n) => [id(n), n * 10]))
          expect(yield* missed(10, 60)).toEqual([2, 6].map((n) => [id(n), n * 10]))
          expect(yield* missed(0, 80, ["acme-2"])).toEqual([])
          expect(yield* missed(0, 80, [])).toEqual([])
        }).pipe(Effect.provide(layer))
    )

    it.live("WH-05: a message that was sent again is missed by its last attempt alone", () =>
      Effect.gen(function* () {
        const looks = yield* Looks
        const outbox = yield* Outbox
        const fence = yield* begun(1)
        yield* outbox.modify([byId(1)], () => ({ state: "queued", events: [] }))
        yield* Lane.begin(fence, [1], { attempt: 2, nowMillis: startMillis + 500 })
        const span = { senderIds: ["acme-1"], afterMillis: startMillis, untilMillis: startMillis + 1_000 }
        const found = yield* looks.unreported(span)
        expect(found.map(({ startedMillis }) => startedMillis - startMillis)).toEqual([500])
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-05: looks come out when they are due, oldest first, with the message as it is then", () =>
      Effect.gen(function* () {
        const looks = yield* Looks
        const outbox = yield* Outbox
        yield* outbox.enqueue([1, 2, 3].map((n) => message(n)))
        yield* looks.plan([look(1, 30), look(2, 10), look(3, 10)])
        const due = (afterMillis: number, limit = 10) =>
          Effect.map(looks.due(startMillis + afterMillis, limit), (found) => found.map(({ messageId }) => messageId))
        expect(yield* due(9)).toEqual([])
        expect(yield* due(10)).toEqual([id(2), id(3)])
        expect(yield* due(30)).toEqual([id(2), id(3), id(1)])
        expect(yield* due(30, 1)).toEqual([id(2)])
        yield* outbox.modify([byId(2)], () => ({ delivery: "sent", events: [] }))
        expect((yield* looks.due(startMillis + 10, 1))[0]).toMatchObject({
          ...look(2, 10),
          message: { id: id(2), delivery: "sent" }
        })
      }).pipe(Effect.provide(layer))
    )

    it.live("a look that is planned again takes the place of the one before, and a forgotten one is gone", () =>
      Effect.gen(function* () {
        const looks = yield* Looks
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1), message(2)])
        yield* looks.plan([])
        yield* looks.plan([look(1, 10), look(2, 20), look(1, 15, 1)])
        yield* looks.plan([look(2, 5, 2)])
        const due = Effect.map(looks.due(startMillis + 100, 10), (found) =>
          found.map(({ dueMillis, messageId, state }) => ({ dueMillis, messageId, state }))
        )
        expect(yield* due).toEqual([look(2, 5, 2), look(1, 15, 1)])
        yield* looks.forget([id(2), id(3)])
        yield* looks.forget([])
        expect(yield* due).toEqual([look(1, 15, 1)])
      }).pipe(Effect.provide(layer))
    )
  })
}
