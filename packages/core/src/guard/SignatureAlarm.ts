import { Schema } from "effect"
import type { Receiving } from "../policy/Receiving.ts"

/**
 * Signature alarm: every bad signature is recorded, and reported in an alert within a minute (SPEC GD-03).
 *
 * The first one is alerted at once. What follows within a minute is collected into one more alert, and so on: each is reported within a
 * minute of its arrival, and a flood of forged callbacks makes one alert a minute instead of thousands.
 *
 * Whatever else is refused at the doors for callbacks is told in the same way (`RefusedCallbacks`).
 *
 * States and edges: quiet (nothing collected) -- a bad signature --> collecting -- an alert is raised --> quiet, or collecting what came
 * while it was being raised. An alert carries a number; one that somebody else raised meanwhile changes nothing.
 */
export const State = Schema.Struct({
  /** Number and time of the newest alert; 0 and null before the first. */
  number: Schema.Int,
  alertedMillis: Schema.NullOr(Schema.Number),
  /** Bad signatures that no alert has reported yet; null when there are none. */
  collected: Schema.NullOr(Schema.Struct({ count: Schema.Int, firstMillis: Schema.Number, lastMillis: Schema.Number }))
})
export type State = typeof State.Type

/** No bad signature came yet: the first is told at once. */
export const initial: State = { number: 0, alertedMillis: null, collected: null }

/** What an alert says: how many bad signatures, and from when to when they came. */
export interface Alert {
  readonly number: number
  readonly count: number
  readonly firstMillis: number
  readonly lastMillis: number
}

/** `Quiet`: nothing to report. `Waits`: there is, and it is due at `untilMillis`. `Raises`: now. */
export type Decision =
  | { readonly _tag: "Quiet" }
  | { readonly _tag: "Waits"; readonly untilMillis: number }
  | { readonly _tag: "Raises"; readonly alert: Alert }

/** A callback came with a bad signature (the guide's 1327). */
export const recorded = (state: State, atMillis: number): State => ({
  ...state,
  collected:
    state.collected === null
      ? { count: 1, firstMillis: atMillis, lastMillis: atMillis }
      : {
          count: state.collected.count + 1,
          firstMillis: Math.min(state.collected.firstMillis, atMillis),
          lastMillis: Math.max(state.collected.lastMillis, atMillis)
        }
})

/** Is an alert due? To be asked after each `recorded`, and at the moment that `Waits` names. */
export const decide = (
  policy: Pick<Receiving, "badSignatureAlertMillis">,
  state: State,
  nowMillis: number
): Decision => {
  if (state.collected === null) return { _tag: "Quiet" }
  // A minute after the alert before, and never later than a minute after the first that it left out.
  const untilMillis =
    state.alertedMillis === null
      ? state.collected.firstMillis
      : Math.min(state.alertedMillis, state.collected.firstMillis) + policy.badSignatureAlertMillis
  return nowMillis < untilMillis
    ? { _tag: "Waits", untilMillis }
    : { _tag: "Raises", alert: { number: state.number + 1, ...state.collected } }
}

/** `alert` was raised at `atMillis`. What was recorded after it was decided stays collected. */
export const raised = (state: State, alert: Alert, atMillis: number): State => {
  if (alert.number !== state.number + 1 || state.collected === null) return state
  const count = state.collected.count - alert.count
  return {
    number: alert.number,
    alertedMillis: atMillis,
    // The rest came after the alert's last: its time is the earliest that the first of the rest can have.
    collected: count > 0 ? { count, firstMillis: alert.lastMillis, lastMillis: state.collected.lastMillis } : null
  }
}
