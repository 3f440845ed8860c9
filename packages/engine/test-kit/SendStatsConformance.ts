import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { CallbackLog } from "../src/ports/CallbackLog.ts"
import type { Lanes } from "../src/ports/Lanes.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import { SendStats } from "../src/ports/SendStats.ts"
import { accepted, becomes, byId, callback, event, givenUp, message, startMillis } from "./Samples.ts"
import * as Lane from "./lanes/Lane.ts"

const second = 1_000

const refused = (n: number, code: number, httpStatus: number, answeredMillis: number) =>
  accepted(n, {
    outcome: "refused",
    code,
    httpStatus,
    answeredMillis,
    change: { state: "failed", events: [event("failed", answeredMillis)] }
  })

const recent = (change: Partial<Parameters<typeof SendStats.Service.recent>[0]> = {}) =>
  Effect.flatMap(SendStats, (stats) =>
    stats.recent({
      senderIds: ["acme-2", "acme-1", "acme-1"],
      sinceMillis: startMillis,
      unitsSinceMillis: startMillis + 2 * second,
      newestMax: 100,
      ...change
    })
  )

/** Messages 1 to 6 leave, a second apart. */
const sent = Effect.gen(function* () {
  const outbox = yield* Outbox
  yield* outbox.enqueue([1, 2, 3, 4, 5, 6].map((n) => message(n, n === 6 ? { kind: "media", units: 1.8 } : {})))
  const { fence } = yield* Lane.take()
  for (const n of [1, 2, 3, 4, 5, 6]) yield* Lane.begin(fence, [n], { nowMillis: startMillis + (n - 1) * second })
  return fence
})

/** What every store of figures guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<CallbackLog | Lanes | Outbox | SendStats, E>): void => {
  describe(`SendStats, ${name}`, () => {
    it.live("SF-07: sends of late are counted by what became of them, callbacks included", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const fence = yield* sent
        yield* Lane.finish(fence, [
          accepted(1),
          accepted(2, { answeredMillis: startMillis + second + 200 }),
          refused(3, 130429, 429, startMillis + 2 * second + 100),
          refused(4, 130429, 429, startMillis + 3 * second + 100),
          givenUp(5, { answeredMillis: startMillis + 7 * second })
        ])
        const failure = { cause: "recipient-unavailable", code: 131026, httpStatus: null, detail: "", remedy: "" }
        yield* outbox.modify([byId(1), byId(2)], (_, index) =>
          index === 0
            ? {
                state: "failed",
                delivery: "failed",
                failedAttempt: 1,
                failure,
                events: [event("failed", startMillis + 9)]
              }
            : { delivery: "delivered", events: [event("status", startMillis + 4 * second)] }
        )
        const none = { httpStatus: null, code: null, toldCause: null, toldCode: null }
        const [stats, ...others] = yield* recent()
        expect(others).toEqual([])
        expect(stats).toMatchObject({
          senderId: "acme-1",
          counts: [
            { ...none, outcome: "accepted", httpStatus: 200, count: 1 },
            { ...none, outcome: "accepted", httpStatus: 200, toldCause: failure.cause, toldCode: 131026, count: 1 },
            { ...none, outcome: "open", count: 1 },
            { ...none, outcome: "refused", httpStatus: 429, code: 130429, count: 2 },
            { ...none, outcome: "uncertain", count: 1 }
          ],
          answerMillisP95: 300,
          deliveryMillisP95: 3 * second,
          lastMillis: startMillis + 5 * second
        })
        expect(stats?.units).toBeCloseTo(4.8)
      }).pipe(Effect.provide(layer))
    )

    it.live("only the newest are looked at, and nothing from before", () =>
      Effect.gen(function* () {
        yield* sent
        expect(yield* recent({ newestMax: 2 })).toMatchObject([{ counts: [{ outcome: "open", count: 2 }] }])
        expect(yield* recent({ sinceMillis: startMillis + 5 * second })).toMatchObject([{ counts: [{ count: 1 }] }])
        expect(yield* recent({ sinceMillis: startMillis + 6 * second })).toEqual([])
        expect(yield* recent({ senderIds: [] })).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("RT-02: dead letters of a span are counted by account, also those that were replayed since", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const stats = yield* SendStats
        yield* outbox.enqueue([message(1), message(2), message(3, { accountId: "zenith", senderId: "zenith-1" })])
        yield* outbox.modify([byId(1), byId(2), byId(3)], (_, index) => becomes("dead", startMillis + index * 10))
        yield* outbox.modify([byId(2)], () => ({
          startsOver: true,
          state: "queued",
          dueMillis: startMillis,
          events: [event("replayed", startMillis + 50)]
        }))
        expect(yield* stats.deadLetters(startMillis)).toEqual([
          { accountId: "acme", count: 2 },
          { accountId: "zenith", count: 1 }
        ])
        expect(yield* stats.deadLetters(startMillis + 11)).toEqual([{ accountId: "zenith", count: 1 }])
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-11: callbacks on which two readings disagree are counted by account", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        const stats = yield* SendStats
        yield* log.append([callback(1), callback(2), callback(3, { accountId: "zenith" }), callback(4)])
        yield* log.consume(3, (callbacks) =>
          Effect.succeed(
            callbacks.map(({ id }, index) => ({
              id,
              verdict: index === 0 ? ("processed" as const) : ("quarantined" as const),
              report: {}
            }))
          )
        )
        expect(yield* stats.quarantined(startMillis)).toEqual([
          { accountId: "acme", count: 1 },
          { accountId: "zenith", count: 1 }
        ])
        expect(yield* stats.quarantined(startMillis + 3_000)).toEqual([{ accountId: "zenith", count: 1 }])
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-04: the oldest send whose status has not come is found, by sender", () =>
      Effect.gen(function* () {
        const stats = yield* SendStats
        const outbox = yield* Outbox
        const fence = yield* sent
        expect(yield* stats.unheardMillis(["acme-1"], startMillis)).toBe(null)
        yield* Lane.finish(fence, [
          accepted(2, { answeredMillis: startMillis + 9 * second }),
          accepted(3, { answeredMillis: startMillis + 9 * second })
        ])
        expect(yield* stats.unheardMillis(["acme-2", "acme-1"], startMillis)).toBe(startMillis + second)
        expect(yield* stats.unheardMillis(["acme-1"], startMillis + second + 1)).toBe(startMillis + 2 * second)
        expect(yield* stats.unheardMillis(["acme-2"], startMillis)).toBe(null)
        yield* outbox.modify([byId(2), byId(3)], () => ({
          delivery: "sent",
          events: [event("status", startMillis + 10 * second)]
        }))
        expect(yield* stats.unheardMillis(["acme-1"], startMillis)).toBe(null)
      }).pipe(Effect.provide(layer))
    )
  })
}
