import { Data, Either, Schema } from "effect"
import type { Receiving } from "../policy/Receiving.ts"

/**
 * Key check: ten or more "too fast" errors within an hour call for one check of the API key's validity (SPEC GD-04).
 *
 * States and edges:
 * - `Counting` -- a 1351 --> `Counting`; the tenth within the hour --> `Checking`, which calls for the check
 * - `Checking` -- the check's outcome, by its number --> `Counting` from none, with the outcome kept for the report
 *
 * While `Checking`, further errors change nothing: their check is on its way. The state keeps the call until it is answered, so a
 * process that died over it is followed by another that runs the same check.
 */
export const Outcome = Schema.Union(
  /** The key is good: the sends are too fast indeed. */
  Schema.TaggedStruct("Valid", {}),
  /** The platform refuses the key; `reason` is its own word. */
  Schema.TaggedStruct("Invalid", { reason: Schema.String }),
  /** Nobody could tell: the platform was out of reach. */
  Schema.TaggedStruct("Unreachable", { reason: Schema.String })
)
export type Outcome = typeof Outcome.Type

/** The newest check that was answered; null before the first. */
const Report = Schema.NullOr(Schema.Struct({ number: Schema.Int, atMillis: Schema.Number, outcome: Outcome }))

/** As it is stored. `Checking` bears the number that an answer has to name. */
export const State = Schema.Union(
  Schema.TaggedStruct("Counting", {
    /** Times of the errors of the last hour, at most one fewer than call for a check. */
    timesMillis: Schema.Array(Schema.Number),
    report: Report
  }),
  Schema.TaggedStruct("Checking", { number: Schema.Int, sinceMillis: Schema.Number, report: Report })
)
export type State = typeof State.Type

/** No error was counted and no check was run. */
export const initial: State = { _tag: "Counting", timesMillis: [], report: null }

/** An outcome of another check than the one that was called for: it changes nothing. */
export class StaleCheck extends Data.TaggedError("StaleCheck")<{
  readonly given: number
  /** Number of the check that is called for; null when none is. */
  readonly called: number | null
}> {
  override get message(): string {
    return `this answers check ${this.given}, and ${this.called === null ? "none" : `check ${this.called}`} is called for`
  }
}

/** A "too fast" error came (the guide's 1351). Times may come out of order; those an hour older than the newest fall out. */
export const afterTooFast = (policy: Receiving, state: State, atMillis: number): State => {
  if (state._tag === "Checking") return state
  const newestMillis = Math.max(atMillis, ...state.timesMillis)
  const timesMillis = [...state.timesMillis, atMillis].filter((millis) => newestMillis - millis < policy.tooFastMillis)
  return timesMillis.length >= policy.tooFastCount
    ? { _tag: "Checking", number: (state.report?.number ?? 0) + 1, sinceMillis: newestMillis, report: state.report }
    : { ...state, timesMillis }
}

/** The check that is called for; null when none is. */
export const call = (state: State): { readonly number: number; readonly sinceMillis: number } | null =>
  state._tag === "Checking" ? { number: state.number, sinceMillis: state.sinceMillis } : null

/** Check `number` was run. */
export const checked = (
  state: State,
  number: number,
  outcome: Outcome,
  atMillis: number
): Either.Either<State, StaleCheck> =>
  state._tag === "Checking" && state.number === number
    ? Either.right({ _tag: "Counting", timesMillis: [], report: { number, atMillis, outcome } })
    : Either.left(new StaleCheck({ given: number, called: state._tag === "Checking" ? state.number : null }))
