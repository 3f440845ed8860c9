import { type Either, Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"
import type * as Hold from "./Hold.ts"
import * as Ladder from "./Ladder.ts"

/**
 * The severe hold: every business of an account, for 24 to 72 h (SPEC RL-06).
 *
 * States: clear -- a business's escalation --> severe. From severe there are two ways back:
 * - **a probe**: after 24 h one text may leave, and after every further 12 h another; one that is accepted ends the hold, one that is
 *   refused prolongs it until the next;
 * - **the end**: after 72 h nothing probes any more, and the hold ends with an operator's review (which may have come before).
 *
 * The store hands out a probe by an atomic step (`probe`, then `probeLeft`), so that of all lanes one sends it. A probe whose answer never
 * comes counts as refused. Reviews and answers carry the hold's number.
 */
export const State = Schema.Struct({
  /** Of the newest severe; 0 before the first. */
  number: Schema.Int,
  sinceMillis: Schema.Number,
  /** When it ended: by a probe, or by a review after its full length; null until one of them. */
  endedMillis: Schema.NullOr(Schema.Number),
  reviewedMillis: Schema.NullOr(Schema.Number),
  /** The last probe that left; null before the first of this hold. */
  probedMillis: Schema.NullOr(Schema.Number)
})
export type State = typeof State.Type

/** An account that was never held. */
export const initial: State = {
  number: 0,
  sinceMillis: 0,
  endedMillis: null,
  reviewedMillis: null,
  probedMillis: null
}

/** When the newest severe ended or will end by what is known; null while that takes a probe or a review. */
const endMillis = (ladder: Pacing.Ladder, state: State): number | null => {
  if (state.endedMillis !== null) return state.endedMillis
  if (state.reviewedMillis === null) return null
  return Math.max(state.reviewedMillis, state.sinceMillis + ladder.severeMillisMax)
}

/** Does a severe hold stand? */
export const holds = (ladder: Pacing.Ladder, state: State, nowMillis: number): boolean => {
  if (state.number === 0) return false
  const end = endMillis(ladder, state)
  return end === null || nowMillis < end
}

/** A business hands a severe up; one that dates from before the end of the last severe belongs to it. */
export const escalated = (ladder: Pacing.Ladder, state: State, from: Ladder.Escalation): State =>
  holds(ladder, state, from.atMillis)
    ? state
    : {
        number: state.number + 1,
        sinceMillis: from.atMillis,
        endedMillis: null,
        reviewedMillis: null,
        probedMillis: null
      }

/**
 * May a text probe the hold now?
 *
 * - `Granted`: one may, as the probe of hold `number`.
 * - `NotYet`: none before `untilMillis`.
 * - `Over`: the hold has lasted its full length; a review ends it, not a probe.
 * - `NotHeld`: nothing holds.
 */
export type Probe =
  | { readonly _tag: "Granted"; readonly number: number }
  | { readonly _tag: "NotYet"; readonly untilMillis: number }
  | { readonly _tag: "Over" }
  | { readonly _tag: "NotHeld" }

/** To be asked in the step that records `probeLeft`: of all lanes that ask, one gets `Granted`. Changes nothing by itself. */
export const probe = (ladder: Pacing.Ladder, state: State, nowMillis: number): Probe => {
  if (!holds(ladder, state, nowMillis)) return { _tag: "NotHeld" }
  const due =
    state.probedMillis === null
      ? state.sinceMillis + ladder.severeMillisMin
      : state.probedMillis + ladder.severeProbeMillis
  const full = state.sinceMillis + ladder.severeMillisMax
  if (nowMillis >= full || due >= full) return { _tag: "Over" }
  return nowMillis < due ? { _tag: "NotYet", untilMillis: due } : { _tag: "Granted", number: state.number }
}

const fenced = (
  ladder: Pacing.Ladder,
  state: State,
  number: number,
  atMillis: number,
  next: () => State
): Either.Either<State, Ladder.StaleNumber> =>
  Ladder.fenced(holds(ladder, state, atMillis) ? state.number : null, number, next)

/** The probe of hold `number` leaves: the next is due one probe interval later. */
export const probeLeft = (
  ladder: Pacing.Ladder,
  state: State,
  number: number,
  atMillis: number
): Either.Either<State, Ladder.StaleNumber> =>
  fenced(ladder, state, number, atMillis, () => ({ ...state, probedMillis: atMillis }))

/** The probe of hold `number` is answered: accepted ends the hold, refused leaves it as it is. */
export const probeAnswered = (
  ladder: Pacing.Ladder,
  state: State,
  number: number,
  accepted: boolean,
  atMillis: number
): Either.Either<State, Ladder.StaleNumber> =>
  fenced(ladder, state, number, atMillis, () => (accepted ? { ...state, endedMillis: atMillis } : state))

/** An operator has reviewed hold `number`; it ends at its full length, or now if that has passed. */
export const reviewed = (
  ladder: Pacing.Ladder,
  state: State,
  number: number,
  atMillis: number
): Either.Either<State, Ladder.StaleNumber> =>
  fenced(ladder, state, number, atMillis, () =>
    state.reviewedMillis === null ? { ...state, reviewedMillis: atMillis } : state
  )

/** The newest severe as a value; null before the first. */
export const hold = (ladder: Pacing.Ladder, state: State, key: string): Hold.Hold | null =>
  state.number === 0
    ? null
    : {
        scope: "account",
        key,
        level: "severe",
        number: state.number,
        sinceMillis: state.sinceMillis,
        untilMillis: endMillis(ladder, state) ?? state.sinceMillis + ladder.severeMillisMax,
        needsReview: state.endedMillis === null && state.reviewedMillis === null,
        reason: "the businesses of this account went over their limits again and again within a day",
        reviewFromMillis: state.sinceMillis - ladder.reviewMillis
      }
