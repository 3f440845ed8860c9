import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Deferred, Effect, Exit, Fiber, Option } from "effect"
import { CallbackLog, dayMillis, handedBytesMax, repeatMillis } from "../src/ports/CallbackLog.ts"
import type { NewCallback, Processed, StoredCallback } from "../src/ports/CallbackLog.ts"
import { EarlyStatuses } from "../src/ports/EarlyStatuses.ts"
import { LedgerStore } from "../src/ports/LedgerStore.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import type { StoreUnavailable } from "../src/ports/StoreUnavailable.ts"
import { byId, callback, event, id, message, startMillis, status } from "./Samples.ts"

const processed = (callbacks: ReadonlyArray<StoredCallback>): ReadonlyArray<Processed> =>
  callbacks.map((one) => ({ id: one.id, verdict: "processed", report: { events: 1 } }))

/** The n of a callback from `Samples`. */
const numberOf = (one: StoredCallback): number => Math.round((one.receivedMillis - startMillis) / 1_000)

/** Consumes up to `limit` and answers the numbers that were handed over. */
const consume = (limit: number) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    const seen: Array<number> = []
    yield* log.consume(limit, (callbacks) =>
      Effect.sync(() => {
        seen.push(...callbacks.map(numberOf))
        return processed(callbacks)
      })
    )
    return seen
  })

/** What processing stores beside its verdict, in three other ports. */
const effects = Effect.gen(function* () {
  const outbox = yield* Outbox
  const early = yield* EarlyStatuses
  const ledger = yield* LedgerStore
  yield* outbox.modify([byId(1)], () => ({
    state: "accepted",
    wamid: "wamid.1",
    events: [event("settled", startMillis)]
  }))
  yield* outbox.enqueue([message(2)])
  const parked = { wamid: "wamid.9", accountId: "acme", receivedMillis: startMillis, stampMillis: null }
  yield* early.park([{ ...parked, status: status("wamid.9") }])
  yield* ledger.modify("app", "acme", (state) => [null, Number(state) + 1])
})

/** Which of `effects` can be seen. */
const visible = Effect.gen(function* () {
  const outbox = yield* Outbox
  const early = yield* EarlyStatuses
  const ledger = yield* LedgerStore
  const first = Option.getOrThrow(yield* outbox.find(id(1)))
  return {
    state: first.state,
    wamid: first.wamid,
    events: (yield* outbox.history(id(1))).events.map(({ kind }) => kind),
    queued: Option.isSome(yield* outbox.find(id(2))),
    parked: yield* early.count,
    ledger: yield* ledger.read("app", "acme")
  }
})
const none = { state: "queued", wamid: null, events: ["accepted"], queued: false, parked: 0, ledger: null }
const once = {
  state: "accepted",
  wamid: "wamid.1",
  events: ["accepted", "settled"],
  queued: true,
  parked: 1,
  ledger: 1
}

/** In what a log may differ from one that is a table of the store. */
export interface Traits {
  /** It takes no callbacks that are larger. */
  readonly bodyBytesMax?: number
  /** What is pending waits outside of the store, and comes into it when it is consumed. */
  readonly waitsOutside?: boolean
}

