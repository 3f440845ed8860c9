import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Deferred, Effect, Exit, Fiber, Option } from "effect"
import { CallbackLog } from "../../src/ports/CallbackLog.ts"
import { EarlyStatuses } from "../../src/ports/EarlyStatuses.ts"
import { LedgerStore } from "../../src/ports/LedgerStore.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import type { StoreUnavailable } from "../../src/ports/StoreUnavailable.ts"
import { byId, callback, event, id, message, startMillis, status } from "../Samples.ts"
import { processed } from "./Consumer.ts"

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

/** What processing stores and its verdict are one. */
export const declare = <E>(layer: Layer.Layer<CallbackLog | EarlyStatuses | LedgerStore | Outbox, E>): void => {
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
}
