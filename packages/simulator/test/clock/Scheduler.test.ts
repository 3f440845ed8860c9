import { it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Scheduler from "@sluice/simulator/clock/Scheduler"
import * as VirtualClock from "@sluice/simulator/clock/VirtualClock"

const started = (speed: number) =>
  Effect.gen(function* () {
    const clock = yield* VirtualClock.make({ originMillis: 0, speed })
    const scheduler = yield* Scheduler.make(clock)
    const done: Array<string> = []
    return { clock, scheduler, done, at: (millis: number, name: string) => scheduler.at(millis, () => done.push(name)) }
  })

describe("Scheduler", () => {
  it.scoped("jobs happen in the order of their virtual moments, and none early", () =>
    Effect.gen(function* () {
      const { at, done } = yield* started(60)
      at(120_000, "second")
      at(60_000, "first")
      yield* TestClock.adjust(999)
      expect(done).toEqual([])
      yield* TestClock.adjust(1)
      expect(done).toEqual(["first"])
      yield* TestClock.adjust(1_000)
      expect(done).toEqual(["first", "second"])
    })
  )

  it.scoped("a job that is earlier than the one waited for does not wait for it", () =>
    Effect.gen(function* () {
      const { at, done } = yield* started(1)
      at(100_000, "late")
      yield* TestClock.adjust(1_000)
      at(2_000, "early")
      yield* TestClock.adjust(1_000)
      expect(done).toEqual(["early"])
    })
  )

  it.scoped("a job may plan the next one, and what was cleared does not happen", () =>
    Effect.gen(function* () {
      const { done, scheduler } = yield* started(1)
      scheduler.at(1_000, () => {
        done.push("one")
        scheduler.at(3_000, () => done.push("two"))
      })
      scheduler.at(2_000, () => done.push("never"))
      yield* TestClock.adjust(1_000)
      expect(scheduler.pending()).toBe(2)
      scheduler.clear()
      yield* TestClock.adjust(10_000)
      expect(done).toEqual(["one"])
    })
  )

  it.scoped("a moment beyond the longest timer is reached all the same", () =>
    Effect.gen(function* () {
      const { at, done } = yield* started(1)
      at(30 * 86_400_000, "next month")
      yield* TestClock.adjust("29 days")
      expect(done).toEqual([])
      yield* TestClock.adjust("1 day")
      expect(done).toEqual(["next month"])
    })
  )
})
