import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Timeline } from "../src/ports/Timeline.ts"
import { startMillis } from "./Samples.ts"

const dayMillis = 86_400_000
const step = (second: number, by: number, senderId = "acme-1") => ({ senderId, second, by })

/** What every store of timelines guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Timeline, E>): void => {
  describe(`Timeline, ${name}`, () => {
    it.live(
      "WH-07: counters of seconds grow by what is asked, and each call is told what was before, in its own order",
      () =>
        Effect.gen(function* () {
          const timeline = yield* Timeline
          expect(yield* timeline.advance([], startMillis)).toEqual([])
          expect(yield* timeline.advance([step(9, 2), step(8, 1), step(9, 5, "acme-2")], startMillis)).toEqual([
            0, 0, 0
          ])
          expect(yield* timeline.advance([step(9, 5, "acme-2"), step(8, 0), step(9, 3)], startMillis)).toEqual([
            5, 1, 2
          ])
          expect(yield* timeline.advance([step(9, -4)], startMillis)).toEqual([5])
          expect(yield* timeline.advance([step(9, 0), step(8, 0)], startMillis)).toEqual([1, 1])
        }).pipe(Effect.provide(layer))
    )

    it.live("WH-07: callers at the same time never get the same number", () =>
      Effect.gen(function* () {
        const timeline = yield* Timeline
        const asked = Array.from({ length: 20 }, (_, n) =>
          timeline.advance([step(7, 1), step(8 + (n % 2), 1)], startMillis)
        )
        const before = yield* Effect.all(asked, { concurrency: "unbounded" })
        expect(before.map(([first]) => first).toSorted((a = 0, b = 0) => a - b)).toEqual(
          Array.from({ length: 20 }, (_, n) => n)
        )
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-07: a second is forgotten by the day on which it was last asked for", () =>
      Effect.gen(function* () {
        const timeline = yield* Timeline
        yield* timeline.advance([step(1, 1), step(2, 1)], startMillis)
        yield* timeline.advance([step(2, 1)], startMillis + 3 * dayMillis)
        expect(yield* timeline.forget(startMillis)).toBe(0)
        expect(yield* timeline.forget(startMillis + dayMillis)).toBe(1)
        expect(yield* timeline.advance([step(1, 0), step(2, 0)], startMillis)).toEqual([0, 2])
      }).pipe(Effect.provide(layer))
    )
  })
}
