import { it } from "@effect/vitest"
import { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import { Effect, Fiber, Logger, Option, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "./world.ts"

const hour = 3_600_000
const day = 24 * hour

const standing = Effect.fnUntraced(function* (n: number) {
  const subscriptions = yield* Subscriptions
  return Option.map(yield* subscriptions.find(World.subscriptionId(n)), (one) => one.standing)
})

const states = Effect.fnUntraced(function* (n: number) {
  const subscriptions = yield* Subscriptions
  const found = yield* subscriptions.deliveries({
    subscriptionId: World.subscriptionId(n),
    states: ["pending", "delivered", "abandoned"],
    beforeCursor: null,
    limit: 100
  })
  return found.map(({ attempts, state }) => `${state} ${attempts}`)
})

describe("Courier", () => {
  it.effect("an event reaches everybody who asks for it, within a moment, once, under one id", () => {
    const { courier, ports, subscribe, tell, tries } = World.make()
    return Effect.gen(function* () {
      yield* subscribe(1)
      yield* subscribe(2, { types: ["message.received"], accountId: "acme" })
      yield* subscribe(3, { types: ["template.*"] })
      yield* subscribe(4, { accountId: "zenith" })
      yield* Effect.fork(courier)
      yield* tell(1, 2)
      yield* TestClock.adjust(200)
      expect(tries.map(({ url }) => url).toSorted()).toEqual([1, 1, 2, 2].map(World.url))
      expect(new Set(tries.map(({ id }) => id)).size).toBe(2)
      expect(tries[0]).toMatchObject({
        type: "message.received",
        data: { number: 1 },
        id: expect.stringMatching(/^evt_/)
      })
      yield* TestClock.adjust("10 seconds")
      expect(tries).toHaveLength(4)
    }).pipe(Effect.provide(ports))
  })

  it.effect("an event that is not taken is tried by the whole schedule under one id, and then abandoned", () => {
    const { looking, ports, replies, subscribe, tell, tries } = World.make()
    const lookMillis = 300_000
    replies.set(World.url(1), Effect.succeed(World.refused))
    return Effect.gen(function* () {
      yield* subscribe(1)
      yield* Effect.fork(looking(lookMillis))
      yield* tell(1)
      yield* TestClock.adjust("33 hours")
      expect(tries).toHaveLength(8)
      expect(new Set(tries.map(({ id }) => id)).size).toBe(1)
      const waits = tries.slice(1).map(({ atMillis }, index) => atMillis - (tries[index]?.atMillis ?? 0))
      const planned = [5_000, 300_000, 1_800_000, 2 * hour, 5 * hour, 10 * hour, 10 * hour]
      for (const [index, wait] of waits.entries()) {
        const least = planned[index] ?? 0
        expect(wait).toBeGreaterThanOrEqual(least)
        // Jitter of a tenth, and the courier's own look.
        expect(wait).toBeLessThanOrEqual(least * 1.1 + lookMillis)
      }
      expect(yield* states(1)).toEqual(["abandoned 8"])
    }).pipe(Effect.provide(ports))
  })

  it.effect("a subscriber that hangs slows nobody else", () => {
    const { courier, ports, replies, subscribe, tell, tries } = World.make()
    replies.set(World.url(1), Effect.never)
    return Effect.gen(function* () {
      yield* subscribe(1)
      yield* subscribe(2)
      yield* Effect.fork(courier)
      const numbers = Array.from({ length: 100 }, (_, n) => n)
      yield* tell(...numbers)
      yield* TestClock.adjust(1_000)
      const at = (n: number) => tries.filter(({ url }) => url === World.url(n))
      expect(at(2).map(({ data }) => data)).toEqual(numbers.map((number) => ({ number })))
      // Its own tries are bounded.
      expect(at(1)).toHaveLength(16)
    }).pipe(Effect.provide(ports))
  })

  it.effect(
    "two subscriptions of one address share no connections, and a subscription goes over its own each time",
    () => {
      const { courier, ports, subscribe, tell, tries } = World.make()
      return Effect.gen(function* () {
        yield* subscribe(1)
        yield* subscribe(2, { target: { kind: "http", url: World.url(1) } })
        yield* Effect.fork(courier)
        yield* tell(1, 2)
        yield* TestClock.adjust(1_000)
        expect(tries.map(({ holder, url }) => [url, holder]).toSorted()).toEqual(
          [1, 1, 2, 2].map((n) => [World.url(1), World.subscriptionId(n)])
        )
      }).pipe(Effect.provide(ports))
    }
  )

  it.effect("a process that dies between the try and its record repeats it under the same id", () => {
    const { courier, ports, replies, subscribe, tell, tries } = World.make()
    return Effect.gen(function* () {
      yield* subscribe(1)
      replies.set(World.url(1), Effect.never)
      const dying = yield* Effect.fork(courier)
      yield* tell(1)
      yield* TestClock.adjust(1_000)
      expect(tries).toHaveLength(1)
      yield* Fiber.interrupt(dying)
      replies.set(World.url(1), Effect.succeed(World.taken))
      yield* Effect.fork(courier)
      yield* TestClock.adjust(58_000)
      expect(tries).toHaveLength(1)
      yield* TestClock.adjust(5_000)
      expect(tries).toHaveLength(2)
      expect(tries[1]?.id).toBe(tries[0]?.id)
      expect(yield* states(1)).toEqual(["delivered 2"])
    }).pipe(Effect.provide(ports))
  })

  it.effect("two couriers at once hand an event over once", () => {
    const { courier, ports, subscribe, tell, tries } = World.make()
    return Effect.gen(function* () {
      yield* subscribe(1)
      yield* Effect.fork(Effect.all([courier, courier, courier], { concurrency: "unbounded" }))
      yield* tell(...Array.from({ length: 60 }, (_, n) => n))
      yield* TestClock.adjust(2_000)
      expect(tries).toHaveLength(60)
    }).pipe(Effect.provide(ports))
  })

  it.effect("five days of failure disable it with an alert; enabled by an operator it goes on where it was", () => {
    const { looking, ports, replies, subscribe, tell, tries } = World.make()
    const logged: Array<string> = []
    const log = Logger.replace(
      Logger.defaultLogger,
      Logger.map(Logger.stringLogger, (line) => void logged.push(line))
    )
    replies.set(World.url(1), Effect.succeed(World.refused))
    return Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      yield* subscribe(1)
      yield* Effect.fork(looking(hour))
      for (let days = 0; days < 5; days++) {
        yield* tell(days)
        yield* TestClock.adjust(day - hour)
      }
      expect(Option.map(yield* standing(1), ({ _tag }) => _tag)).toEqual(Option.some("Enabled"))
      yield* tell(5)
      yield* TestClock.adjust(9 * hour)
      expect(yield* standing(1)).toMatchObject(Option.some({ _tag: "Disabled", because: "failing" }))
      expect(logged.filter((line) => line.includes("subscription-disabled"))).toHaveLength(1)
      const before = tries.length
      yield* tell(6)
      yield* TestClock.adjust(day)
      expect(tries).toHaveLength(before)
      replies.set(World.url(1), Effect.succeed(World.taken))
      yield* subscriptions.modify(World.subscriptionId(1), ({ secrets }) => ({
        secrets,
        standing: { _tag: "Enabled", failingSinceMillis: null }
      }))
      yield* TestClock.adjust(day)
      const after = tries.slice(before).map(({ data }) => data)
      expect(after).toContainEqual({ number: 5 })
      expect(after).toContainEqual({ number: 6 })
    }).pipe(Effect.provide(ports), Effect.provide(log))
  })

  it.effect("one event taken ends a failing stretch, and an answer of 410 ends the subscription", () => {
    const { courier, ports, replies, subscribe, tell } = World.make()
    return Effect.gen(function* () {
      yield* subscribe(1)
      yield* Effect.fork(courier)
      replies.set(World.url(1), Effect.succeed(World.refused))
      yield* tell(1)
      yield* TestClock.adjust(1_000)
      expect(yield* standing(1)).toMatchObject(Option.some({ failingSinceMillis: expect.any(Number) }))
      replies.set(World.url(1), Effect.succeed(World.taken))
      yield* TestClock.adjust(10_000)
      expect(yield* standing(1)).toEqual(Option.some({ _tag: "Enabled", failingSinceMillis: null }))
      replies.set(World.url(1), Effect.succeed({ _tag: "Gone" }))
      yield* tell(2)
      yield* TestClock.adjust(1_000)
      expect(yield* standing(1)).toMatchObject(Option.some({ _tag: "Disabled", because: "gone" }))
    }).pipe(Effect.provide(ports))
  })

  it.effect("events and deliveries are forgotten after a week", () => {
    const { looking, ports, subscribe, tell } = World.make()
    return Effect.gen(function* () {
      yield* subscribe(1)
      yield* Effect.fork(looking(hour))
      yield* tell(1)
      yield* TestClock.adjust(6 * day)
      expect(yield* states(1)).toEqual(["delivered 1"])
      yield* TestClock.adjust(2 * day)
      expect(yield* states(1)).toEqual([])
    }).pipe(Effect.provide(ports))
  })
})
