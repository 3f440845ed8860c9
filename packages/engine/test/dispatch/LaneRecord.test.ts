import { it } from "@effect/vitest"
import * as LaneRecord from "@sluice/engine/dispatch/LaneRecord"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Lanes } from "@sluice/engine/ports/Lanes"
import type { Finish } from "@sluice/engine/ports/Lanes"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const answeredAt = (number: number, answeredMillis: number): Finish => ({
  messageId: World.message(number).id,
  attempt: 1,
  answeredMillis,
  outcome: "accepted",
  httpStatus: 200,
  code: null,
  detail: null,
  change: { state: "accepted", wamid: `wamid.${number}`, failure: null, events: [] }
})

/** A record over the store in memory, how many answers each of its calls carried, and a latch that each waits for: open, unless a test closes it. */
const made = Effect.map(Effect.zip(Lanes, Effect.makeLatch(true)), ([lanes, store]) => {
  const calls: Array<number> = []
  const record = LaneRecord.make({
    lanes: {
      ...lanes,
      finish: (request) =>
        store.await.pipe(
          Effect.andThen(Effect.sync(() => calls.push(request.finishes.length))),
          Effect.andThen(lanes.finish(request))
        )
    },
    senderId: "sender",
    fence: 1,
    waitingMax: 8,
    patienceMillis: 50,
    keep: () => null,
    flyingSinceMillis: () => null
  })
  const owe = (number: number, answeredMillis: number): void =>
    record.owe(answeredAt(number, answeredMillis), `+4915112345${number}`, 0)
  return { calls, owe, record, store }
})

describe("LaneRecord", () => {
  it.effect("RT-03: while sends are in flight an answer waits for others, and no longer than it may", () =>
    Effect.gen(function* () {
      const { calls, owe, record } = yield* made
      expect(yield* record.besideMany(1_000)).toBe(Infinity)
      owe(1, 1_000)
      owe(2, 1_030)
      expect(yield* record.besideMany(1_040)).toBe(1_050)
      yield* Effect.yieldNow()
      expect(calls).toEqual([])
      expect(yield* record.besideMany(1_050)).toBe(Infinity)
      yield* record.all
      expect(calls[0]).toBe(2)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("RT-03: as many answers as are worth a call do not wait for more", () =>
    Effect.gen(function* () {
      const { calls, owe, record } = yield* made
      for (const number of [1, 2, 3]) owe(number, 1_000)
      expect(yield* record.besideMany(1_001)).toBe(1_050)
      owe(4, 1_001)
      expect(yield* record.besideMany(1_001)).toBe(Infinity)
      yield* record.all
      expect(calls[0]).toBe(4)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("RT-03: what is waited for is open until it is recorded", () =>
    Effect.gen(function* () {
      const { owe, record } = yield* made
      owe(1, 1_000)
      yield* record.besideMany(1_001)
      expect(record.openIds()).toEqual([World.message(1).id])
      expect(record.concerns(["+49151123451"])).toBe(true)
      yield* record.all
      expect(record.openIds()).toEqual([])
      expect(record.concerns(["+49151123451"])).toBe(false)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect(
    "RT-03: an answer that came during a record is recorded by `all`, though a begin has kept the ledger since",
    () =>
      Effect.gen(function* () {
        const { calls, owe, record, store } = yield* made
        yield* store.close
        owe(1, 1_000)
        yield* record.beside
        yield* Effect.repeatN(Effect.yieldNow(), 5)
        owe(2, 1_001)
        yield* record.beside
        record.kept()
        yield* store.open
        yield* record.all
        expect(calls).toEqual([1, 1])
        expect(record.concerns(["+49151123452"])).toBe(false)
        yield* record.all
        expect(calls, "nothing is left to say").toEqual([1, 1])
      }).pipe(Effect.provide(MemoryStore.layer))
  )
})
