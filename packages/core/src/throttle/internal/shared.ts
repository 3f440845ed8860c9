import type * as Pacing from "../../policy/Pacing.ts"
import * as Calls from "../Calls.ts"
import type * as Ledger from "../Ledger.ts"
import type * as SharedBudget from "../SharedBudget.ts"
import * as UniqueRecipients from "../UniqueRecipients.ts"
import * as Usage from "../Usage.ts"

/** The scopes whose requests are counted for all senders together. */
export const callScopes = ["business", "account", "app"] as const

/** A limit of a shared scope that makes a message wait; `untilMillis` Infinity waits for an answer, null for a lease. */
export interface Wait {
  readonly limit: "uniqueRecipients" | "calls" | "usage"
  readonly scope: "business" | "account" | "app"
  readonly untilMillis: number | null
}

const unleased: Ledger.Tenure = { lease: null, claims: 0, refusedUntilMillis: 0 }

export const initial: Ledger.Shared = {
  unique: UniqueRecipients.initial,
  calls: { business: Calls.initial, account: Calls.initial, app: Calls.initial },
  usage: { business: Usage.initial, app: Usage.initial },
  tenures: { uniqueRecipients: unleased, businessCalls: unleased, accountCalls: unleased, appCalls: unleased }
}

const budgetOf = { business: "businessCalls", account: "accountCalls", app: "appCalls" } as const

/** The portfolio's tier where it binds: null without the limit, and unlimited. */
export const uniqueCapacity = (context: Ledger.Context): number | null =>
  context.pacing.uniqueRecipients === null
    ? null
    : UniqueRecipients.capacity(context.pacing.uniqueRecipients, context.messagingTier)

/** Slots that the lane may use now: all of them when it sends alone; null without a lease that stands. */
const slotsOf = (
  context: Ledger.Context,
  tenure: Ledger.Tenure,
  capacity: number,
  nowMillis: number
): number | null => {
  if (!context.leased) return capacity
  return tenure.lease !== null && nowMillis < tenure.lease.untilMillis ? tenure.lease.slots : null
}

/**
 * When a budget lets a message go, given when its slots do: at or before `nowMillis` means now, null means with another lease. A lane that
 * was told that none is free waits for its own slots, or until it is worth asking again.
 */
const budgetMillis = (
  context: Ledger.Context,
  tenure: Ledger.Tenure,
  freeMillis: number,
  nowMillis: number
): number | null => {
  if (freeMillis <= nowMillis || !context.leased) return freeMillis
  return nowMillis < tenure.refusedUntilMillis ? Math.min(freeMillis, tenure.refusedUntilMillis) : null
}

const later = (a: Wait | null, b: Wait): Wait => {
  if (a === null || a.untilMillis === null) return b
  return b.untilMillis === null || b.untilMillis <= a.untilMillis ? a : b
}

/** The longer of a wait and what the requests of a scope ask. */
const called = (
  context: Ledger.Context,
  shared: Ledger.Shared,
  scope: "business" | "account" | "app",
  rate: Pacing.CallRate,
  nowMillis: number,
  wait: Wait | null
): Wait | null => {
  const tenure = shared.tenures[budgetOf[scope]]
  const slots = slotsOf(context, tenure, rate.callsMax, nowMillis)
  const freeMillis =
    slots === null ? Number.POSITIVE_INFINITY : Calls.freeMillis(rate, slots, shared.calls[scope], nowMillis)
  const untilMillis = budgetMillis(context, tenure, freeMillis, nowMillis)
  return untilMillis !== null && untilMillis <= nowMillis ? wait : later(wait, { limit: "calls", scope, untilMillis })
}

const hasCalls = ({ account, app, business }: Pacing.SharedCalls): boolean =>
  business !== null || account !== null || app !== null

const isReported = ({ usage }: Ledger.Shared): boolean =>
  usage.business.reportedMillis !== null || usage.app.reportedMillis !== null

/** The limit on the whole lane that takes longest; null when none makes it wait. One that waits for a lease gives way to the others. */
export const laneWait = (context: Ledger.Context, shared: Ledger.Shared, nowMillis: number): Wait | null => {
  const { sharedCalls, usage } = context.pacing
  let wait: Wait | null = null
  if (usage !== null && isReported(shared)) {
    const business = Usage.freeMillis(usage, shared.usage.business, nowMillis)
    const app = Usage.freeMillis(usage, shared.usage.app, nowMillis)
    if (business > nowMillis) wait = { limit: "usage", scope: "business", untilMillis: business }
    if (app > nowMillis) wait = later(wait, { limit: "usage", scope: "app", untilMillis: app })
  }
  // Written out, since a loop over names costs more than the questions.
  if (sharedCalls.business !== null) wait = called(context, shared, "business", sharedCalls.business, nowMillis, wait)
  if (sharedCalls.account !== null) wait = called(context, shared, "account", sharedCalls.account, nowMillis, wait)
  return sharedCalls.app === null ? wait : called(context, shared, "app", sharedCalls.app, nowMillis, wait)
}

