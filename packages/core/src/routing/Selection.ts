import * as Ledger from "../throttle/Ledger.ts"
import type * as Throttle from "../throttle/Throttle.ts"

/**
 * Which of the messages that wait at one sender leave now, in order, and when it is worth asking again (SPEC RL-05, RL-10).
 *
 * Each candidate is asked about in its order. A wait or hold that concerns one conversation or one template passes over that message
 * only; one that concerns the sender ends the round, so that a later message never overtakes on the sender's budget. The candidates hold at
 * most one message a conversation, and so keep each conversation's order.
 *
 * The lanes of the engine and the forecast choose by this one function (RL-12).
 */

/** The limits that are asked, over a state of theirs. */
export interface Gate<State> {
  readonly decide: (state: State, request: Ledger.Request, nowMillis: number) => Ledger.Decision
  readonly evolve: (state: State, event: Ledger.Event) => State
}

/** The ledger of one sender as a gate: every limit of every scope. */
export const ledger = (context: Ledger.Context): Gate<Ledger.State> => ({
  decide: (state, request, nowMillis) => Ledger.decide(context, state, request, nowMillis),
  evolve: (state, event) => Ledger.evolve(context, state, event)
})

/** Every answer that lets nothing leave. */
export type Refusal = Exclude<Ledger.Decision, { readonly _tag: "Admitted" }>

/** A candidate that leaves now. */
export interface Admitted<Candidate> {
  readonly candidate: Candidate
  readonly departure: Throttle.Departed
}

/** A candidate that stays, and what stands in its way. */
export interface Stopped<Candidate> {
  readonly candidate: Candidate
  readonly refusal: Refusal
}

/** What becomes of the candidates of one look. Those that are in none of the lists were not asked about. */
export interface Selection<Candidate, State> {
  readonly admitted: ReadonlyArray<Admitted<Candidate>>
  /** Those that stand behind something of their own, while others went past them. */
  readonly passed: ReadonlyArray<Stopped<Candidate>>
  /** The one at which the sender itself had to wait or was held, so that nothing behind it can leave either; null when there is none. */
  readonly ended: Stopped<Candidate> | null
  /** The limits as if all of `admitted` had left. */
  readonly state: State
  /** Earliest moment at which another candidate may be admitted; null when only an answer, a lease, an act or a new message changes that. */
  readonly wakeMillis: number | null
}

/** When the clock ends it; null where it takes an answer, a lease, or somebody's act. */
export const untilMillis = (refusal: Refusal): number | null => {
  switch (refusal._tag) {
    case "Waits":
    case "Held":
      return refusal.untilMillis
    case "AwaitsAnswer":
    case "AwaitsLease":
      return null
  }
}

/**
 * Asks about each candidate in its order.
 *
 * @param requestOf what the limits are told of a candidate.
 * @param admittedMax ends the round after so many; then `wakeMillis` is now.
 */
export const select = <Candidate, State>(
  gate: Gate<State>,
  before: State,
  candidates: Iterable<Candidate>,
  requestOf: (candidate: Candidate) => Ledger.Request,
  nowMillis: number,
  admittedMax: number
): Selection<Candidate, State> => {
  const admitted: Array<Admitted<Candidate>> = []
  const passed: Array<Stopped<Candidate>> = []
  let state = before
  let wakeMillis: number | null = null
  for (const candidate of candidates) {
    if (admitted.length >= admittedMax) return { admitted, passed, ended: null, state, wakeMillis: nowMillis }
    const decision = gate.decide(state, requestOf(candidate), nowMillis)
    if (decision._tag === "Admitted") {
      admitted.push({ candidate, departure: decision.departure })
      state = gate.evolve(state, decision.departure)
      continue
    }
    const until = untilMillis(decision)
    if (until !== null && (wakeMillis === null || until < wakeMillis)) wakeMillis = until
    if (Ledger.reach(decision) === "lane")
      return { admitted, passed, ended: { candidate, refusal: decision }, state, wakeMillis }
    passed.push({ candidate, refusal: decision })
  }
  return { admitted, passed, ended: null, state, wakeMillis }
}
