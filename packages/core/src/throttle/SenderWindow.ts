import { Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"
import type { Allowance } from "./Allowance.ts"
import * as SendLog from "./internal/SendLog.ts"

/**
 * The sliding window of one sender: how much of its allowance is in use, and when there is room again (SPEC RL-01 to RL-05).
 *
 * **What is counted.** The platform counts a message when it arrives. We know when it departed and when its answer came; arrival lies in
 * between. So a send is in use from its departure on, without end while it is in flight, and for one window after its answer. Among
 * the sends that arrive within any one window, the one that departed last was admitted with all the others in use; hence no window is
 * over the limit as the platform counts, whatever the network does. The price is one round trip a window.
 *
 * **What is only our own evenness.** Spacing (RL-05) and the pause (RL-04) protect nothing that the window does not, so they run from
 * departures and cost no round trips.
 *
 * - Spacing: after a message of `u` units the next leaves `u` × window ÷ limit later (1.8 spacings after media).
 * - Pause: the departure that brings use to the pause share stops sending for the pause. At 5 a minute spacing is 12 s and the pause of
 *   10 s passes within it. At 30 a minute it would cost: there a message waits for the instant that keeps use below the share, as long
 *   as that is cheaper than the pause. So a steady sender stays at 26 of 30 (44 of 50) and does not pause at all; one that must, does.
 * - Warning: the departure that brings use to the warning share warns once; again only after a whole window below the share.
 *
 * A message that alone is larger than the limit is not refused for ever: it goes when nothing else is in use.
 */
export const State = Schema.Struct({
  answered: SendLog.SendLog,
  flyingThousandths: Schema.Number,
  flyingMessages: Schema.Number,
  /** The last departure and its weight, for spacing; null before the first. */
  departedMillis: Schema.NullOr(Schema.Number),
  departedThousandths: Schema.Number,
  pausedUntilMillis: Schema.Number,
  /** The last departure that left use at or above the warning share. */
  highMillis: Schema.NullOr(Schema.Number),
  /** Warnings so far, and the use that raised the last one, 0 to 1. */
  warnings: Schema.Number,
  warnedShare: Schema.Number
})
export type State = typeof State.Type

/** A window with nothing in use. */
export const initial: State = {
  answered: SendLog.empty,
  flyingThousandths: 0,
  flyingMessages: 0,
  departedMillis: null,
  departedThousandths: 0,
  pausedUntilMillis: 0,
  highMillis: null,
  warnings: 0,
  warnedShare: 0
}

/** Messages in use: in flight, or answered within the burst span. */
export const messagesInUse = (allowance: Allowance, state: State, nowMillis: number): number =>
  state.flyingMessages + SendLog.messagesAfter(state.answered, nowMillis - allowance.burstMillis)

/** How much of the allowance is in use, by the tighter of units and messages: 1 is all of it. */
export const share = (allowance: Allowance, state: State, nowMillis: number): number =>
  Math.max(
    (state.flyingThousandths + SendLog.unitsAfter(state.answered, nowMillis - allowance.windowMillis)) /
      allowance.thousandthsMax,
    messagesInUse(allowance, state, nowMillis) / allowance.messagesMax
  )

/**
 * When the sums with one message more are within the given most: at or before `nowMillis` means now; Infinity, that what has been
 * answered does not suffice, however much of it leaves.
 */
const withinMillis = (
  allowance: Allowance,
  state: State,
  thousandths: number,
  most: { readonly thousandths: number; readonly messages: number },
  nowMillis: number
): number => {
  const { burstMillis, windowMillis } = allowance
  const unitsFrom = nowMillis - windowMillis
  const units = state.flyingThousandths + SendLog.unitsAfter(state.answered, unitsFrom) + thousandths - most.thousandths
  const messages = messagesInUse(allowance, state, nowMillis) + 1 - most.messages
  return Math.max(
    units > 0 ? SendLog.unitsShedAt(state.answered, unitsFrom, units) + windowMillis : nowMillis,
    messages > 0 ? SendLog.messagesShedAt(state.answered, nowMillis - burstMillis, messages) + burstMillis : nowMillis
  )
}

/** When there is room for `thousandths` more: at or before `nowMillis` means now; Infinity, that only an answer makes room. */
export const roomMillis = (allowance: Allowance, state: State, thousandths: number, nowMillis: number): number =>
  withinMillis(
    allowance,
    state,
    thousandths,
    { thousandths: Math.max(allowance.thousandthsMax, thousandths), messages: allowance.messagesMax },
    nowMillis
  )

/** How far the next departure stays away from one of this weight (RL-05). */
const spacingMillis = (allowance: Allowance, thousandths: number): number =>
  Math.max(
    (allowance.windowMillis * thousandths) / allowance.thousandthsMax,
    allowance.burstMillis / allowance.messagesMax
  )

/** When the last departure is far enough away (RL-05). */
export const spacedMillis = (allowance: Allowance, state: State): number =>
  state.departedMillis === null
    ? Number.NEGATIVE_INFINITY
    : Math.ceil(state.departedMillis + spacingMillis(allowance, state.departedThousandths))

/**
 * When a message that would begin a pause had better leave (RL-04): as soon as use has drained so far that it begins none, if that
 * comes sooner than the pause would cost beyond the spacing; otherwise now, and the pause is taken.
 */
export const calmMillis = (
  policy: Pacing.SenderWindow,
  allowance: Allowance,
  state: State,
  thousandths: number,
  nowMillis: number
): number => {
  const costMillis = policy.pauseMillis - spacingMillis(allowance, thousandths)
  if (costMillis <= 0) return nowMillis
  const most = { thousandths: allowance.thousandthsCalmMax, messages: allowance.messagesCalmMax }
  const drained = withinMillis(allowance, state, thousandths, most, nowMillis)
  return drained - nowMillis < costMillis ? drained : nowMillis
}

/** Shares are compared with this much slack, so that 4.5 of 5 is 90 % in floating point too. */
const rounding = 1e-9

/** A send departs (RL-04: it may raise a warning and begin a pause). */
export const departed = (
  policy: Pacing.SenderWindow,
  allowance: Allowance,
  state: State,
  thousandths: number,
  atMillis: number
): State => {
  const next: State = {
    ...state,
    flyingThousandths: state.flyingThousandths + thousandths,
    flyingMessages: state.flyingMessages + 1,
    departedMillis: Math.max(atMillis, state.departedMillis ?? atMillis),
    departedThousandths: thousandths
  }
  const used = share(allowance, next, atMillis)
  if (used < policy.warnShare - rounding) return next
  const warns = state.highMillis === null || atMillis - state.highMillis >= policy.windowMillis
  return {
    ...next,
    highMillis: atMillis,
    warnings: warns ? state.warnings + 1 : state.warnings,
    warnedShare: warns ? used : state.warnedShare,
    pausedUntilMillis: used < policy.pauseShare - rounding ? state.pausedUntilMillis : atMillis + policy.pauseMillis
  }
}

/** Sends in flight are answered: `atMillis` is the latest moment at which they can have arrived. */
export const answered = (
  policy: Pacing.SenderWindow,
  ladder: Pacing.Ladder | null,
  state: State,
  sends: { readonly thousandths: number; readonly messages: number },
  atMillis: number
): State => ({
  ...state,
  flyingThousandths: Math.max(0, state.flyingThousandths - sends.thousandths),
  flyingMessages: Math.max(0, state.flyingMessages - sends.messages),
  answered: SendLog.append(
    state.answered,
    { atMillis, units: sends.thousandths, messages: sends.messages },
    Math.max(policy.windowMillis, ladder === null ? 0 : ladder.burstMillis),
    1
  )
})

/** Everything in flight counts as answered at `atMillis`: what a crash leaves behind (RT-04). */
export const recovered = (
  policy: Pacing.SenderWindow,
  ladder: Pacing.Ladder | null,
  state: State,
  atMillis: number
): State =>
  state.flyingMessages === 0
    ? state
    : answered(
        policy,
        ladder,
        state,
        { thousandths: state.flyingThousandths, messages: state.flyingMessages },
        atMillis
      )
