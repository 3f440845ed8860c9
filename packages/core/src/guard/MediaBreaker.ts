import { Schema } from "effect"
import type { Media } from "../policy/Content.ts"

/**
 * Media breaker: five media failures in a row stop a sender's media for two hours, while its text goes on (SPEC MD-03).
 *
 * States and edges:
 * - `Closed` -- a media failure --> `Closed` with one more in the row; the fifth --> `Open`
 * - `Closed` -- a media success --> `Closed` with none
 * - `Open` -- the clock reaches its end --> `Closed` with none
 *
 * While `Open` nothing is counted, in either direction: what is answered then was sent before. Statuses can come hours late, so the row
 * that begins afterwards counts only sends that departed in it.
 *
 * Which failures count is the catalogue's word: those whose reaction is `media-breaker` (`failure/Failure`). Media that wait are not
 * lost: `Held` names the moment at which they are due again.
 */
export const State = Schema.Union(
  /** `sinceMillis` is where the row begins: sends that departed earlier are not part of it. */
  Schema.TaggedStruct("Closed", { failuresInRow: Schema.Int, sinceMillis: Schema.Number }),
  Schema.TaggedStruct("Open", { sinceMillis: Schema.Number, untilMillis: Schema.Number })
)
export type State = typeof State.Type

/** A sender without a failure: every send counts, whenever it departed. */
export const initial: State = { _tag: "Closed", failuresInRow: 0, sinceMillis: 0 }

/** `Held` keeps media back until `untilMillis`; text is never asked about here. */
export type Decision = { readonly _tag: "Admitted" } | { readonly _tag: "Held"; readonly untilMillis: number }

/** May a media message of this sender leave now? */
export const admits = (state: State, nowMillis: number): Decision =>
  state._tag === "Open" && nowMillis < state.untilMillis
    ? { _tag: "Held", untilMillis: state.untilMillis }
    : { _tag: "Admitted" }

/** The row that counts at `nowMillis`: that of a suspension that is over begins where it ended. Null while one stands. */
const row = (state: State, nowMillis: number): Extract<State, { _tag: "Closed" }> | null => {
  if (state._tag === "Closed") return state
  return nowMillis < state.untilMillis ? null : { _tag: "Closed", failuresInRow: 0, sinceMillis: state.untilMillis }
}

/**
 * A media message that departed at `departedMillis` failed for its media.
 *
 * The suspension runs from the failure that completes the row, as known at `nowMillis`.
 */
export const afterFailure = (policy: Media, state: State, departedMillis: number, nowMillis: number): State => {
  const current = row(state, nowMillis)
  if (current === null || departedMillis < current.sinceMillis) return state
  const failuresInRow = current.failuresInRow + 1
  return failuresInRow >= policy.breakerFailures
    ? { _tag: "Open", sinceMillis: nowMillis, untilMillis: nowMillis + policy.breakerMillis }
    : { ...current, failuresInRow }
}

/** A media message that departed at `departedMillis` was accepted with its media: the row is broken. */
export const afterSuccess = (state: State, departedMillis: number, nowMillis: number): State => {
  const current = row(state, nowMillis)
  if (current === null || departedMillis < current.sinceMillis) return state
  return current.failuresInRow === 0 ? state : { ...current, failuresInRow: 0 }
}
