import { it } from "@effect/vitest"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Holds } from "@sluice/engine/ports/Holds"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as ProviderPort from "@sluice/engine/ports/Provider"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import { enqueue, options, refused, runFor, states } from "./lane.ts"

const within = (atMillis: ReadonlyArray<number>, windowMillis: number): number =>
  Math.max(...atMillis.map((from) => atMillis.filter((at) => at >= from && at < from + windowMillis).length))

describe("Lane", { timeout: 120_000 }, () => {
  it.effect("RL-01, RL-05: a new sender sends every message, evenly spread, never more than five a minute", () => {
    const provider = World.scripted(World.accepted)
    return Effect.gen(function* () {
      yield* enqueue(20)
      yield* runFor("6 minutes")
      expect(new Set(yield* states)).toEqual(new Set(["accepted"]))
      const times = provider.sent.map(({ atMillis }) => atMillis)
      expect(times).toHaveLength(20)
      expect(within(times, 60_000)).toBeLessThanOrEqual(5)
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("guide")))))
  })

  it.effect("order within a conversation is kept: a later message waits for the earlier one's answer", () => {
    const provider = World.scripted(World.accepted)
    return Effect.gen(function* () {
      yield* enqueue(8, { recipient: "+15550200000" })
      yield* runFor("2 minutes")
      expect(provider.sent.map(({ messageId }) => messageId)).toEqual(
        Array.from({ length: 8 }, (_, n) => World.message(n + 1).id)
      )
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  it.effect(
    "a lane with nothing to do is called for a new message: it leaves at once, and not at the next look",
    () => {
      const provider = World.scripted(World.accepted)
      return Effect.gen(function* () {
        const fiber = yield* Effect.fork(Lane.run("sender", options))
        yield* TestClock.adjust("10010 millis")
        yield* enqueue(3)
        yield* TestClock.adjust(options.callMillis)
        expect(provider.sent.map(({ atMillis }) => atMillis)).toEqual([10_010, 10_010, 10_010])
        yield* Effect.fork(Fiber.interrupt(fiber))
        yield* TestClock.adjust("10 seconds")
      }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
    }
  )

  it.effect("RL-05: while the sender has to wait a new message calls nobody, and leaves when the limit has it", () => {
    const provider = World.scripted(World.accepted)
    let looks = 0
    const counted = Layer.effect(
      Lanes,
      Effect.map(Lanes, (lanes) => ({
        ...lanes,
        peek: (request: Parameters<typeof lanes.peek>[0]) => Effect.tap(lanes.peek(request), () => void looks++)
      }))
    )
    return Effect.gen(function* () {
      const outbox = yield* Outbox
      yield* enqueue(2)
      const fiber = yield* Effect.fork(Lane.run("sender", options))
      yield* TestClock.adjust("5 seconds")
      const before = looks
      yield* Effect.forEach([3, 4, 5, 6], (n) =>
        Effect.zipRight(outbox.enqueue([World.message(n)]), TestClock.adjust("100 millis"))
      )
      expect(provider.sent).toHaveLength(1)
      expect(looks).toBe(before)
      yield* TestClock.adjust("5 minutes")
      expect(provider.sent).toHaveLength(6)
      yield* Effect.fork(Fiber.interrupt(fiber))
      yield* TestClock.adjust("10 seconds")
    }).pipe(
      Effect.provide(
        Layer.mergeAll(Layer.provideMerge(counted, World.store), provider.layer, World.directory(World.sender("guide")))
      )
    )
  })

  it.effect(
    "RL-07, RL-09: after a 429 nothing leaves until the hold is over, then the message is sent again by itself",
    () => {
      const provider = World.scripted((request, index) => (index === 1 ? refused(429, 429) : World.accepted(request)))
      return Effect.gen(function* () {
        yield* enqueue(4)
        yield* runFor("3 hours")
        expect(new Set(yield* states)).toEqual(new Set(["accepted"]))
        const times = provider.sent.map(({ atMillis }) => atMillis)
        expect(times).toHaveLength(5)
        // Our own record does not explain it: an hour.
        expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(3_600_000)
        expect(yield* (yield* Holds).active(times[1] ?? 0)).toHaveLength(1)
      }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("guide")))))
    }
  )

  it.effect("RT-04: an uncertain send is not repeated by the lane, and holds its conversation back", () => {
    const provider = World.scripted((): SendOutcome => ({ _tag: "Uncertain", detail: "silence" }))
    return Effect.gen(function* () {
      yield* enqueue(2, { recipient: "+15550200000" })
      yield* runFor("30 minutes")
      expect(provider.sent).toHaveLength(1)
      expect([...(yield* states)].sort()).toEqual(["queued", "uncertain"])
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  it.effect("SF-03: a send that is never answered is given up at the provider's own time limit", () => {
    const silent = Layer.succeed(ProviderPort.Provider, {
      send: ProviderPort.each(() =>
        Effect.never.pipe(
          Effect.timeoutTo({
            duration: "3 seconds",
            onSuccess: (outcome: SendOutcome) => outcome,
            onTimeout: (): SendOutcome => ({ _tag: "Uncertain", detail: "silence" })
          })
        )
      )
    })
    return Effect.gen(function* () {
      yield* enqueue(1)
      yield* runFor("10 seconds")
      expect(yield* states).toEqual(["uncertain"])
    }).pipe(
      Effect.provide(Layer.mergeAll(World.store, World.sending(silent), World.directory(World.sender("cloud-api"))))
    )
  })

  it.effect("SF-03: after silence the next message goes to the next endpoint", () => {
    const provider = World.scripted((request, index) =>
      index === 0 ? { _tag: "Uncertain", detail: "silence" } : World.accepted(request)
    )
    return Effect.gen(function* () {
      yield* enqueue(1)
      const fiber = yield* Effect.fork(Lane.run("sender", options))
      yield* TestClock.adjust("1 second")
      yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(2)]))
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.interruptFork(fiber)
      yield* TestClock.adjust("10 seconds")
      expect(provider.sent.map(({ endpoint }) => endpoint)).toEqual(["http://primary.test", "http://backup.test"])
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  it.effect("RT-03: what never left is sent for as long as it takes", () => {
    const provider = World.scripted((request, index) =>
      index < 30 ? { _tag: "NotSent", detail: "ECONNREFUSED" } : World.accepted(request)
    )
    return Effect.gen(function* () {
      yield* enqueue(1)
      yield* runFor("6 hours")
      expect(yield* states).toEqual(["accepted"])
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  it.effect("RT-02: a permanent failure is not tried again and says what to do", () => {
    const provider = World.scripted(() => refused(131026, 400))
    return Effect.gen(function* () {
      yield* enqueue(1)
      yield* runFor("1 hour")
      const [message] = yield* (yield* Outbox).list({ limit: 1 })
      expect(provider.sent).toHaveLength(1)
      expect(message).toMatchObject({ state: "failed", failure: { code: 131026 } })
      expect(message?.failure?.remedy.length).toBeGreaterThan(10)
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  it.effect(
    "SF-04: a dead token holds the account's lanes; nothing is lost, and all goes out once the hold is cleared",
    () => {
      let dead = true
      const provider = World.scripted((request) => (dead ? refused(190, 401) : World.accepted(request)))
      return Effect.gen(function* () {
        yield* enqueue(3)
        const fiber = yield* Effect.fork(Lane.run("sender", options))
        yield* TestClock.adjust("10 minutes")
        const before = provider.sent.length
        expect(yield* states).toEqual(["queued", "queued", "queued"])
        const holds = yield* Holds
        const [hold] = yield* holds.active(600_000)
        expect(hold?.hold).toMatchObject({ scope: "token", needsReview: true })
        dead = false
        expect(yield* holds.clear(hold?.id ?? 0, { by: "operator", atMillis: 600_000, note: "" })).toBe(true)
        yield* TestClock.adjust("1 minute")
        yield* Fiber.interruptFork(fiber)
        yield* TestClock.adjust("10 seconds")
        expect(before).toBeLessThanOrEqual(3)
        expect(new Set(yield* states)).toEqual(new Set(["accepted"]))
      }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
    }
  )

  it.effect(
    "RT-03: a store that takes a begin and cannot say so is asked again: nothing is sent twice, nothing left uncertain",
    () => {
      const provider = World.scripted(World.accepted)
      /** Every first answer of the store is lost on its way. */
      const forgetful = Layer.effect(
        Lanes,
        Effect.map(Lanes, (lanes) => {
          const seen = new Set<string>()
          const lose = <A>(key: string, effect: Effect.Effect<A, StoreUnavailable>) =>
            Effect.flatMap(effect, (answer) => {
              if (seen.has(key)) return Effect.succeed(answer)
              seen.add(key)
              return Effect.fail(new StoreUnavailable({ operation: key, cause: "connection lost" }))
            })
          return {
            ...lanes,
            begin: (request) => lose(`begin ${request.sends[0]?.messageId}`, lanes.begin(request)),
            finish: (request) => lose(`finish ${request.finishes[0]?.messageId}`, lanes.finish(request))
          }
        })
      ).pipe(Layer.provideMerge(World.store))
      return Effect.gen(function* () {
        yield* enqueue(6)
        yield* runFor("2 minutes")
        expect(provider.sent.map(({ messageId }) => messageId)).toEqual(
          Array.from({ length: 6 }, (_, n) => World.message(n + 1).id)
        )
        expect(new Set(yield* states)).toEqual(new Set(["accepted"]))
      }).pipe(Effect.provide(Layer.mergeAll(forgetful, provider.layer, World.directory(World.sender("cloud-api")))))
    }
  )

  it.effect("RT-04: a send that was decided too long ago does not leave; it is decided anew", () => {
    const provider = World.scripted(World.accepted)
    /** The first begin takes as long as a process sleeps. */
    const slow = Layer.effect(
      Lanes,
      Effect.map(Lanes, (lanes) => {
        let first = true
        return {
          ...lanes,
          begin: (request) =>
            Effect.tap(lanes.begin(request), () => {
              const nap = first ? Effect.sleep("1 minute") : Effect.void
              first = false
              return nap
            })
        }
      })
    ).pipe(Layer.provideMerge(World.store))
    return Effect.gen(function* () {
      yield* enqueue(1)
      yield* runFor("3 minutes")
      expect(provider.sent).toHaveLength(1)
      expect(provider.sent[0]?.atMillis).toBeGreaterThan(60_000)
      expect(yield* states).toEqual(["accepted"])
    }).pipe(Effect.provide(Layer.mergeAll(slow, provider.layer, World.directory(World.sender("cloud-api")))))
  })

  it.effect(
    "RL-07: of two holds on one scope the one that stays still holds, and the cleared one leaves no trace",
    () => {
      const provider = World.scripted(World.accepted)
      const hold = (level: "medium" | "fix", number: number) => ({
        scope: "business" as const,
        key: "business",
        level,
        number,
        sinceMillis: 0,
        untilMillis: null,
        needsReview: true,
        reason: level,
        reviewFromMillis: null
      })
      return Effect.gen(function* () {
        const holds = yield* Holds
        const medium = yield* holds.place(hold("medium", 1))
        const fix = yield* holds.place(hold("fix", 1_700_000_000_000))
        yield* enqueue(2)
        const fiber = yield* Effect.fork(Lane.run("sender", options))
        yield* TestClock.adjust("1 minute")
        yield* holds.clear(fix.id, { by: "operator", atMillis: 60_000, note: "" })
        yield* TestClock.adjust("1 minute")
        expect(provider.sent).toHaveLength(0)
        yield* holds.clear(medium.id, { by: "operator", atMillis: 120_000, note: "" })
        yield* TestClock.adjust("1 minute")
        yield* Fiber.interruptFork(fiber)
        yield* TestClock.adjust("10 seconds")
        expect(provider.sent).toHaveLength(2)
      }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
    }
  )

  it.effect("CLOUD_API 3.3: a held template holds its messages alone, also for a lane that starts later", () => {
    const provider = World.scripted((request) =>
      request.content.type === "template" ? refused(132015, 400) : World.accepted(request)
    )
    const template = { type: "template", template: { name: "offer", language: { code: "en" } } } as const
    return Effect.gen(function* () {
      yield* Effect.flatMap(Outbox, (outbox) =>
        outbox.enqueue([World.message(1, { content: template }), World.message(3)])
      )
      yield* runFor("1 minute")
      yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue([World.message(2, { content: template })]))
      yield* runFor("1 minute")
      expect(provider.sent.filter(({ messageId }) => messageId !== World.message(3).id)).toHaveLength(1)
      expect(provider.sent).toHaveLength(2)
    }).pipe(Effect.provide(Layer.mergeAll(World.store, provider.layer, World.directory(World.sender("cloud-api")))))
  })
})
