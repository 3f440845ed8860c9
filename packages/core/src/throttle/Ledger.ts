import type * as Calls from "./Calls.ts"
import * as Hold from "./Hold.ts"
import type * as SharedBudget from "./SharedBudget.ts"
import * as Throttle from "./Throttle.ts"
import type * as UniqueRecipients from "./UniqueRecipients.ts"
import * as Usage from "./Usage.ts"
import type { UsageReport } from "./UsageReport.ts"
import * as Book from "./internal/Book.ts"
import * as facts from "./internal/facts.ts"
import * as shared from "./internal/shared.ts"

/**
 * The limit ledger of one lane: every limit at every scope, asked in one place (DESIGN.md, the kernel; SPEC RL; CLOUD_API 3.4).
 *
 * | scope | limits | holds |
 * | --- | --- | --- |
 * | recipient pair | interval and burst (`pair`) | 131056, the recipient's and the template's own |
 * | sender | units, spacing, buffers, continuous sending, throughput | light, unexplained, 130429 |
 * | business (portfolio) | unique recipients in 24 h, requests, reported usage | medium, 80007 |
 * | account | requests | severe |
 * | app | requests, reported usage | 4 |
 *
 * The policy says which of them exist: a limit that is null does not bind. Pair and sender are `Throttle`; the wider scopes are machines of
 * their own beside it. All of it is asked by `decide` and moved by facts through `evolve`, with the promise, the clocks and the one owner
 * of `Throttle`.
 *
 * **Budgets that lanes share** (unique recipients, requests): a lane that sends alone (`leased: false`, as in a what-if) has all of each.
 * Otherwise it spends from leases: `decide` answers `AwaitsLease` where it needs one, `LeaseClaim.of` says what to ask the shared row for
 * (`SharedBudget.claim`, an atomic step of the store), the claim and the row's outcome are facts (`LeaseClaimed`, `LeaseAnswered`). A hold on a scope takes its
 * leases away.
 */

/** What the ledger of a lane stands on. Plain data; may change between calls. */
export interface Context extends Throttle.Context {
  /** The store's keys of the wider scopes. */
  readonly business: string
  readonly account: string
  readonly app: string
  /** The portfolio's messaging limit as the platform names it (`TIER_2K`); null where it is not known: the lowest tier. */
  readonly messagingTier: string | null
  /** Do other lanes send on the same shared budgets? Then this one spends from leases alone. */
  readonly leased: boolean
}

/** A message that would like to leave now. */
export interface Request extends Throttle.Request {
  /** True for a message outside the recipient's service window: it counts against the unique recipients. Left out, it does not. */
  readonly outsideWindow?: boolean
}

/** A budget that lanes share, each a row of its own: the first two of the business, then the account's and the app's. */
export type Budget = "uniqueRecipients" | "businessCalls" | "accountCalls" | "appCalls"

/** Names the limit that binds, for histories and plans. */
export type Limit = Throttle.Limit | "uniqueRecipients" | "calls" | "usage"

/** What a limit of the ledger is kept for, narrowest first. */
export type Scope = "pair" | "sender" | "business" | "account" | "app"

/**
 * May this message leave now? Whatever keeps it is named by its limit, scope and key.
 *
 * - `Admitted`: yes; `departure` is the fact to evolve with (and to save) before it leaves.
 * - `Waits`: not before `untilMillis`, which is later than now and exact: asked again then, with nothing else happening, the message is
 *   admitted or another limit is named.
 * - `AwaitsAnswer`: no clock frees it, only the answer of a send in flight does.
 * - `AwaitsLease`: this lane's part of a shared budget is spent, or its lease has ended: claim (`LeaseClaim.of`), or wait for the
 *   answer of the claim that is under way.
 * - `Held`: a hold binds; `untilMillis` null means that somebody's act ends it.
 *
 * Holds are named first; then the limits of the whole lane, of several the one that takes longest; then those of the message alone (`reach`).
 */
export type Decision =
  | { readonly _tag: "Admitted"; readonly departure: Throttle.Departed }
  | {
      readonly _tag: "Waits"
      readonly untilMillis: number
      readonly limit: Limit
      readonly scope: Scope
      readonly key: string
    }
  | { readonly _tag: "AwaitsAnswer"; readonly limit: Limit; readonly scope: Scope; readonly key: string }
  | {
      readonly _tag: "AwaitsLease"
      readonly budget: Budget
      readonly limit: Limit
      readonly scope: Scope
      readonly key: string
    }
  | { readonly _tag: "Held"; readonly untilMillis: number | null; readonly hold: Hold.Hold }

/** The platform reports how much of a scope's requests is spent (`UsageReport`). */
export interface Reported {
  readonly _tag: "Reported"
  readonly scope: "business" | "app"
  readonly report: UsageReport
  readonly atMillis: number
}

/**
 * A claim goes out: what the lane had is spent from no more, since the claim has told how much of it is in use. Its ticket is
 * `shared.tenures[budget].claims` of the state after it.
 */
export interface LeaseClaimed {
  readonly _tag: "LeaseClaimed"
  readonly budget: Budget
}

/** The shared row answers a claim. An answer to any claim but the last, or to one from before a hold, changes nothing. */
export interface LeaseAnswered {
  readonly _tag: "LeaseAnswered"
  readonly budget: Budget
  readonly ticket: number
  readonly outcome: SharedBudget.Outcome
  readonly atMillis: number
}

/** Facts: those of the throttle, and those of the shared scopes. */
export type Event = Throttle.Event | Reported | LeaseClaimed | LeaseAnswered

