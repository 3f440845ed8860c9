import { it } from "@effect/vitest"
import * as ScaledClock from "@sluice/engine/clock/ScaledClock"
import { Clock, Effect, Fiber, TestClock } from "effect"
import { describe, expect } from "vitest"

const origin = 1_000_000

/** The scaled clock over the test's clock, which plays the machine's. */
const scaled = (speed: number) =>
  Effect.map(Effect.clock, (real) => ScaledClock.make({ originMillis: origin, speed }, real))

describe("the scaled clock", () => {
  it.effect("shows the machine's time at the origin, and runs away from it at the speed", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(origin)
      const clock = yield* scaled(60)
      expect(yield* clock.currentTimeMillis).toBe(origin)
      yield* TestClock.adjust(1_000)
      expect(yield* clock.currentTimeMillis).toBe(origin + 60_000)
      expect(yield* clock.currentTimeNanos).toBe(BigInt(origin + 60_000) * 1_000_000n)
    })
  )

  it.effect("a sleep ends when its scaled time has come, and not before", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(origin)
      const clock = yield* scaled(60)
      const asleep = yield* Effect.fork(
        Effect.withClock(Effect.zipRight(Effect.sleep(61_000), Clock.currentTimeMillis), clock)
      )
      yield* TestClock.adjust(1_016)
      expect(asleep.unsafePoll()).toBe(null)
      yield* TestClock.adjust(1)
      expect(yield* Fiber.join(asleep)).toBeGreaterThanOrEqual(origin + 61_000)
    })
  )

  it.effect("the layer sets it for all that runs on it", () =>
    Effect.gen(function* () {
      const inner = yield* Clock.currentTimeMillis.pipe(
        Effect.provide(ScaledClock.layer({ originMillis: 0, speed: 0.000_001 }))
      )
      expect(inner).toBeLessThan(10_000_000)
      expect(inner).toBeGreaterThan(1_000_000)
    })
  )
})
