import { Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"

/**
 * The rest of a scope that the platform refused with a throttle code: 1 s, 2 s, 4 s … for a sender (130429), 4^X s for a pair (131056;
 * CLOUD_API 3.3). It grows while refusals follow one another and starts over with the first send that is not refused.
 *
 * Refusals of sends that departed before the rest began tell nothing new: they may prolong it by what they ask for, not make it grow.
 */
export const State = Schema.Struct({
  number: Schema.Int,
  refusalsInRow: Schema.Int,
  sinceMillis: Schema.Number,
  untilMillis: Schema.Number
})
export type State = typeof State.Type

/** A scope that was never refused: nothing rests. */
export const initial: State = { number: 0, refusalsInRow: 0, sinceMillis: 0, untilMillis: 0 }

/**
 * A send was refused with a throttle code: the scope rests, each time longer, up to the policy's cap.
 *
 * @param askedMillis what the answer and the catalogue ask to wait at least; the longer wins (RL-07).
 */
export const refused = (
  policy: Pacing.Backoff,
  state: State,
  send: { readonly departedMillis: number },
  askedMillis: number,
  atMillis: number
): State => {
  if (state.refusalsInRow > 0 && send.departedMillis <= state.sinceMillis) {
    return { ...state, untilMillis: Math.max(state.untilMillis, atMillis + askedMillis) }
  }
  const own = Math.min(policy.capMillis, policy.baseMillis * policy.factor ** state.refusalsInRow)
  return {
    number: state.number + 1,
    refusalsInRow: state.refusalsInRow + 1,
    sinceMillis: atMillis,
    untilMillis: Math.max(state.untilMillis, atMillis + Math.max(own, askedMillis))
  }
}

/** A send that was not refused: one that departed after the rest shows that the scope is open again. */
export const passed = (state: State, send: { readonly departedMillis: number }): State =>
  state.refusalsInRow > 0 && send.departedMillis >= state.untilMillis ? { ...state, refusalsInRow: 0 } : state
