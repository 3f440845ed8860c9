import type * as Ledger from "@sluice/core/throttle/Ledger"

/**
 * The ledger of one lane as it is now. One fiber at a time changes it, in a single step that nothing comes between: whatever waits for the store
 * in the meantime reads it anew.
 */
export interface Cell {
  /** May change while the lane runs: the portfolio's tier does. */
  context: Ledger.Context
  state: Ledger.State
}
