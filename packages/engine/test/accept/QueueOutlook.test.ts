import { it } from "@effect/vitest"
import * as QueueOutlook from "@sluice/engine/accept/QueueOutlook"
import { Directory } from "@sluice/engine/ports/Directory"
import { Holds, type PlacedHold } from "@sluice/engine/ports/Holds"
import { type Depth, Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect, Fiber, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as testDirectory from "../testDirectory.ts"

const depth = (count: number): Depth => ({
  senderId: "acme-tw",
  state: "queued",
  delivery: null,
  count,
  units: count,
  firstDueMillis: 0
})

const hold = (untilMillis: number | null, key = "acme-business"): PlacedHold => ({
  id: 1,
  review: null,
  clearedMillis: null,
  clearedBy: null,
  hold: {
    scope: "business",
    key,
    level: "medium",
    number: 1,
    sinceMillis: 0,
    untilMillis,
    needsReview: true,
    reason: "three lights in a row",
    reviewFromMillis: null
  }
})

const away = Effect.fail(new StoreUnavailable({ operation: "any", cause: "away" }))

/** An outlook over a store of which only what it reads is there, counting the reads. */
const outlookOver = Effect.gen(function* () {
  const directory = yield* Directory
  const acme = yield* directory.sender("acme-tw")
  const zenith = yield* directory.sender("zenith-de")
  const seen = { reads: 0, depths: [depth(10)], holds: new Array<PlacedHold>(), away: false, tookMillis: 0 }
  const depths = () =>
    Effect.suspend(() => {
      seen.reads += 1
      return seen.away ? away : Effect.delay(Effect.succeed(seen.depths), seen.tookMillis)
    })
  const notUsed = () => Effect.dieMessage("not used")
  const outbox = Outbox.of({
    enqueue: notUsed,
    find: notUsed,
    findAll: notUsed,
    usedKeys: notUsed,
    history: notUsed,
    list: notUsed,
    modify: notUsed,
    uncertainSince: notUsed,
    depths
  })
  const holds = Holds.of({
    place: notUsed,
    rule: notUsed,
    seen: notUsed,
    page: notUsed,
    find: notUsed,
    clear: notUsed,
    active: () => Effect.sync(() => seen.holds)
  })
  const outlook = yield* QueueOutlook.make(1_000).pipe(
    Effect.provide(Context.make(Outbox, outbox).pipe(Context.add(Holds, holds)))
  )
  return { outlook, seen, acme, zenith }
}).pipe(Effect.provide(testDirectory.layer))

describe("the outlook on the queue", () => {
  it.effect("reads the store once a second at most, and adds up what joins in between", () =>
    Effect.gen(function* () {
      const { acme, outlook, seen } = yield* outlookOver
      yield* Effect.replicateEffect(outlook.refresh, 100)
      expect(seen.reads).toBe(1)
      expect(outlook.joined(acme, 1, 0)).toBe(120_000)
      expect(outlook.joined(acme, 1.8, 0)).toBe(132_000)
      expect(outlook.joined(acme, 1, 0)).toBe(153_600)
      seen.depths = [depth(2)]
      yield* TestClock.adjust(1_000)
      yield* outlook.refresh
      expect(seen.reads).toBe(2)
      expect(outlook.joined(acme, 1, 1_000)).toBe(25_000)
    })
  )

  it.effect("a store that takes long to count its queue is asked less often: a fiftieth of the time", () =>
    Effect.gen(function* () {
      const { outlook, seen } = yield* outlookOver
      seen.tookMillis = 100
      const first = yield* Effect.fork(outlook.refresh)
      yield* TestClock.adjust(100)
      yield* Fiber.join(first)
      yield* TestClock.adjust(4_899)
      yield* outlook.refresh
      expect(seen.reads).toBe(1)
      yield* TestClock.adjust(1)
      yield* Effect.fork(outlook.refresh)
      yield* TestClock.adjust(100)
      expect(seen.reads).toBe(2)
    })
  )

  it.effect("RL-06: nothing is foretold before the hold that binds the sender ends; others' holds are others'", () =>
    Effect.gen(function* () {
      const { acme, outlook, seen, zenith } = yield* outlookOver
      seen.depths = []
      seen.holds = [hold(3_600_000), hold(null), hold(7_200_000, "zenith-business")]
      yield* outlook.refresh
      expect(outlook.joined(acme, 1, 0)).toBe(3_600_000)
      expect(outlook.joined(zenith, 1, 0)).toBe(7_200_000)
    })
  )

  it.effect("a store that is away costs the forecast, and is not asked again before its time", () =>
    Effect.gen(function* () {
      const { acme, outlook, seen } = yield* outlookOver
      seen.away = true
      yield* outlook.refresh
      expect(outlook.joined(acme, 1, 0)).toBe(null)
      seen.away = false
      yield* outlook.refresh
      expect([seen.reads, outlook.joined(acme, 1, 0)]).toEqual([1, null])
      yield* TestClock.adjust(1_000)
      yield* outlook.refresh
      expect(outlook.joined(acme, 1, 1_000)).toBe(121_000)
    })
  )
})
