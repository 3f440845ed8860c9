import { Schema } from "effect"
import type { Measure } from "./Measure.ts"

/** Whether the threshold itself fires (`reached`) or only what lies beyond it (`passed`). */
export type Bound = "reached" | "passed"

/**
 * When an alert's condition stands: a closed union over named measures.
 *
 * `fires` and `recovers` lie apart, so that a value which trembles about one of them changes nothing (hysteresis).
 *
 * - `Above`, `Below`: a value, such as a latency.
 * - `Counted`: events within the last `windowMillis`.
 * - `Share`: a part of a whole within the last `windowMillis`; below `samplesMin` of the whole nothing can be told, so a burst at a quiet
 *   hour is not a rate.
 * - `Entered`: one of some states.
 * - `Missed`: a moment lies more than `allowedMillis` back. Negative: it is not as far ahead as that, which warns before an end.
 */
export type Condition =
  | {
      readonly _tag: "Above"
      readonly measure: Measure
      readonly fires: number
      readonly recovers: number
      readonly bound: Bound
    }
  | {
      readonly _tag: "Below"
      readonly measure: Measure
      readonly fires: number
      readonly recovers: number
      readonly bound: Bound
    }
  | {
      readonly _tag: "Counted"
      readonly measure: Measure
      readonly windowMillis: number
      readonly fires: number
      readonly recovers: number
    }
  | {
      readonly _tag: "Share"
      readonly measure: Measure
      readonly windowMillis: number
      readonly fires: number
      readonly recovers: number
      readonly bound: Bound
      readonly samplesMin: number
    }
  | { readonly _tag: "Entered"; readonly measure: Measure; readonly states: ReadonlyArray<string> }
  | { readonly _tag: "Missed"; readonly measure: Measure; readonly allowedMillis: number }

/** What was measured for one key; counts and shares over the condition's window up to now. */
export const Reading = Schema.Union(
  Schema.TaggedStruct("Value", { value: Schema.Number }),
  Schema.TaggedStruct("Count", { count: Schema.Number }),
  Schema.TaggedStruct("Part", { part: Schema.Number, whole: Schema.Number }),
  Schema.TaggedStruct("State", { state: Schema.String }),
  /** Null where there is no such moment: nothing is due. */
  Schema.TaggedStruct("Moment", { atMillis: Schema.NullOr(Schema.Number) })
)
export type Reading = typeof Reading.Type

/**
 * `breached`: it stands. `clear`: it is gone. `between`: neither; what was, goes on. `silent`: nothing can be told, for want of a reading,
 * of samples, or because the reading is not of the condition's kind.
 */
export type Verdict = "breached" | "between" | "clear" | "silent"

const over = (value: number, fires: number, recovers: number, bound: Bound): Verdict => {
  if (Number.isNaN(value)) return "silent"
  if (bound === "reached" ? value >= fires : value > fires) return "breached"
  return value <= recovers ? "clear" : "between"
}

/** Judges one reading. Total. */
export const judge = (condition: Condition, reading: Reading | null, nowMillis: number): Verdict => {
  switch (condition._tag) {
    case "Above":
      return reading?._tag === "Value"
        ? over(reading.value, condition.fires, condition.recovers, condition.bound)
        : "silent"
    case "Below":
      return reading?._tag === "Value"
        ? over(-reading.value, -condition.fires, -condition.recovers, condition.bound)
        : "silent"
    case "Counted":
      return reading?._tag === "Count" ? over(reading.count, condition.fires, condition.recovers, "reached") : "silent"
    case "Share":
      if (reading?._tag !== "Part" || !(reading.whole >= Math.max(1, condition.samplesMin))) return "silent"
      return over(reading.part / reading.whole, condition.fires, condition.recovers, condition.bound)
    case "Entered":
      if (reading?._tag !== "State") return "silent"
      return condition.states.includes(reading.state) ? "breached" : "clear"
    case "Missed":
      if (reading?._tag !== "Moment") return "silent"
      return reading.atMillis !== null && nowMillis - reading.atMillis > condition.allowedMillis ? "breached" : "clear"
  }
}
