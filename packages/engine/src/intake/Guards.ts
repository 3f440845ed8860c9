import * as IntakeGuard from "@sluice/core/guard/IntakeGuard"
import type { Receiving } from "@sluice/core/policy/Receiving"
import * as EvidenceBudget from "./EvidenceBudget.ts"
import * as RecentCount from "./RecentCount.ts"

/**
 * The guards on one callback address (SPEC GD-02, GD-03). Pure.
 *
 * They are kept by each process for itself: five malformed callbacks in a row are five that one process saw. A process that
 * starts has seen none.
 */
export interface State {
  readonly intake: IntakeGuard.State
  readonly evidence: EvidenceBudget.State
  readonly badSignatures: RecentCount.State
}

/** Nothing seen: the intake is open, and a whole burst of evidence may be kept. */
export const initial: State = {
  intake: IntakeGuard.initial,
  evidence: EvidenceBudget.initial,
  badSignatures: RecentCount.initial
}

/** A callback was read. The state itself where nothing changes, as nearly always. */
export const afterGood = (state: State, nowMillis: number): State => {
  const intake = IntakeGuard.afterGood(state.intake, nowMillis)
  return intake === state.intake ? state : { ...state, intake }
}

/** A callback whose signature is good could not be read. */
export const afterMalformed = (policy: Receiving, state: State, nowMillis: number): State => ({
  ...state,
  intake: IntakeGuard.afterMalformed(policy, state.intake, nowMillis)
})

/** A bad signature came; whether its bytes are kept as evidence. */
export const afterBadSignature = (state: State, nowMillis: number): readonly [keeps: boolean, next: State] => {
  const [keeps, evidence] = EvidenceBudget.spend(state.evidence, nowMillis)
  return [
    keeps,
    {
      ...state,
      evidence,
      badSignatures: RecentCount.add(state.badSignatures, nowMillis)
    }
  ]
}
