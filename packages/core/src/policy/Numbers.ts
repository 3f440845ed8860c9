import { Schema } from "effect"

/** Bounds and habits for phone numbers (SPEC PH) and for the verification of risky ones (SPEC NV). */
export const Numbers = Schema.Struct({
  /** Digits of a whole number, calling code included (PH-03). Outside: a warning when the country's plan accepts it. */
  digitsMin: Schema.Int,
  digitsMax: Schema.Int,
  /** Digits of the national part (PH-03). */
  nationalDigitsMin: Schema.Int,
  nationalDigitsMax: Schema.Int,
  /** The very most one judgement may take (PH-07). */
  judgementMillisMax: Schema.Int,
  /** A judgement slower than this is an incident (PH-07). */
  judgementIncidentMillis: Schema.Int,
  /** Lists of at least this many rows are sampled before anything is queued (PH-08). */
  preflightRowsMin: Schema.Int,
  /** Share of the list that the sample judges, 0 to 1 (PH-08). */
  preflightShare: Schema.Number,
  /** Failures in a row that block a number from verification (NV-01). */
  verificationFailuresMax: Schema.Int,
  /** How long such a number stays blocked (NV-01). */
  verificationBlockMillis: Schema.Int,
  /** How long one verification takes, at least and at most (NV-01). */
  verificationMillisMin: Schema.Int,
  verificationMillisMax: Schema.Int
})
export type Numbers = typeof Numbers.Type
