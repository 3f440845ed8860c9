import { it } from "@effect/vitest"
import * as Timestamp from "@sluice/core/callback/Timestamp"
import * as Stamps from "@sluice/engine/callbacks/Stamps"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Timeline } from "@sluice/engine/ports/Timeline"
import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect } from "vitest"

const at = (seconds: number, senderId = "a"): Stamps.Moment => ({ senderId, seconds })

/** The rule alone, one event after the other. */
const byRule = (moments: ReadonlyArray<Stamps.Moment | null>): ReadonlyArray<number | null> => {
  const timelines = new Map<string, Timestamp.State>()
  return moments.map((moment) => {
    if (moment === null) return null
    const timeline = timelines.get(moment.senderId) ?? Timestamp.initial
    const given = Timestamp.stamp(timeline, moment.seconds)
    timelines.set(moment.senderId, Timestamp.record(timeline, given))
    return given.millis
  })
}

const moment = fc.option(
  fc.record({
    senderId: fc.constantFrom("a", "b"),
    seconds: fc.constantFrom(1_700_000_000, 1_700_000_001, 1_700_000_003)
  }),
  { freq: 9 }
)

describe("Stamps", () => {
  it.effect(
    "WH-07: three more digits, never a bare second; each sender has its own timeline, and what is undated none",
    () =>
      Effect.gen(function* () {
        expect(yield* Stamps.give([], 0)).toEqual([])
        expect(yield* Stamps.give([null], 0)).toEqual([null])
        expect(yield* Stamps.give([at(7), at(7), null, at(7, "b"), at(3), at(7)], 0)).toEqual([
          7_001,
          7_002,
          null,
          7_001,
          3_001,
          7_003
        ])
        expect(yield* Stamps.give([at(7)], 0)).toEqual([7_004])
      }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("WH-07: what a second has no number for takes the next free ones, and the store knows them as given", () =>
    Effect.gen(function* () {
      yield* Stamps.give([at(8)], 0)
      const stamps = yield* Stamps.give(
        Array.from({ length: 1_001 }, () => at(7)),
        0
      )
      expect(stamps.slice(998)).toEqual([7_999, 8_002, 8_003])
      expect(yield* Stamps.give([at(8), at(7)], 0)).toEqual([8_004, 8_005])
      const timeline = yield* Timeline
      const counted = [7, 8, 9].map((second) => ({ senderId: "a", second, by: 0 }))
      expect(yield* timeline.advance(counted, 0)).toEqual([999, 5, 0])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it("WH-07: however events are cut into batches, each gets the stamp that the rule alone gives it, and no two the same", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(moment, { maxLength: 12 }), { maxLength: 8 }),
        fc.boolean(),
        (batches, crowded) =>
          Effect.gen(function* () {
            const crowd = Array.from({ length: crowded ? 997 : 0 }, () => at(1_700_000_000))
            const all = [crowd, ...batches]
            const given = yield* Effect.forEach(all, (batch) => Stamps.give(batch, 0))
            expect(given.flat()).toEqual(byRule(all.flat()))
            const ofA = given.flat().filter((stamp, index) => stamp !== null && all.flat()[index]?.senderId === "a")
            expect(new Set(ofA).size).toBe(ofA.length)
          }).pipe(Effect.provide(MemoryStore.layer), Effect.runPromise)
      ),
      { numRuns: 60 }
    ))
})
