import { it } from "@effect/vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Lanes } from "@sluice/engine/ports/Lanes"
import type { Begun } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Clock, Effect, Fiber, Layer, Option, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import { enqueue, options, refused, runFor, states } from "./lane.ts"

describe("A lane that ends, and what the store then still owes it", () => {
  it.effect("a lane that lost its place begins nothing more and ends", () => {
    const provider = World.scripted(World.accepted)
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(Lane.run("sender", options))
      yield* TestClock.adjust("1 second")
      yield* Effect.flatMap(Lanes, (lanes) =>
        lanes.take({ senderId: "sender", runner: "other", nowMillis: 1_000, recentSinceMillis: 0 })
      )
      yield* enqueue(3)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(fiber)
      expect(provider.sent).toHaveLength(0)
      expect(yield* states).toEqual(["queued", "queued", "queued"])
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  it.effect("a lane that is told to stop records the answers it is owed", () => {
    const provider = World.scripted(World.accepted, 2_000)
    return Effect.gen(function* () {
      yield* enqueue(5)
      yield* runFor("1 second")
      expect(provider.sent.length).toBeGreaterThan(0)
      expect((yield* states).filter((state) => state === "sending")).toHaveLength(0)
      expect((yield* states).filter((state) => state === "accepted")).toHaveLength(provider.sent.length)
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  /** The store, whose answers to `begin` go through `answering`; `told` is what the lane said last when it recorded answers. */
  const beginning = (answering: (begun: Begun, call: number) => Effect.Effect<Begun, StoreUnavailable>) => {
    let calls = 0
    const told: { openSinceMillis: number | null } = { openSinceMillis: null }
    const layer = Layer.effect(
      Lanes,
      Effect.map(Lanes, (lanes) => ({
        ...lanes,
        begin: (request: Parameters<typeof lanes.begin>[0]) =>
          Effect.flatMap(lanes.begin(request), (begun) => answering(begun, ++calls)),
        finish: (request: Parameters<typeof lanes.finish>[0]) => {
          if (request.openSinceMillis !== undefined) told.openSinceMillis = request.openSinceMillis
          return lanes.finish(request)
        }
      }))
    ).pipe(Layer.provideMerge(World.store))
    return { layer, told }
  }

  it.effect(
    "RT-03: sends go on while answers are recorded, one record at a time, and the last one leaves nothing open",
    () => {
      const provider = World.scripted(World.accepted, 5)
      const records: Array<{ readonly atMillis: number; readonly openSinceMillis: number | null | undefined }> = []
      let [busy, busiest] = [0, 0]
      const slow = Layer.effect(
        Lanes,
        Effect.map(Lanes, (lanes) => ({
          ...lanes,
          begin: (request: Parameters<typeof lanes.begin>[0]) => Effect.delay(lanes.begin(request), "10 millis"),
          finish: (request: Parameters<typeof lanes.finish>[0]) =>
            Effect.gen(function* () {
              busiest = Math.max(busiest, ++busy)
              records.push({ atMillis: yield* Clock.currentTimeMillis, openSinceMillis: request.openSinceMillis })
              yield* Effect.sleep("200 millis")
              yield* lanes.finish(request)
              busy--
            })
        }))
      ).pipe(Layer.provideMerge(World.store))
      // Nothing but its own groups paces it.
      const policy = Policy.shipped["cloud-api"]
      const sender = World.sender("cloud-api", {
        policy: { ...policy, pacing: { ...policy.pacing, throughput: null } }
      })
      const beginMax = 50
      return Effect.gen(function* () {
        yield* enqueue(200)
        const fiber = yield* Effect.fork(Lane.run("sender", { ...options, beginMax }))
        yield* TestClock.adjust("40 seconds")
        const ending = yield* Effect.fork(Fiber.interrupt(fiber))
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(ending)
        expect(new Set(yield* states)).toEqual(new Set(["accepted"]))
        expect(records[0]?.openSinceMillis).toBeUndefined()
        expect(records.at(-1)?.openSinceMillis).toBeNull()
        expect(busiest).toBe(1)
        // Others begin while the answers to the first are recorded.
        const firstMillis = records[0]?.atMillis ?? 0
        const early = provider.sent.filter(({ atMillis }) => atMillis < firstMillis + 200)
        expect(early.length).toBeGreaterThan(2 * beginMax)
      }).pipe(Effect.provide(Layer.mergeAll(slow, provider.layer, World.directory(sender))))
    }
  )

  it.effect("RT-03: what the store begins while the lane is told to stop is sent, and its answer recorded", () => {
    const provider = World.scripted(World.accepted)
    const store = beginning((begun) => Effect.delay(Effect.succeed(begun), "2 seconds"))
    return Effect.gen(function* () {
      yield* enqueue(3)
      yield* runFor("1 second")
      expect(provider.sent.length).toBeGreaterThan(0)
      const after = yield* states
      expect(after.filter((state) => state === "sending" || state === "uncertain")).toHaveLength(0)
      expect(after.filter((state) => state === "accepted")).toHaveLength(provider.sent.length)
    }).pipe(Effect.provide(Layer.mergeAll(store.layer, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  it.effect(
    "RT-04: a begin without an answer stays open when its lane is told to stop: the next lane settles it",
    () => {
      const provider = World.scripted(World.accepted, 3_000)
      const store = beginning((begun, call) =>
        call === 1
          ? Effect.succeed(begun)
          : new StoreUnavailable({ operation: "Lanes.begin", cause: "connection lost" })
      )
      return Effect.gen(function* () {
        yield* enqueue(1)
        const fiber = yield* Effect.fork(Lane.run("sender", { ...options, idlePollMillis: 500 }))
        yield* TestClock.adjust("1 second")
        yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(2)]))
        yield* TestClock.adjust("1 second")
        expect([...(yield* states)]).toEqual(["sending", "sending"])
        yield* Fiber.interruptFork(fiber)
        // The answer to the first comes, and is recorded; of the second nothing is known.
        yield* TestClock.adjust("10 seconds")
        expect([...(yield* states)].sort()).toEqual(["accepted", "sending"])
        // It was called for it right after a look.
        expect(store.told.openSinceMillis).toBe(1_000 + options.callMillis)
        const lanes = yield* Lanes
        const taken = yield* lanes.take({ senderId: "sender", runner: "next", nowMillis: 12_000, recentSinceMillis: 0 })
        expect(taken.orphaned).toBe(1)
        expect([...(yield* states)].sort()).toEqual(["accepted", "uncertain"])
        expect(provider.sent).toHaveLength(1)
      }).pipe(Effect.provide(Layer.mergeAll(store.layer, provider.layer, World.directory(World.sender("cloud-api")))))
    }
  )

  /** The store, which is away whenever `away.now`: whatever is asked of it fails then. */
  const leaving = () => {
    const away = { now: false }
    const refused = new StoreUnavailable({ operation: "Lanes", cause: "connection refused" })
    const failing = <A>(effect: Effect.Effect<A, StoreUnavailable>): Effect.Effect<A, StoreUnavailable> =>
      Effect.suspend(() => (away.now ? refused : effect))
    const layer = Layer.effect(
      Lanes,
      Effect.map(Lanes, (lanes) => ({
        ...lanes,
        peek: (request: Parameters<typeof lanes.peek>[0]) => failing(lanes.peek(request)),
        begin: (request: Parameters<typeof lanes.begin>[0]) => failing(lanes.begin(request)),
        finish: (request: Parameters<typeof lanes.finish>[0]) => failing(lanes.finish(request)),
        // As a connection that hangs: no answer at all.
        release: (senderId: string, fence: number) =>
          Effect.suspend(() => (away.now ? Effect.never : lanes.release(senderId, fence)))
      }))
    ).pipe(Layer.provideMerge(World.store))
    return { layer, away }
  }

  for (const [when, answers] of [
    ["an answer waits for the store", 500],
    ["answers are still to come", 3_000]
  ] as const) {
    it.effect(
      `RT-03: a lane that is told to stop while the store is away ends in its time (${when}), and loses nothing`,
      () => {
        const provider = World.scripted(
          (request, index) => (index === 0 ? refused(131048, 400) : World.accepted(request)),
          answers
        )
        const store = leaving()
        return Effect.gen(function* () {
          yield* enqueue(2)
          const fiber = yield* Effect.fork(Lane.run("sender", options))
          yield* TestClock.adjust("100 millis")
          const sent = provider.sent.length
          expect(sent).toBeGreaterThan(0)
          store.away.now = true
          yield* TestClock.adjust("1 second")
          const ending = yield* Effect.fork(Fiber.interrupt(fiber))
          yield* TestClock.adjust(options.drainMillis - 1)
          expect(Option.isNone(yield* Fiber.poll(ending))).toBe(true)
          yield* TestClock.adjust("2 seconds")
          expect(Option.isSome(yield* Fiber.poll(ending))).toBe(true)
          // What left is open, for the next lane to find.
          expect((yield* states).filter((state) => state === "sending")).toHaveLength(sent)
          store.away.now = false
          const lanes = yield* Lanes
          const nowMillis = yield* Clock.currentTimeMillis
          const taken = yield* lanes.take({ senderId: "sender", runner: "next", nowMillis, recentSinceMillis: 0 })
          expect(taken.orphaned).toBe(sent)
          // Where the process is still there when the store is back, the answers are recorded all the same.
          yield* TestClock.adjust("30 seconds")
          expect((yield* states).filter((state) => state === "uncertain" || state === "sending")).toHaveLength(0)
          expect(provider.sent).toHaveLength(sent)
        }).pipe(Effect.provide(Layer.mergeAll(store.layer, provider.layer, World.directory(World.sender("cloud-api")))))
      }
    )
  }
})