/** This lane's part of a shared budget. */
export interface Tenure {
  /** Null before the first, while a claim is under way, and after a hold. */
  readonly lease: SharedBudget.Lease | null
  /** Claims so far, and revocations: the ticket of the last claim. */
  readonly claims: number
  /** The row had nothing more: it is asked again from then on. */
  readonly refusedUntilMillis: number
}

/** What the lane knows of the scopes it shares. */
export interface Shared {
  readonly unique: UniqueRecipients.State
  readonly calls: Readonly<Record<"business" | "account" | "app", Calls.State>>
  readonly usage: Readonly<Record<"business" | "app", Usage.State>>
  readonly tenures: Readonly<Record<Budget, Tenure>>
}

/** Made by `initial` and `LedgerRecovery.recover`, changed by `evolve` alone; immutable. */
export interface State {
  readonly throttle: Throttle.State
  readonly shared: Shared
}

/** A lane that never sent. */
export const initial = (context: Context): State => ({ throttle: Throttle.initial(context), shared: shared.initial })

const keyOf = (context: Context, scope: "sender" | "business" | "account" | "app"): string => context[scope]

const asDecision = (context: Context, { limit, scope, untilMillis }: shared.Wait): Decision => {
  const key = keyOf(context, scope)
  if (untilMillis === null) {
    const budget = limit === "calls" ? (`${scope}Calls` as const) : "uniqueRecipients"
    return { _tag: "AwaitsLease", budget, limit, scope, key }
  }
  return untilMillis === Number.POSITIVE_INFINITY
    ? { _tag: "AwaitsAnswer", limit, scope, key }
    : { _tag: "Waits", untilMillis, limit, scope, key }
}

type Own = Exclude<Throttle.Obstacle, { readonly _tag: "Held" }>

const ownMillis = (own: Own): number => (own._tag === "Waits" ? own.untilMillis : Number.POSITIVE_INFINITY)

/** The throttle's wait or the shared scopes', whichever takes longer; a lease is asked for when nothing else is in the way. */
const longer = (context: Context, request: Request, own: Own, wait: shared.Wait | null): Decision =>
  wait !== null && wait.untilMillis !== null && wait.untilMillis > ownMillis(own)
    ? asDecision(context, wait)
    : { ...own, key: own.scope === "pair" ? request.recipient : keyOf(context, own.scope) }

/** May this message leave now? */
export const decide = (context: Context, state: State, request: Request, nowMillis: number): Decision => {
  const own = Throttle.obstacle(context, state.throttle, request, nowMillis)
  if (own !== null && own._tag === "Held") return own
  const lane = shared.laneWait(context, state.shared, nowMillis)
  if (own !== null && own.scope === "sender") return longer(context, request, own, lane)
  if (lane !== null && lane.untilMillis !== null) return asDecision(context, lane)
  const counts = request.outsideWindow === true && context.pacing.uniqueRecipients !== null
  const counted = counts ? request.recipient : null
  const unique = counted === null ? null : shared.uniqueWait(context, state.shared, counted, nowMillis)
  if (own !== null) return longer(context, request, own, unique)
  const wait = unique !== null && unique.untilMillis !== null ? unique : (lane ?? unique)
  if (wait !== null) return asDecision(context, wait)
  const { id, recipient, units } = request
  return {
    _tag: "Admitted",
    departure:
      counted === null
        ? { _tag: "Departed", id, recipient, units, atMillis: nowMillis }
        : { _tag: "Departed", id, recipient, units, atMillis: nowMillis, counted }
  }
}

/** Whom a decision keeps back: `lane`, everything that this sender would send now; `message`, this one, and another may go first. */
export const reach = (decision: Exclude<Decision, { readonly _tag: "Admitted" }>): "message" | "lane" => {
  if (decision._tag === "Held") return Hold.reach(decision.hold.scope) === "message" ? "message" : "lane"
  return decision.limit === "pair" || decision.limit === "uniqueRecipients" ? "message" : "lane"
}

const moved = (state: State, throttle: Throttle.State, next: Shared): State =>
  throttle === state.throttle && next === state.shared ? state : { throttle, shared: next }

/** The state after a fact. Total: a fact that says nothing new gives back the same state. */
export const evolve = (context: Context, state: State, event: Event): State => {
  switch (event._tag) {
    case "Departed": {
      const throttle = Throttle.evolve(context, state.throttle, event)
      if (throttle === state.throttle) return state
      return { throttle, shared: shared.departed(context, state.shared, event.counted ?? null, event.atMillis) }
    }
    case "Answered":
    case "Refused": {
      const flight = Book.get(state.throttle.flights, event.id)
      if (flight === undefined) return state
      return {
        throttle: facts.answered(context, state.throttle, event, flight),
        shared: shared.answered(context, state.shared, flight.counted, event.atMillis + 1)
      }
    }
    case "HoldPlaced": {
      const { scope } = event.hold
      const revokes = scope === "business" || scope === "account" || scope === "app"
      const throttle = Throttle.evolve(context, state.throttle, event)
      return moved(state, throttle, revokes ? shared.revoked(state.shared, scope) : state.shared)
    }
    case "HoldCleared":
      return moved(state, Throttle.evolve(context, state.throttle, event), state.shared)
    case "Reported": {
      const { usage } = context.pacing
      if (usage === null) return state
      const before = state.shared.usage
      const after = Usage.reported(usage, before[event.scope], event.report, event.atMillis)
      return after === before[event.scope]
        ? state
        : { ...state, shared: { ...state.shared, usage: { ...before, [event.scope]: after } } }
    }
    case "LeaseClaimed":
      return { ...state, shared: shared.claimed(state.shared, event.budget) }
    case "LeaseAnswered":
      return moved(state, state.throttle, shared.leased(context, state.shared, event))
  }
}
