import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Vitals } from "../src/ports/Vitals.ts"
import type { Report } from "../src/ports/Vitals.ts"
import { startMillis } from "./Samples.ts"

const report = (source: string, at: number): Report => ({
  source,
  atMillis: startMillis + at,
  vitals: [
    {
      measure: "callback.badSignatures",
      place: { intake: "acme", account: "acme" },
      reading: { _tag: "Count", count: at }
    },
    { measure: "send.failures.media", place: {}, reading: { _tag: "Part", part: 0.5, whole: 3 } },
    { measure: "decoder.calibrated", place: {}, reading: { _tag: "Moment", atMillis: null } }
  ]
})

/** What every store of vitals guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Vitals, E>): void => {
  describe(`Vitals, ${name}`, () => {
    it.live("GD-03: the newest report of each process is there, as long as it is fresh", () =>
      Effect.gen(function* () {
        const vitals = yield* Vitals
        yield* Effect.forEach([report("b", 1), report("a", 5), report("b", 9)], vitals.report, { discard: true })
        expect(yield* vitals.fresh(startMillis)).toEqual([report("a", 5), report("b", 9)])
        expect(yield* vitals.fresh(startMillis + 6)).toEqual([report("b", 9)])
        yield* vitals.forget(startMillis + 9)
        expect(yield* vitals.fresh(0)).toEqual([report("b", 9)])
      }).pipe(Effect.provide(layer))
    )
  })
}
