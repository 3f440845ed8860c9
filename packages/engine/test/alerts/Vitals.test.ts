import { it } from "@effect/vitest"
import * as Gauges from "@sluice/engine/alerts/Gauges"
import * as LaneVitals from "@sluice/engine/alerts/LaneVitals"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Vitals } from "@sluice/engine/ports/Vitals"
import { Effect, TestClock } from "effect"
import { describe, expect } from "vitest"

/** More than a gauge remembers, so that nothing of other tests in this process is left in it. */
const fill = (gauge: Gauges.Gauge, millis: number): void => {
  for (let n = 0; n < 3_000; n++) Gauges.took(gauge, millis)
}

describe("what a process measures of itself", () => {
  it.scoped("SF-02: the time from an error to the act upon it is measured, and reported for the watch", () =>
    Effect.gen(function* () {
      const vitals = yield* Vitals
      yield* Effect.forkScoped(LaneVitals.run("worker 1", 5_000))
      fill("failure.reactionMillisP99", 20)
      Gauges.took("failure.reactionMillisP99", 4_000)
      yield* TestClock.adjust("5 seconds")
      expect(yield* vitals.fresh(1)).toEqual([
        {
          source: "worker 1",
          atMillis: 5_000,
          // One in thousands is no percentile.
          vitals: [{ measure: "failure.reactionMillisP99", place: {}, reading: { _tag: "Value", value: 20 } }]
        }
      ])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it("PH-07: of judgements the longest of the last minute is told", () => {
    fill("numbers.judgementMillisMax", 1)
    Gauges.took("numbers.judgementMillisMax", 900)
    Gauges.took("numbers.judgementMillisMax", 3)
    expect(Gauges.reading("numbers.judgementMillisMax")).toEqual({ _tag: "Value", value: 900 })
  })
})