/** The wait of one recipient for the portfolio's tier; null when there is none. */
export const uniqueWait = (
  context: Ledger.Context,
  shared: Ledger.Shared,
  key: string,
  nowMillis: number
): Wait | null => {
  const policy = context.pacing.uniqueRecipients
  const capacity = uniqueCapacity(context)
  if (policy === null || capacity === null) return null
  const tenure = shared.tenures.uniqueRecipients
  const slots = slotsOf(context, tenure, capacity, nowMillis)
  const freeMillis =
    slots === null
      ? Number.POSITIVE_INFINITY
      : UniqueRecipients.freeMillis(policy, slots, shared.unique, key, nowMillis)
  const untilMillis = budgetMillis(context, tenure, freeMillis, nowMillis)
  return untilMillis !== null && untilMillis <= nowMillis
    ? null
    : { limit: "uniqueRecipients", scope: "business", untilMillis }
}

const callDeparted = (rate: Pacing.CallRate | null, state: Calls.State): Calls.State =>
  rate === null ? state : Calls.departed(state)

const callAnswered = (rate: Pacing.CallRate | null, state: Calls.State, atMillis: number): Calls.State =>
  rate === null ? state : Calls.answered(rate, state, atMillis)

/** A request leaves; with `counted`, it counts that recipient. */
export const departed = (
  context: Ledger.Context,
  shared: Ledger.Shared,
  counted: string | null,
  atMillis: number
): Ledger.Shared => {
  const { sharedCalls, uniqueRecipients, usage } = context.pacing
  const calls = hasCalls(sharedCalls)
    ? {
        business: callDeparted(sharedCalls.business, shared.calls.business),
        account: callDeparted(sharedCalls.account, shared.calls.account),
        app: callDeparted(sharedCalls.app, shared.calls.app)
      }
    : shared.calls
  const unique =
    counted === null || uniqueRecipients === null || uniqueCapacity(context) === null
      ? shared.unique
      : UniqueRecipients.departed(uniqueRecipients, shared.unique, counted, atMillis)
  const reports = usage !== null && isReported(shared)
  if (calls === shared.calls && unique === shared.unique && !reports) return shared
  return {
    unique,
    calls,
    usage: reports
      ? {
          business: Usage.departed(shared.usage.business, atMillis),
          app: Usage.departed(shared.usage.app, atMillis)
        }
      : shared.usage,
    tenures: shared.tenures
  }
}

/** It is answered: `latestMillis` is the latest moment at which it can have arrived. */
export const answered = (
  context: Ledger.Context,
  shared: Ledger.Shared,
  counted: string | null,
  latestMillis: number
): Ledger.Shared => {
  const { sharedCalls, uniqueRecipients } = context.pacing
  const calls = hasCalls(sharedCalls)
    ? {
        business: callAnswered(sharedCalls.business, shared.calls.business, latestMillis),
        account: callAnswered(sharedCalls.account, shared.calls.account, latestMillis),
        app: callAnswered(sharedCalls.app, shared.calls.app, latestMillis)
      }
    : shared.calls
  const unique =
    counted === null || uniqueRecipients === null
      ? shared.unique
      : UniqueRecipients.answered(shared.unique, counted, latestMillis)
  if (calls === shared.calls && unique === shared.unique) return shared
  return { unique, calls, usage: shared.usage, tenures: shared.tenures }
}

const renounced = (tenure: Ledger.Tenure): Ledger.Tenure => ({
  lease: null,
  claims: tenure.claims + 1,
  refusedUntilMillis: tenure.refusedUntilMillis
})

/** A claim goes out. */
export const claimed = (shared: Ledger.Shared, budget: Ledger.Budget): Ledger.Shared => ({
  ...shared,
  tenures: { ...shared.tenures, [budget]: renounced(shared.tenures[budget]) }
})

/** The answer to a claim. */
export const leased = (
  context: Ledger.Context,
  shared: Ledger.Shared,
  { atMillis, budget, outcome, ticket }: Ledger.LeaseAnswered
): Ledger.Shared => {
  const { claims, lease } = shared.tenures[budget]
  if (ticket !== claims || lease !== null) return shared
  const tenure = { claims, ...tenureOf(context, outcome, atMillis) }
  return { ...shared, tenures: { ...shared.tenures, [budget]: tenure } }
}

const tenureOf = (
  context: Ledger.Context,
  outcome: SharedBudget.Outcome,
  atMillis: number
): Omit<Ledger.Tenure, "claims"> => {
  switch (outcome._tag) {
    case "Granted":
      return { lease: outcome.lease, refusedUntilMillis: 0 }
    case "Exhausted":
      return { lease: outcome.lease, refusedUntilMillis: outcome.untilMillis }
    case "Closed":
      return { lease: null, refusedUntilMillis: outcome.untilMillis ?? atMillis + context.pacing.leasing.leaseMillis }
  }
}

/** The budgets that all lanes of a scope share. */
export const budgetsOf = (scope: "business" | "account" | "app"): ReadonlyArray<Ledger.Budget> =>
  scope === "business" ? ["uniqueRecipients", "businessCalls"] : [budgetOf[scope]]

/** A hold on a scope takes its leases away. */
export const revoked = (shared: Ledger.Shared, scope: "business" | "account" | "app"): Ledger.Shared => {
  const budgets = budgetsOf(scope)
  // A claim that is under way was made before the hold: its answer is not waited for.
  const gone = Object.fromEntries(budgets.map((budget) => [budget, renounced(shared.tenures[budget])]))
  return { ...shared, tenures: { ...shared.tenures, ...gone } }
}
