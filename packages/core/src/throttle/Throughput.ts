import type * as Pacing from "../policy/Pacing.ts"
import * as Recent from "./internal/Recent.ts"

/**
 * Messages a second of one number: 80, 1000 once upgraded, 20 in coexistence with the WhatsApp Business app (CLOUD_API 3.4).
 *
 * Two rules at once. **Window**: in flight and answered within the last second together never exceed the limit, which keeps the platform's
 * own count below it whatever the network does (as in SenderWindow). **Pace**: departures are spread evenly over the second; a caller
 * that wakes up late may catch up by a twentieth of a second and no more.
 *
 * The window's price is one round trip a second: at 100 ms a sender keeps 91 % of the limit, at 300 ms 77 %. `perSecond` of the policy
 * trades it back.
 *
 * At most 102 entries are kept, at any rate.
 */
export interface State {
  readonly answered: Recent.Recent
  readonly flying: number
  /** When the next departure is due by the even pace; may lie between two milliseconds. */
  readonly paceMillis: number
}

const windowMillis = 1_000

/** Answers of one grain are one entry of the log; a send stays in use for up to a grain longer, which is 1 % of the window. */
const grainMillis = windowMillis / 100

/** How long a send is remembered after its answer at most. */
export const memoryMillis = windowMillis + grainMillis

/** How late a caller may be and still keep the pace: timers and stores are milliseconds late, batches some tens of them. */
const catchUpMillis = windowMillis / 20

/** A number that has not sent: the first departure is due at once. */
export const initial: State = { answered: Recent.empty, flying: 0, paceMillis: 0 }

/** The limit of a number in messages a second. */
export const perSecond = (
  policy: Pacing.Throughput,
  standing: { readonly throughput: "standard" | "upgraded" | "coexistence" }
): number => {
  switch (standing.throughput) {
    case "standard":
      return policy.perSecond
    case "upgraded":
      return policy.upgradedPerSecond
    case "coexistence":
      return policy.coexistencePerSecond
  }
}

/** When one more may leave: at or before `nowMillis` means now; Infinity, that only an answer makes room. */
export const freeMillis = (limitPerSecond: number, state: State, nowMillis: number): number => {
  if (state.flying + 1 > limitPerSecond) return Number.POSITIVE_INFINITY
  const paced = Math.ceil(state.paceMillis - catchUpMillis)
  const from = nowMillis - windowMillis
  const excess = state.flying + Recent.after(state.answered, from) + 1 - limitPerSecond
  return excess <= 0 ? paced : Math.max(paced, Recent.shedAt(state.answered, from, excess) + windowMillis)
}

/** A send leaves: the next one is due a slot later. */
export const departed = (limitPerSecond: number, state: State, atMillis: number): State => ({
  answered: state.answered,
  flying: state.flying + 1,
  paceMillis: Math.max(state.paceMillis, atMillis) + windowMillis / limitPerSecond
})

/** A send is answered: `atMillis` is the latest moment at which it can have arrived. */
export const answered = (state: State, atMillis: number): State => ({
  answered: Recent.append(state.answered, atMillis, windowMillis, grainMillis),
  flying: Math.max(0, state.flying - 1),
  paceMillis: state.paceMillis
})
