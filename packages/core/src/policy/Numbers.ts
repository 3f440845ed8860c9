import { Schema } from "effect"
import * as Bound from "./internal/Bound.ts"

/** Bounds and habits for phone numbers (SPEC PH) and for the verification of risky ones (SPEC NV). */
export const Numbers = Schema.Struct({
  /** Digits of a whole number, calling code included (PH-03). Outside: a warning when the country's plan accepts it. */
  digitsMin: Bound.Positive,
  digitsMax: Bound.Positive,
  /** Digits of the national part (PH-03). */
  nationalDigitsMin: Bound.Positive,
  nationalDigitsMax: Bound.Positive,
  /** The very most one judgement may take (PH-07). */
  judgementMillisMax: Bound.Count,
  /** A judgement slower than this is an incident (PH-07). */
  judgementIncidentMillis: Bound.Count,
  /** Lists of at least this many rows are sampled before anything is queued (PH-08). */
  preflightRowsMin: Bound.Count,
  /** Share of the list that the sample judges, 0 to 1 (PH-08). */
  preflightShare: Bound.Share,
  /** Failures in a row that block a number from verification (NV-01). */
  verificationFailuresMax: Bound.Positive,
  /** How long such a number stays blocked (NV-01). */
  verificationBlockMillis: Bound.Count,
  /** How long one verification takes, at least and at most (NV-01). */
  verificationMillisMin: Bound.Count,
  verificationMillisMax: Bound.Count
}).pipe(
  Schema.filter(
    Bound.ordered(
      ["digitsMin", "digitsMax"],
      ["nationalDigitsMin", "nationalDigitsMax"],
      ["judgementMillisMax", "judgementIncidentMillis"],
      ["verificationMillisMin", "verificationMillisMax"]
    )
  )
)
export type Numbers = typeof Numbers.Type
