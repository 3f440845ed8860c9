import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { CallbackLog, dayMillis, repeatMillis } from "../../src/ports/CallbackLog.ts"
import type { StoredCallback } from "../../src/ports/CallbackLog.ts"
import { callback, startMillis } from "../Samples.ts"
import { consume, processed } from "./Consumer.ts"

/** What comes in: byte for byte, once, and for how long it is kept. */
export const declare = <E>(layer: Layer.Layer<CallbackLog, E>, waitsOutside: boolean): void => {
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

  it.live("TM-02, WH-03: a repeated digest is a duplicate and stored once, in one call or in several", () =>
    Effect.gen(function* () {
      const log = yield* CallbackLog
      expect(yield* log.append([callback(1), callback(2), callback(1)])).toEqual(["appended", "appended", "duplicate"])
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
}
