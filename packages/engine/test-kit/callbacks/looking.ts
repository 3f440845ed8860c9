import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { CallbackLog } from "../../src/ports/CallbackLog.ts"
import type { NewCallback } from "../../src/ports/CallbackLog.ts"
import { callback } from "../Samples.ts"
import { consume } from "./Consumer.ts"

/** What can be asked of callbacks: how old the backlog is, when an account was heard, what was quarantined. */
export const declare = <E>(layer: Layer.Layer<CallbackLog, E>): void => {
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
}
