import { Calibrations, reportsMax } from "@sluice/engine/ports/Calibrations"
import type { CalibrationReport } from "@sluice/engine/ports/Calibrations"
import { Vitals } from "@sluice/engine/ports/Vitals"
import type { Report } from "@sluice/engine/ports/Vitals"
import * as Calibration from "@sluice/core/callback/candidate/Calibration"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"

/** Calls of the ports that keep what processes report, as data: vitals of four of them, and calibrations (WH-10), now and then more than are kept. */
export type Step =
  | { readonly _tag: "Report"; readonly source: string; readonly count: number; readonly late: number }
  | { readonly _tag: "Fresh"; readonly since: number }
  | { readonly _tag: "Forget"; readonly before: number }
  | { readonly _tag: "Calibrate"; readonly times: number }
  | { readonly _tag: "Newest"; readonly limit: number }

const moment = fc.integer({ min: 0, max: 20 })

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("Report" as const),
      source: fc.constantFrom("a", "B", "b", "權"),
      count: fc.integer({ min: 0, max: 9 }),
      late: fc.integer({ min: 0, max: 3 })
    })
  },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Fresh" as const), since: moment }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Forget" as const), before: moment }) },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("Calibrate" as const), times: fc.constantFrom(1, 2, reportsMax) })
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Newest" as const), limit: fc.integer({ min: 1, max: 99 }) }) }
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 1, maxLength: 15 })

const vitalsOf = (count: number): Report["vitals"] => [
  {
    measure: "callback.badSignatures",
    place: { intake: "acme", account: "acme" },
    reading: { _tag: "Count", count }
  },
  { measure: "send.failures.media", place: {}, reading: { _tag: "Part", part: count / 10, whole: 3 } }
]

const calibrationOf = (madeMillis: number, differing: number): CalibrationReport => ({
  candidate: "listed-fields",
  fieldList: "v25.0",
  madeMillis,
  sinceMillis: startMillis,
  untilMillis: madeMillis,
  whole: differing % 2 === 0,
  tally: { ...Calibration.initial, callbacks: 10, differing }
})

const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const vitals = yield* Vitals
    const calibrations = yield* Calibrations
    switch (step._tag) {
      case "Report": {
        const { count, late, source } = step
        return yield* vitals.report({ source, atMillis: nowMillis - late, vitals: vitalsOf(count) })
      }
      case "Fresh":
        return yield* vitals.fresh(startMillis + step.since)
      case "Forget":
        return yield* vitals.forget(startMillis + step.before)
      case "Calibrate":
        return yield* Effect.forEach(
          Array.from({ length: step.times }, (_, n) => calibrationOf(nowMillis, n)),
          calibrations.put,
          { discard: true }
        )
      case "Newest":
        return yield* calibrations.newest(step.limit)
    }
  })

const everything = Effect.gen(function* () {
  const vitals = yield* Vitals
  const calibrations = yield* Calibrations
  return [yield* vitals.fresh(0), yield* calibrations.newest(reportsMax + 10)]
})

/** What each step answers, and what is there at the end; a millisecond passes with each. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.all([Effect.forEach(steps, (one, index) => perform(one, startMillis + index)), everything])
