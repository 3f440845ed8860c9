import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Clock, Effect } from "effect"
import { CallbackArchive } from "../src/ports/CallbackArchive.ts"
import { CallbackLog } from "../src/ports/CallbackLog.ts"
import type { Lanes } from "../src/ports/Lanes.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import { Traffic } from "../src/ports/Traffic.ts"
import { accepted, callback, event, message, startMillis } from "./Samples.ts"
import * as Lane from "./lanes/Lane.ts"

const minuteMillis = 60_000

const failed = (n: number, cause: string, code: number | null) =>
  accepted(n, {
    outcome: "refused",
    code,
    httpStatus: 400,
    change: {
      state: "failed",
      failure: { cause, code, httpStatus: 400, detail: "no", remedy: "mend it" },
      events: [event("failed", startMillis + 300)]
    }
  })

const hour = { fromMillis: startMillis, untilMillis: startMillis + 60 * minuteMillis, stepMillis: minuteMillis }

/** Seven messages of `acme-1` that leave at these seconds, and one of `acme-2`. */
const sent = Effect.gen(function* () {
  const outbox = yield* Outbox
  yield* outbox.enqueue([...[1, 2, 3, 4, 5, 6, 7].map((n) => message(n)), message(8, { senderId: "acme-2" })])
  const { fence } = yield* Lane.take()
  for (const [n, second] of [
    [1, 0],
    [2, 59],
    [3, 60],
    [4, 61],
    [5, 180],
    [6, 181],
    [7, 3_600]
  ] as const) {
    yield* Lane.begin(fence, [n], { nowMillis: startMillis + second * 1_000 })
  }
  yield* Lane.finish(fence, [
    accepted(1),
    failed(2, "recipient-unavailable", 131026),
    failed(3, "recipient-unavailable", 131026),
    failed(4, "template", null),
    accepted(5)
  ])
  const second = yield* Lane.take("acme-2")
  yield* Lane.begin(second.fence, [8], { senderId: "acme-2", holdKeys: [] })
})

/** Runs by a clock that stands still at this moment; a store's own layers bring the real one. */
const standingAt = (millis: number) =>
  Effect.withClock({
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => millis,
    unsafeCurrentTimeNanos: () => BigInt(millis) * 1_000_000n,
    currentTimeMillis: Effect.succeed(millis),
    currentTimeNanos: Effect.succeed(BigInt(millis) * 1_000_000n),
    sleep: () => Effect.void
  })

const processAll = Effect.flatMap(CallbackLog, (log) =>
  log.consume(100, (callbacks) =>
    Effect.succeed(callbacks.map(({ id }) => ({ id, verdict: "processed" as const, report: {} })))
  )
)

/** What every source of figures guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(
  name: string,
  layer: Layer.Layer<CallbackArchive | CallbackLog | Lanes | Outbox | Traffic, E>
): void => {
  describe(`Traffic, ${name}`, () => {
    it.live("SF-07: sends are counted by sender and step, the end of the span left out", () =>
      Effect.gen(function* () {
        const traffic = yield* Traffic
        yield* sent
        expect(yield* traffic.sends({ ...hour, senderIds: ["acme-2", "acme-1", "acme-1", "acme-3"] })).toEqual([
          { senderId: "acme-1", fromMillis: startMillis, sends: 2, accepted: 1, refused: 1 },
          { senderId: "acme-1", fromMillis: startMillis + minuteMillis, sends: 2, accepted: 0, refused: 2 },
          { senderId: "acme-1", fromMillis: startMillis + 3 * minuteMillis, sends: 2, accepted: 1, refused: 0 },
          { senderId: "acme-2", fromMillis: startMillis, sends: 1, accepted: 0, refused: 0 }
        ])
        expect(yield* traffic.sends({ ...hour, senderIds: [] })).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("SF-07: each message counts once, by its sender and the reason for which it failed", () =>
      Effect.gen(function* () {
        const traffic = yield* Traffic
        yield* sent
        expect(yield* traffic.endings({ ...hour, senderIds: ["acme-1", "acme-2"] })).toEqual({
          attempted: 7,
          failed: [
            { senderId: "acme-1", cause: "recipient-unavailable", code: 131026, count: 2 },
            { senderId: "acme-1", cause: "template", code: null, count: 1 }
          ]
        })
        expect(yield* traffic.endings({ ...hour, senderIds: ["acme-2"] })).toEqual({ attempted: 1, failed: [] })
        expect(yield* traffic.endings({ ...hour, senderIds: [] })).toEqual({ attempted: 0, failed: [] })
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-08: what callbacks waited is told by step, from their arrival to their processing", () =>
      Effect.gen(function* () {
        const traffic = yield* Traffic
        const log = yield* CallbackLog
        const waits = (accountIds: ReadonlyArray<string>) => traffic.waits({ ...hour, accountIds })
        const of = (n: number, accountId = "acme") => ({
          ...callback(n),
          accountId,
          receivedMillis: startMillis + n * 10
        })
        yield* log.append([
          of(1),
          of(2),
          of(3, "beta"),
          of(4),
          { ...of(5), receivedMillis: startMillis + minuteMillis }
        ])
        yield* log.append([{ ...of(6), verdict: "malformed" }])
        yield* standingAt(startMillis + 50)(processAll)
        yield* log.append([of(7)])
        expect(yield* waits(["acme"])).toEqual([
          { fromMillis: startMillis, callbacks: 3, medianMillis: 30, p95Millis: 40, longestMillis: 40 },
          // Its arrival lies ahead of the clock that processed it: no wait is less than none.
          { fromMillis: startMillis + minuteMillis, callbacks: 1, medianMillis: 0, p95Millis: 0, longestMillis: 0 }
        ])
        expect(yield* waits(["beta", "beta"])).toMatchObject([{ callbacks: 1, medianMillis: 20 }])
        expect(yield* waits([])).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-10: a callback that is processed again says nothing of how long callbacks wait", () =>
      Effect.gen(function* () {
        const traffic = yield* Traffic
        const log = yield* CallbackLog
        const archive = yield* CallbackArchive
        yield* log.append([callback(0)])
        yield* standingAt(startMillis + 5)(processAll)
        const kept = yield* archive.list({ accountIds: ["acme"], limit: 10 })
        yield* archive.reopen(kept.map(({ id }) => id))
        yield* standingAt(startMillis + 500_000)(processAll)
        expect(yield* traffic.waits({ ...hour, accountIds: ["acme"] })).toEqual([])
      }).pipe(Effect.provide(layer))
    )
  })
}
