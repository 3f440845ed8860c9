import type * as Pacing from "../policy/Pacing.ts"
import * as Recent from "./internal/Recent.ts"

/**
 * Requests of one lane against a limit that a whole business, account or app shares (policy `sharedCalls`): at most `slots` of them
 * in any window, where the slots are all of the limit for a lane that sends alone, and its lease otherwise (SharedBudget).
 *
 * What is in flight and what was answered within the last window together never exceed the slots, which keeps the platform's own count
 * below them whatever the network does (ADR 5).
 */
export interface State {
  readonly flying: number
  readonly answered: Recent.Recent
}

/** A lane that asked for nothing: all of its slots are free. */
export const initial: State = { flying: 0, answered: Recent.empty }

/** Answers of one grain are one entry; a request stays in use for up to a grain longer, which is 1 % of the window. */
const grainMillis = (rate: Pacing.CallRate): number => Math.max(1, Math.floor(rate.windowMillis / 100))

/** How long a request is remembered after its answer at most. */
export const memoryMillis = (rate: Pacing.CallRate): number => rate.windowMillis + grainMillis(rate)

/** Slots in use at `nowMillis`. */
export const inUse = (rate: Pacing.CallRate, state: State, nowMillis: number): number =>
  state.flying + Recent.after(state.answered, nowMillis - rate.windowMillis)

/** When one more may leave: at or before `nowMillis` means now; Infinity, that only an answer or more slots make room. */
export const freeMillis = (rate: Pacing.CallRate, slots: number, state: State, nowMillis: number): number => {
  const excess = inUse(rate, state, nowMillis) + 1 - slots
  if (excess <= 0) return nowMillis
  return Recent.shedAt(state.answered, nowMillis - rate.windowMillis, excess) + rate.windowMillis
}

/** A request leaves. It counts until it is answered, and a window longer. */
export const departed = (state: State): State => ({ flying: state.flying + 1, answered: state.answered })

/** A request is answered: `atMillis` is the latest moment at which it can have arrived. */
export const answered = (rate: Pacing.CallRate, state: State, atMillis: number): State => ({
  flying: Math.max(0, state.flying - 1),
  answered: Recent.append(state.answered, atMillis, rate.windowMillis, grainMillis(rate))
})
