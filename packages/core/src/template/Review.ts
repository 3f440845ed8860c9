import type { Templates } from "../policy/Content.ts"
import type { State } from "./Approval.ts"

/** When a review is expected to end, and how likely it ends with an approval (SPEC TP-06). */
export interface Review {
  readonly fromMillis: number
  readonly toMillis: number
  /** 0 to 1. */
  readonly approvalOdds: number
}

/**
 * Odds of approval after some revisions, 0 to 1.
 *
 * The guide gives them for the first pass (65 %) and after three revisions (90 %). Between, they rise in a straight line; after, they
 * stay: 65, 73.3, 81.7, 90, 90 %.
 */
export const approvalOdds = (
  { approvalOddsFirst, approvalOddsRevised, approvalRevisions }: Templates,
  revisions: number
): number => {
  const share = approvalRevisions <= 0 ? 1 : Math.min(1, Math.max(0, revisions) / approvalRevisions)
  return approvalOddsFirst + (approvalOddsRevised - approvalOddsFirst) * share
}

/**
 * The review of a template; null when none runs or is about to.
 *
 * Of a draft: as if it were submitted at `nowMillis`. Every revision adds the same to the earliest and the latest time. The window does not
 * move while a review runs, so one that is overdue has `toMillis` in the past.
 */
export const expected = (policy: Templates, state: State, nowMillis: number): Review | null => {
  if (state.status !== "submitted" && state.status !== "draft") return null
  const begun = state.status === "submitted" ? state.sinceMillis : nowMillis
  const added = state.revisions * policy.reviewMillisPerRevision
  return {
    fromMillis: begun + policy.reviewMillisMin + added,
    toMillis: begun + policy.reviewMillisMax + added,
    approvalOdds: approvalOdds(policy, state.revisions)
  }
}
