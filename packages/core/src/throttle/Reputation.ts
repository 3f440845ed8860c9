import { Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"

/**
 * What the platform lets this sender do, relative to its tier, as learned from its answers (SPEC RL-03).
 *
 * It falls (×0.9) on a 429 below the believed limit: the platform's limit is lower than we believed. It rises (+0.05) for every six
 * hours of clean sending near the limit; time below the near share, or without sends, neither counts nor undoes. Bounds 0.7 and 1.3.
 *
 * Refusals of sends that departed before the last fall are echoes of one and the same limit and change nothing.
 */
export const State = Schema.Struct({
  factor: Schema.Number,
  /** Clean time near the limit since the last change. */
  nearMillis: Schema.Number,
  /** The last departure, if it was near the limit; null when it was not. */
  nearAtMillis: Schema.NullOr(Schema.Number),
  fellMillis: Schema.NullOr(Schema.Number)
})
export type State = typeof State.Type

/**
 * A sender of which nothing was learned: the policy's first factor.
 *
 * @param policy null where nothing is known of a window: then nothing is learned either.
 */
export const initial = (policy: Pacing.SenderWindow | null): State => ({
  factor: policy === null ? 1 : policy.reputationInitial,
  nearMillis: 0,
  nearAtMillis: null,
  fellMillis: null
})

/** Steps and factors leave binary dust; six places are finer than any limit. */
const tidy = (factor: number): number => Math.round(factor * 1e6) / 1e6

/**
 * A send departed, and `share` of the limit is in use with it.
 *
 * The time since the departure before counts as near the limit when both were, and when they are at most one window apart.
 */
export const departed = (policy: Pacing.SenderWindow, state: State, share: number, atMillis: number): State => {
  if (share < policy.reputationNearShare) return state.nearAtMillis === null ? state : { ...state, nearAtMillis: null }
  const since = state.nearAtMillis === null ? Number.POSITIVE_INFINITY : atMillis - state.nearAtMillis
  const nearMillis = state.nearMillis + (since > 0 && since <= policy.windowMillis ? since : 0)
  const rises = nearMillis >= policy.reputationRiseMillis
  return {
    ...state,
    factor: rises ? tidy(Math.min(policy.reputationMax, state.factor + policy.reputationRiseStep)) : state.factor,
    nearMillis: rises ? nearMillis - policy.reputationRiseMillis : nearMillis,
    nearAtMillis: atMillis
  }
}

/** A send that departed at `departedMillis` was refused although its sender was below the believed limit. */
export const refused = (policy: Pacing.SenderWindow, state: State, departedMillis: number, atMillis: number): State =>
  state.fellMillis !== null && departedMillis <= state.fellMillis
    ? state
    : {
        factor: tidy(Math.max(policy.reputationMin, state.factor * policy.reputationFallFactor)),
        nearMillis: 0,
        nearAtMillis: null,
        fellMillis: atMillis
      }