/** What every callback log guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(
  name: string,
  layer: Layer.Layer<CallbackLog | EarlyStatuses | LedgerStore | Outbox, E>,
  { bodyBytesMax = Number.POSITIVE_INFINITY, waitsOutside = false }: Traits = {}
): void => {
  describe(`CallbackLog, ${name}`, () => {
    it.live("WH-02: the bytes are handed over exactly as they came", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        const body = Uint8Array.from({ length: 1_024 }, (_, index) => index % 256)
        const given = callback(1, { body })
        // A view into a larger buffer, as a server hands it over.
        const view = new Uint8Array([9, 9, ...callback(2).body, 9]).subarray(2, 2 + callback(2).body.length)
        expect(yield* log.append([given, callback(2, { body: view })])).toEqual(["appended", "appended"])
        const seen: Array<StoredCallback> = []
        yield* log.consume(10, (callbacks) =>
          Effect.sync(() => processed(callbacks)).pipe(Effect.tap(() => seen.push(...callbacks)))
        )
        expect(seen.map((one) => [...one.body])).toEqual([[...body], [...callback(2).body]])
        expect([...(seen[0]?.digest ?? [])]).toEqual([...given.digest])
        expect(seen[0]).toMatchObject({
          accountId: "acme",
          provider: "cloud-api",
          contentType: "application/json",
          receivedMillis: given.receivedMillis
        })
      }).pipe(Effect.provide(layer))
    )

    it.live("TM-02, WH-03: a repeated digest is a duplicate and stored once, in one call or in several", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        expect(yield* log.append([callback(1), callback(2), callback(1)])).toEqual([
          "appended",
          "appended",
          "duplicate"
        ])
        expect(yield* log.append([callback(3), callback(2)])).toEqual(["appended", "duplicate"])
        expect(yield* log.append([])).toEqual([])
        expect(yield* consume(10)).toEqual([1, 2, 3])
        expect(yield* log.append([callback(1)])).toEqual(["duplicate"])
        expect(yield* consume(10)).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-03: of concurrent deliveries of the same callbacks, each is appended by one", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        const numbers = Array.from({ length: 20 }, (_, n) => n)
        const answers = yield* Effect.forEach(
          Array.from({ length: 8 }, (_, call) => (call % 2 === 0 ? numbers : numbers.toReversed())),
          (order) =>
            Effect.map(log.append(order.map((n) => callback(n))), (given) =>
              given.map((one, at) => [order[at], one] as const)
            ),
          { concurrency: "unbounded" }
        )
        const appended = answers.flat().flatMap(([n, answer]) => (answer === "appended" ? [n] : []))
        expect(appended.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers)
        expect(yield* log.counts).toEqual({ pending: 20 })
      }).pipe(Effect.provide(layer))
    )

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

    it.live("CLOUD_API 3.9: provider and content type are handed over with the bytes, which need no body", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        yield* log.append([
          callback(1, { provider: "twilio", contentType: "application/x-www-form-urlencoded" }),
          callback(2, { provider: "360dialog", contentType: null, body: new Uint8Array() }),
          callback(3, { contentType: 'odd; "quoted\\", {list}' })
        ])
        const seen: Array<unknown> = []
        yield* log.consume(10, (callbacks) =>
          Effect.sync(() => {
            seen.push(...callbacks.map(({ body, contentType, provider }) => [provider, contentType, body.length > 0]))
            return processed(callbacks)
          })
        )
        expect(seen).toEqual([
          ["twilio", "application/x-www-form-urlencoded", true],
          ["360dialog", null, false],
          ["cloud-api", 'odd; "quoted\\", {list}', true]
        ])
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

    it.live("days that are over are forgotten, but for those on which something is pending", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        const onDay = (day: number, n: number) => callback(n, { receivedMillis: startMillis + day * dayMillis })
        const maintain = (day: number) =>
          log.maintain({ nowMillis: startMillis + day * dayMillis, keepMillis: 2 * dayMillis })
        yield* log.append([onDay(0, 1), onDay(0, 2)])
        yield* log.consume(10, (callbacks) => Effect.succeed(processed(callbacks)))
        // The next days have a place of their own by now.
        yield* maintain(0)
        yield* log.append([onDay(1, 3), onDay(1, 4), onDay(2, 5)])
        yield* log.consume(1, (callbacks) => Effect.succeed(processed(callbacks)))
        yield* maintain(2)
        expect(yield* log.counts).toEqual({ processed: 3, pending: 2 })
        yield* maintain(3)
        expect(yield* log.counts).toEqual({ processed: 1, pending: 2 })
        yield* maintain(4)
        // A day of the store on which something is pending is kept; what waits outside of it is kept there.
        expect(yield* log.counts).toEqual(waitsOutside ? { pending: 2 } : { processed: 1, pending: 2 })
        expect(yield* log.consume(10, (callbacks) => Effect.succeed(processed(callbacks)))).toBe(2)
        yield* maintain(4)
        expect(yield* log.counts).toEqual({ processed: 1 })
        yield* maintain(9)
        expect(yield* log.counts).toEqual({})
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-03: a repeat is known for longer than a platform repeats, on whichever day it comes", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        const on = (millis: number) => callback(1, { receivedMillis: startMillis + millis })
        const maintain = (millis: number) => log.maintain({ nowMillis: startMillis + millis, keepMillis: dayMillis })
        yield* log.append([on(0)])
        yield* log.consume(10, (callbacks) => Effect.succeed(processed(callbacks)))
        yield* maintain(7 * dayMillis)
        // The callback is forgotten, and that it came is not.
        expect(yield* log.counts).toEqual({})
        expect(yield* log.append([on(7 * dayMillis)])).toEqual(["duplicate"])
        yield* maintain(repeatMillis + 1)
        expect(yield* log.append([on(repeatMillis + 1)])).toEqual(["appended"])
      }).pipe(Effect.provide(layer))
    )

    it.live("GD-03: what was refused at the door is kept as evidence, and never processed", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        yield* log.append([
          callback(1, { verdict: "bad-signature" }),
          callback(2, { verdict: "malformed" }),
          callback(3)
        ])
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

    it.live("what processing stores and its verdict count together", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(1)])
        yield* log.append([callback(1)])
        const seen = yield* Deferred.make<unknown, StoreUnavailable>()
        const consumed = yield* log.consume(10, (callbacks) =>
          effects.pipe(
            // Its own steps see each other before the end.
            Effect.zipRight(Effect.intoDeferred(visible, seen)),
            Effect.as(processed(callbacks))
          )
        )
        expect(consumed).toBe(1)
        expect(yield* Deferred.await(seen)).toEqual(once)
        expect(yield* visible).toEqual(once)
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "WH-03: when processing fails, dies or is interrupted, nothing of it counts and the callbacks are pending",
      () =>
        Effect.gen(function* () {
          const log = yield* CallbackLog
          const outbox = yield* Outbox
          yield* outbox.enqueue([message(1)])
          yield* log.append([callback(1), callback(2)])
          const ends = [Effect.fail("no"), Effect.dieMessage("broken"), Effect.interrupt]
          for (const end of ends) {
            const exit = yield* Effect.exit(log.consume(10, () => Effect.zipRight(effects, end)))
            expect(Exit.isFailure(exit)).toBe(true)
            expect(yield* visible).toEqual(none)
            expect(yield* log.counts).toEqual({ pending: 2 })
          }
          const inside = yield* Deferred.make<void>()
          const fiber = yield* Effect.fork(
            log.consume(10, () =>
              effects.pipe(Effect.zipRight(Deferred.succeed(inside, undefined)), Effect.zipRight(Effect.never))
            )
          )
          yield* Deferred.await(inside)
          yield* Fiber.interrupt(fiber)
          expect(yield* visible).toEqual(none)
          expect(yield* log.consume(10, (callbacks) => Effect.as(effects, processed(callbacks)))).toBe(2)
          expect(yield* visible).toEqual(once)
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

    it.live("the age of the backlog is that of its oldest callback", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        expect(yield* log.oldestPendingMillis).toBeNull()
        yield* log.append([callback(0, { verdict: "malformed" }), callback(1), callback(2)])
        expect(yield* log.oldestPendingMillis).toBe(callback(1).receivedMillis)
        yield* consume(1)
        expect(yield* log.oldestPendingMillis).toBe(callback(2).receivedMillis)
        yield* consume(1)
        expect(yield* log.oldestPendingMillis).toBeNull()
      }).pipe(Effect.provide(layer))
    )

    it.live("RT-04: the newest processed callback of an account shows when its channel was last open", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        const other = (n: number) => callback(n, { accountId: "umbrella" })
        yield* log.append([callback(3), callback(1), other(2), callback(9, { verdict: "bad-signature" })])
        expect(yield* log.heardMillis(["acme", "umbrella"])).toEqual(new Map())
        yield* consume(3)
        yield* log.append([callback(5)])
        expect(yield* log.heardMillis(["acme", "umbrella", "nobody"])).toEqual(
          new Map([
            ["acme", callback(3).receivedMillis],
            ["umbrella", callback(2).receivedMillis]
          ])
        )
        expect(yield* log.heardMillis([])).toEqual(new Map())
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "RT-04: the spans in which nothing of an account was heard, longer than asked for, clipped where one begins to ask",
      () =>
        Effect.gen(function* () {
          const log = yield* CallbackLog
          const at = (n: number, receivedMillis: number, changes: Partial<NewCallback> = {}) =>
            callback(n, { receivedMillis, ...changes })
          const gaps = (sinceMillis: number, longerMillis: number) =>
            Effect.map(log.gaps({ accountId: "acme", sinceMillis, longerMillis }), (found) =>
              found.map(({ fromMillis, untilMillis }) => [fromMillis, untilMillis])
            )
          expect(yield* gaps(0, 10)).toEqual([])
          yield* log.append([
            ...[1_000, 1_005, 1_010, 1_020, 1_020, 1_041, 1_050, 1_200].map((millis, n) => at(n + 1, millis)),
            at(21, 1_100, { accountId: "umbrella" }),
            at(22, 1_110, { verdict: "bad-signature" })
          ])
          expect(yield* gaps(0, 10)).toEqual([])
          yield* consume(20)
          // Not processed yet: it shows nothing.
          yield* log.append([at(23, 1_120)])
          expect(yield* gaps(0, 10)).toEqual([
            [0, 1_000],
            [1_020, 1_041],
            [1_050, 1_200]
          ])
          expect(yield* gaps(1_000, 20)).toEqual([
            [1_020, 1_041],
            [1_050, 1_200]
          ])
          expect(yield* gaps(1_030, 10)).toEqual([
            [1_030, 1_041],
            [1_050, 1_200]
          ])
          expect(yield* gaps(1_000, 21)).toEqual([[1_050, 1_200]])
          expect(yield* gaps(1_190, 10)).toEqual([])
          expect(yield* gaps(1_200, 0)).toEqual([])
          expect(yield* gaps(1_000, 0)).toHaveLength(6)
        }).pipe(Effect.provide(layer))
    )

    it.live("WH-05: quarantined callbacks can be looked through again, newest first, back to a moment", () =>
      Effect.gen(function* () {
        const log = yield* CallbackLog
        yield* log.append([1, 2, 3, 4, 5].map((n) => callback(n, n === 4 ? { accountId: "umbrella" } : {})))
        yield* log.consume(5, (callbacks) =>
          Effect.succeed(
            callbacks.map(({ id }, index) => ({
              id,
              verdict: index === 2 ? ("processed" as const) : ("quarantined" as const),
              report: {}
            }))
          )
        )
        const found = (sinceMillis: number, limit = 10) =>
          Effect.map(log.quarantined({ accountId: "acme", sinceMillis, limit }), (callbacks) =>
            callbacks.map(({ body, receivedMillis }) => [new TextDecoder().decode(body), receivedMillis])
          )
        const told = (n: number) => [`{"n":${n}}`, callback(n).receivedMillis]
        expect(yield* found(0)).toEqual([told(5), told(2), told(1)])
        expect(yield* found(callback(2).receivedMillis)).toEqual([told(5), told(2)])
        expect(yield* found(0, 1)).toEqual([told(5)])
      }).pipe(Effect.provide(layer))
    )
  })
}
