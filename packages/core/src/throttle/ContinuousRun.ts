import { Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"

/**
 * Continuous sending, and the rest that comes before it is punished (SPEC RL-08).
 *
 * The platform stops a sender for an hour when it sends for ten minutes without a pause of 60 s. So the run is ended before: a send may
 * depart until one pause length short of the ten minutes, then the sender rests 60 s.
 *
 * States and edges:
 * - `Idle` -- a departure --> `Running(since it)`
 * - `Running` -- a departure within the gap --> `Running`; after the gap --> a new `Running`; past the run's length --> `Cooling`
 * - `Cooling` -- a departure before its end --> `Cooling` anew; after it --> `Running`
 *
 * **Why the margin is one pause.** A run begins at the earliest with the departure of its first send, and a send arrives at any time until
 * its answer. A sender with one send at a time is safe whatever that time is: a send that departs within the margin and arrives after
 * the ten minutes has been under way for longer than a pause, and that pause has ended the run. Several in flight are safe while each
 * is answered, or given up, within 60 s. The pause is measured from the latest answer, and not while anything is in flight. The
 * margin costs one percent of the throughput (9 of 10 minutes instead of 10 of 11).
 *
 * `Cooling` is reached only by departures that were not admitted here: another program's, or a clock that was set.
 */
export const State = Schema.Union(
  Schema.TaggedStruct("Idle", {}),
  /** `lastMillis` is the latest moment at which a send of the run can have arrived, those in flight aside. */
  Schema.TaggedStruct("Running", { sinceMillis: Schema.Number, lastMillis: Schema.Number }),
  Schema.TaggedStruct("Cooling", { untilMillis: Schema.Number })
)
export type State = typeof State.Type

/** A sender that has not sent: the first departure begins a run. */
export const initial: State = { _tag: "Idle" }

/** A policy whose pause is longer than half a run keeps at least half of it for sending. */
const sendingMillis = (policy: Pacing.ContinuousSending): number =>
  policy.runMillis - Math.min(policy.gapMillis, policy.runMillis / 2)

const goesOn = (
  policy: Pacing.ContinuousSending,
  run: { readonly lastMillis: number },
  flying: number,
  atMillis: number
): boolean => flying > 0 || atMillis < run.lastMillis + policy.gapMillis

/**
 * When the run lets a message go: at or before `nowMillis` means now; Infinity, that the rest begins with the answers of what is in flight.
 *
 * @param flying sends without an answer.
 */
export const freeMillis = (
  policy: Pacing.ContinuousSending,
  state: State,
  flying: number,
  nowMillis: number
): number => {
  switch (state._tag) {
    case "Idle":
      return nowMillis
    case "Cooling":
      return state.untilMillis
    case "Running":
      if (nowMillis < state.sinceMillis + sendingMillis(policy)) return nowMillis
      if (!goesOn(policy, state, flying, nowMillis)) return nowMillis
      return flying > 0 ? Number.POSITIVE_INFINITY : state.lastMillis + policy.gapMillis
  }
}

/**
 * A send departs, admitted or not: it begins a run, carries one on, or, past the length of a run, begins the cooldown.
 *
 * @param flying sends without an answer before this one.
 */
export const departed = (policy: Pacing.ContinuousSending, state: State, flying: number, atMillis: number): State => {
  switch (state._tag) {
    case "Idle":
      return { _tag: "Running", sinceMillis: atMillis, lastMillis: atMillis }
    case "Cooling":
      return atMillis < state.untilMillis
        ? { _tag: "Cooling", untilMillis: atMillis + policy.cooldownMillis }
        : { _tag: "Running", sinceMillis: atMillis, lastMillis: atMillis }
    case "Running":
      if (!goesOn(policy, state, flying, atMillis)) {
        return { _tag: "Running", sinceMillis: atMillis, lastMillis: atMillis }
      }
      return atMillis >= state.sinceMillis + policy.runMillis
        ? { _tag: "Cooling", untilMillis: atMillis + policy.cooldownMillis }
        : { ...state, lastMillis: Math.max(state.lastMillis, atMillis) }
  }
}

/** A send is answered: `atMillis` is the latest moment at which it can have arrived. */
export const answered = (state: State, atMillis: number): State =>
  state._tag === "Running" && atMillis > state.lastMillis ? { ...state, lastMillis: atMillis } : state
