import * as Calls from "./Calls.ts"
import type { Scope } from "./Hold.ts"
import type * as Ledger from "./Ledger.ts"
import * as SharedBudget from "./SharedBudget.ts"
import * as UniqueRecipients from "./UniqueRecipients.ts"
import * as shared from "./internal/shared.ts"

/**
 * What a lane asks of the rows it shares (ADR 7): the terms of each, how much it has in use, and when to ask again before it has to.
 */

const scopes = { businessCalls: "business", accountCalls: "account", appCalls: "app" } as const

/** What a budget's row stands on for this lane; null where the policy has no such limit, or an unlimited one. */
export const terms = (context: Ledger.Context, budget: Ledger.Budget): SharedBudget.Terms | null => {
  const { leasing, sharedCalls, uniqueRecipients } = context.pacing
  if (budget === "uniqueRecipients") {
    const capacity = shared.uniqueCapacity(context)
    return uniqueRecipients === null || capacity === null
      ? null
      : { capacity, windowMillis: uniqueRecipients.windowMillis, leasing }
  }
  const rate = sharedCalls[scopes[budget]]
  // A request is counted for up to a grain longer than the window.
  return rate === null ? null : { capacity: rate.callsMax, windowMillis: Calls.memoryMillis(rate), leasing }
}

/** The budgets whose rows a hold of this scope closes (`SharedBudget.revoked`); none where lanes share nothing under it. */
export const closedBy = (scope: Scope): ReadonlyArray<Ledger.Budget> =>
  scope === "business" || scope === "account" || scope === "app" ? shared.budgetsOf(scope) : []

/** Slots of a budget that the lane has in use at `nowMillis`. */
export const inUse = (
  context: Ledger.Context,
  state: Ledger.State,
  budget: Ledger.Budget,
  nowMillis: number
): number => {
  const { sharedCalls, uniqueRecipients } = context.pacing
  if (budget === "uniqueRecipients") {
    return uniqueRecipients === null ? 0 : UniqueRecipients.inUse(uniqueRecipients, state.shared.unique, nowMillis)
  }
  const rate = sharedCalls[scopes[budget]]
  return rate === null ? 0 : Calls.inUse(rate, state.shared.calls[scopes[budget]], nowMillis)
}

/**
 * The claim to put to a budget's row; null where there is no such row. With work waiting it asks for a slice beyond what is in use; without, it
 * gives back what is not.
 *
 * When to ask: at `AwaitsLease`, at half of a lease's time, and when the lane runs out of work. A lane that ends says
 * `SharedBudget.giveBack`.
 *
 * @param lane the holder's key, and the fence of its owner.
 * @param hasWork are messages waiting that would spend from it?
 */
export const of = (
  context: Ledger.Context,
  state: Ledger.State,
  budget: Ledger.Budget,
  lane: { readonly holder: string; readonly fence: number },
  hasWork: boolean,
  nowMillis: number
): SharedBudget.Claim | null => {
  const on = terms(context, budget)
  if (on === null) return null
  return {
    holder: lane.holder,
    fence: lane.fence,
    inUse: inUse(context, state, budget, nowMillis),
    wanted: hasWork ? SharedBudget.slice(on) : 0
  }
}
