import { Schema } from "effect"
import type { Standing } from "../policy/Standing.ts"
import * as Complaints from "./Complaints.ts"

/**
 * Observation after a raise: for seven days complaints above 0.3 % put the limit back at once (SPEC ST-02).
 *
 * States and edges:
 * - `Initial` -- a raise --> `Watching`
 * - `Watching` -- a look finds too many complaints --> `PutBack`; the clock reaches its end --> `Raised`; another raise --> `Watching` anew
 * - `PutBack` and `Raised` -- a raise --> `Watching`
 *
 * A look takes the share of the last seven days: at first mostly of the time before the raise, which was below 0.2 % or there would be no
 * raise; at the end of exactly the observed days. So the first complaint after the raise does not weigh a thousandfold.
 *
 * A look that comes late, after the end, judges the end: an outage passes nobody.
 */
export const State = Schema.Union(
  Schema.TaggedStruct("Initial", {}),
  /** `number` counts the raises; what an operator is shown about one raise is told apart by it. */
  Schema.TaggedStruct("Watching", { number: Schema.Int, raisedMillis: Schema.Number, untilMillis: Schema.Number }),
  Schema.TaggedStruct("PutBack", { number: Schema.Int, atMillis: Schema.Number, share: Schema.Number }),
  Schema.TaggedStruct("Raised", { number: Schema.Int, raisedMillis: Schema.Number })
)
export type State = typeof State.Type

/** A sender that was never raised, as far as anybody told: whether it is raised is what was configured. */
export const initial: State = { _tag: "Initial" }

/** The platform has raised the limit. */
export const raised = (policy: Standing, state: State, atMillis: number): State => ({
  _tag: "Watching",
  number: (state._tag === "Initial" ? 0 : state.number) + 1,
  raisedMillis: atMillis,
  untilMillis: atMillis + policy.observationMillis
})

/** A look at the complaints, after every new one and at the end of the observation. */
export const looked = (policy: Standing, state: State, complaints: Complaints.State, nowMillis: number): State => {
  if (state._tag !== "Watching") return state
  const atMillis = Math.min(nowMillis, state.untilMillis)
  const { share } = Complaints.share(complaints, policy.observationMillis, atMillis)
  if (share !== null && share > policy.observationComplaintShareMax) {
    return { _tag: "PutBack", number: state.number, atMillis: nowMillis, share }
  }
  return nowMillis < state.untilMillis
    ? state
    : { _tag: "Raised", number: state.number, raisedMillis: state.raisedMillis }
}

/** Does the raised limit hold in this state? While it is watched, it does. */
export const isRaised = (state: State): boolean => state._tag === "Watching" || state._tag === "Raised"
