import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Calibrations, reportsMax } from "../src/ports/Calibrations.ts"
import type { CalibrationReport } from "../src/ports/Calibrations.ts"
import { startMillis } from "./Samples.ts"

const report = (n: number): CalibrationReport => ({
  candidate: "listed-fields",
  fieldList: "v25.0",
  madeMillis: startMillis + n,
  sinceMillis: startMillis,
  untilMillis: startMillis + n,
  whole: n % 2 === 0,
  tally: {
    callbacks: 10,
    differing: n,
    findings: [{ provider: "cloud-api", kind: "event-lost", path: "entry[]", count: n, example: n === 1 ? null : 7 }],
    findingsOmitted: 0,
    reduced: 0
  }
})

/** What every store of calibration reports guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Calibrations, E>): void => {
  describe(`Calibrations, ${name}`, () => {
    it.live("WH-10: reports are listed as they were put, the newest first, and only so many are kept", () =>
      Effect.gen(function* () {
        const calibrations = yield* Calibrations
        expect(yield* calibrations.newest(3)).toEqual([])
        yield* Effect.forEach([3, 1, 2], (n) => calibrations.put(report(n)))
        expect(yield* calibrations.newest(2)).toEqual([report(2), report(1)])
        yield* Effect.forEach(
          Array.from({ length: reportsMax - 1 }, (_, n) => n + 10),
          (n) => calibrations.put(report(n))
        )
        const kept = yield* calibrations.newest(reportsMax + 10)
        expect(kept).toHaveLength(reportsMax)
        expect(kept.at(-1)).toEqual(report(2))
      }).pipe(Effect.provide(layer))
    )
  })
}
