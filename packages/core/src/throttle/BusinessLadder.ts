import { type Either, Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"
import type * as Hold from "./Hold.ts"
import * as Ladder from "./Ladder.ts"

/**
 * The medium hold: every sender of a business, for at least an hour and until an operator has reviewed it (SPEC RL-06).
 *
 * States: clear -- a sender's escalation --> medium -- an hour and a review --> clear. The fifth medium within a day also hands a
 * severe hold up to the account, and counting starts over.
 *
 * Escalations that date from before the end of the last medium belong to it and begin no other: every sender that was in it may have
 * one on the way. A review carries the number of the hold it is about.
 */
export const State = Schema.Struct({
  /** Of the newest medium; 0 before the first. */
  number: Schema.Int,
  sinceMillis: Schema.Number,
  /** When it was reviewed; null while the newest medium awaits its review. */
  reviewedMillis: Schema.NullOr(Schema.Number),
  /** Beginnings of the mediums of the last day, at most as many as make a severe. */
  mediumsMillis: Schema.Array(Schema.Number),
  /** The newest severe handed up; null before the first. */
  handedUp: Schema.NullOr(Schema.Struct({ number: Schema.Int, atMillis: Schema.Number }))
})
export type State = typeof State.Type

/** A business that was never held. */
export const initial: State = { number: 0, sinceMillis: 0, reviewedMillis: null, mediumsMillis: [], handedUp: null }

/** When the newest medium ended or will end; null while that takes a review. */
const endMillis = (ladder: Pacing.Ladder, state: State): number | null =>
  state.reviewedMillis === null ? null : Math.max(state.reviewedMillis, state.sinceMillis + ladder.mediumMillis)

/** Does a medium stand? */
export const holds = (ladder: Pacing.Ladder, state: State, nowMillis: number): boolean => {
  if (state.number === 0) return false
  const end = endMillis(ladder, state)
  return end === null || nowMillis < end
}

/** A sender hands a medium up. */
export const escalated = (ladder: Pacing.Ladder, state: State, from: Ladder.Escalation): State => {
  const { atMillis } = from
  if (holds(ladder, state, atMillis)) return state
  const day = state.mediumsMillis.filter((millis) => atMillis - millis < ladder.mediumDayMillis)
  const mediumsMillis = [...day, atMillis]
  const severe = mediumsMillis.length >= ladder.mediumsToSevere
  return {
    number: state.number + 1,
    sinceMillis: atMillis,
    reviewedMillis: null,
    mediumsMillis: severe ? [] : mediumsMillis,
    handedUp: severe ? { number: (state.handedUp?.number ?? 0) + 1, atMillis } : state.handedUp
  }
}

/** An operator has reviewed hold `number`. The first review counts; a second one of the same hold changes nothing. */
export const reviewed = (
  ladder: Pacing.Ladder,
  state: State,
  number: number,
  atMillis: number
): Either.Either<State, Ladder.StaleNumber> =>
  Ladder.fenced(holds(ladder, state, atMillis) ? state.number : null, number, () =>
    state.reviewedMillis === null ? { ...state, reviewedMillis: atMillis } : state
  )

/** The newest medium as a value; null before the first. */
export const hold = (ladder: Pacing.Ladder, state: State, key: string): Hold.Hold | null =>
  state.number === 0
    ? null
    : {
        scope: "business",
        key,
        level: "medium",
        number: state.number,
        sinceMillis: state.sinceMillis,
        untilMillis: endMillis(ladder, state) ?? state.sinceMillis + ladder.mediumMillis,
        needsReview: state.reviewedMillis === null,
        reason: "a sender of this business went over its limit again and again, or far over it",
        reviewFromMillis: state.sinceMillis - ladder.reviewMillis
      }

/** What the business hands up with its newest severe; null before the first. */
export const escalation = (state: State): Ladder.Escalation | null =>
  state.handedUp === null ? null : { ...state.handedUp, reason: "mediums in a day" }
