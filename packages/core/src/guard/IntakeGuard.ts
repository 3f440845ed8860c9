import { Schema } from "effect"
import type { Receiving } from "../policy/Receiving.ts"

/**
 * Intake guard: five malformed callbacks in a row pause the intake for 30 s (SPEC GD-02).
 *
 * States and edges:
 * - `Open` -- a malformed callback --> `Open` with one more in the row; the fifth --> `Paused`
 * - `Open` -- a good callback --> `Open` with none
 * - `Paused` -- the clock reaches its end --> `Open` with none
 *
 * A paused intake answers 503 with `Retry-After`: the sender keeps the callback and repeats it, so nothing is lost. What was admitted
 * before the pause and is read during it changes nothing.
 *
 * Keep one guard for each callback address, and count only callbacks whose signature is good (WH-02): otherwise a stranger could close
 * the intake with five bodies of rubbish.
 */
export const State = Schema.Union(
  Schema.TaggedStruct("Open", { malformedInRow: Schema.Int }),
  Schema.TaggedStruct("Paused", { sinceMillis: Schema.Number, untilMillis: Schema.Number })
)
export type State = typeof State.Type

/** An intake that has read nothing yet: it takes everything. */
export const initial: State = { _tag: "Open", malformedInRow: 0 }

/** The answer while the intake is paused, as the callback protocol has it: the status that makes senders repeat, and when. */
export interface Answer {
  readonly status: 503
  /** `Retry-After` in whole seconds, rounded up: a sender that obeys never meets the same pause again. */
  readonly retryAfterSeconds: number
}

/** What the door answers: it takes the callback, or has the platform come again. */
export type Decision = { readonly _tag: "Admitted" } | { readonly _tag: "Refused"; readonly answer: Answer }

/** May a callback be taken in now? */
export const admits = (state: State, nowMillis: number): Decision =>
  state._tag === "Paused" && nowMillis < state.untilMillis
    ? {
        _tag: "Refused",
        answer: { status: 503, retryAfterSeconds: Math.ceil((state.untilMillis - nowMillis) / 1_000) }
      }
    : { _tag: "Admitted" }

/** A callback could not be read (the guide's 1310). */
export const afterMalformed = (policy: Receiving, state: State, nowMillis: number): State => {
  if (state._tag === "Paused" && nowMillis < state.untilMillis) return state
  const malformedInRow = (state._tag === "Open" ? state.malformedInRow : 0) + 1
  return malformedInRow >= policy.malformedInRow
    ? { _tag: "Paused", sinceMillis: nowMillis, untilMillis: nowMillis + policy.malformedPauseMillis }
    : { _tag: "Open", malformedInRow }
}

/** A callback was read: the row is broken. A pause that stands goes on. */
export const afterGood = (state: State, nowMillis: number): State => {
  if (state._tag === "Paused") return nowMillis < state.untilMillis ? state : initial
  return state.malformedInRow === 0 ? state : initial
}
