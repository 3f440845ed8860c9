import * as HoldRules from "@sluice/core/throttle/Hold"
import type { Hold } from "@sluice/core/throttle/Hold"
import * as LeaseClaim from "@sluice/core/throttle/LeaseClaim"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import { Clock, Effect, Either, Option, Schema } from "effect"
import { Holds } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { HoldKey } from "../ports/Lanes.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import type { Cell } from "./Cell.ts"

const budgets = ["uniqueRecipients", "businessCalls", "accountCalls", "appCalls"] as const

/** Whose hold closes the row of a budget. */
const holdKeyOf = (context: Ledger.Context, budget: Ledger.Budget): HoldKey => {
  switch (budget) {
    case "uniqueRecipients":
    case "businessCalls":
      return { scope: "business", key: context.business }
    case "accountCalls":
      return { scope: "account", key: context.account }
    case "appCalls":
      return { scope: "app", key: context.app }
  }
}

/** The row of a budget in the limit ledger: its scope there, and whose it is. */
const rowOf = (context: Ledger.Context, budget: Ledger.Budget): readonly [scope: string, key: string] => [
  `budget ${budget}`,
  holdKeyOf(context, budget).key
]

const decode = Schema.decodeUnknownOption(SharedBudget.State)

/** The row as a rule takes it; null where another version has written what this one cannot read. */
const stateOf = (json: unknown): SharedBudget.State | null =>
  json === null ? SharedBudget.initial : Option.getOrNull(decode(json))

/** What a lane holds of the budgets that it shares with other lanes. */
export interface LaneLeases {
  /** Claims a slice of a budget; afterwards the ledger has it, or knows when to ask again. */
  readonly claim: (budget: Ledger.Budget, hasWork: boolean) => Effect.Effect<void, StoreUnavailable>
  /** Prolongs what is past half of its time, and gives back what a lane without work does not use. */
  readonly tend: (hasWork: boolean) => Effect.Effect<void, StoreUnavailable>
  /** Ends every lease: what is not in use is free for others at once. */
  readonly giveBack: Effect.Effect<void, StoreUnavailable>
  /**
   * A hold has come down on this lane: it gives back what it had, and the budgets that a hold of this scope closes are closed for every lane,
   * whose leases end with it (RL-06).
   *
   * @param before what the lane had before the hold: its ledger has forgotten it by then.
   */
  readonly revoke: (hold: Hold, before: Ledger.Shared["tenures"]) => Effect.Effect<void, StoreUnavailable>
}

/**
 * The leases of one lane (ADR 7). A row is touched once a slice and once in half a lease's time, not once a message; a policy without shared budgets
 * touches none.
 *
 * A crashed lane's slots come back to its successor at once, which claims under the sender's name with its own, higher fence, and otherwise
 * a window after their lease. A lane that was replaced is told so by the row (`StaleLease`), and holds nothing from then on.
 *
 * A row that a hold has closed is opened again by the first lane that asks for a lease when none of the holds of its scope stands: what stands is
 * known to the holds alone, so no row stays closed for one that somebody cleared, or that a crash kept from being told of.
 */
export const make = Effect.fn("LaneLeases.make")(function* (cell: Cell, holder: string, fence: number) {
  const ledger = yield* LedgerStore
  const holds = yield* Holds

  const tell = (event: Ledger.Event): void => {
    cell.state = Ledger.evolve(cell.context, cell.state, event)
  }

  const asks = Effect.fnUntraced(function* (
    budget: Ledger.Budget,
    terms: SharedBudget.Terms,
    asked: SharedBudget.Claim,
    nowMillis: number,
    reopens: boolean
  ) {
    const closed: SharedBudget.Outcome = { _tag: "Closed", untilMillis: null }
    return yield* ledger.modify(...rowOf(cell.context, budget), (json) => {
      const row = stateOf(json)
      // Granting from a row that nobody here can read might grant it twice.
      if (row === null) return [{ outcome: closed, byHold: null }, json]
      const open = reopens ? SharedBudget.reopened(row, row.closed?.number ?? 0) : row
      return Either.match(SharedBudget.claim(terms, open, asked, nowMillis), {
        onLeft: () => [{ outcome: closed, byHold: null }, json],
        onRight: ([outcome, next]) => [{ outcome, byHold: next.closed }, next]
      })
    })
  })

  const claim: LaneLeases["claim"] = Effect.fn("LaneLeases.claim")(function* (budget, hasWork) {
    const nowMillis = yield* Clock.currentTimeMillis
    const terms = LeaseClaim.terms(cell.context, budget)
    const asked = LeaseClaim.of(cell.context, cell.state, budget, { holder, fence }, hasWork, nowMillis)
    if (terms === null || asked === null) return
    tell({ _tag: "LeaseClaimed", budget })
    const ticket = cell.state.shared.tenures[budget].claims
    const first = yield* asks(budget, terms, asked, nowMillis, false)
    const isOver =
      first.byHold !== null && (yield* holds.active(nowMillis, [holdKeyOf(cell.context, budget)])).length === 0
    const { outcome } = isOver ? yield* asks(budget, terms, asked, nowMillis, true) : first
    tell({ _tag: "LeaseAnswered", budget, ticket, outcome, atMillis: nowMillis })
  })

  const tend: LaneLeases["tend"] = Effect.fn("LaneLeases.tend")(function* (hasWork) {
    const nowMillis = yield* Clock.currentTimeMillis
    for (const budget of budgets) {
      const { lease } = cell.state.shared.tenures[budget]
      if (lease === null || nowMillis >= lease.untilMillis) continue
      const isOld = nowMillis >= lease.untilMillis - cell.context.pacing.leasing.leaseMillis / 2
      const isIdle = !hasWork && lease.slots > LeaseClaim.inUse(cell.context, cell.state, budget, nowMillis)
      // Without work a lease may end by itself: the row keeps what is in use, and the holder can claim it back.
      if (isIdle || (isOld && hasWork)) yield* claim(budget, hasWork)
    }
  })

  const giveBack: LaneLeases["giveBack"] = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    for (const budget of budgets) {
      const { lease } = cell.state.shared.tenures[budget]
      const terms = LeaseClaim.terms(cell.context, budget)
      if (lease === null || terms === null) continue
      const inUse = LeaseClaim.inUse(cell.context, cell.state, budget, nowMillis)
      tell({ _tag: "LeaseClaimed", budget })
      yield* ledger.modify(...rowOf(cell.context, budget), (json) => {
        const row = stateOf(json)
        const next =
          row === null ? null : SharedBudget.giveBack(terms, row, { holder, number: lease.number, inUse }, nowMillis)
        return [undefined, next === null ? json : Either.getOrElse(next, () => json)]
      })
    }
  }).pipe(Effect.withSpan("LaneLeases.giveBack"))

  const revoke: LaneLeases["revoke"] = Effect.fn("LaneLeases.revoke")(function* (hold, before) {
    const nowMillis = yield* Clock.currentTimeMillis
    const closes = LeaseClaim.closedBy(hold.scope)
    for (const budget of budgets) {
      const { lease } = before[budget]
      const terms = LeaseClaim.terms(cell.context, budget)
      const isClosed = closes.includes(budget)
      if (terms === null || (lease === null && !isClosed)) continue
      const inUse = LeaseClaim.inUse(cell.context, cell.state, budget, nowMillis)
      if (cell.state.shared.tenures[budget].lease !== null) tell({ _tag: "LeaseClaimed", budget })
      yield* ledger.modify(...rowOf(cell.context, budget), (json) => {
        const row = stateOf(json)
        if (row === null) return [undefined, json]
        // Its own by its number, since it knows what of it is in use; of the others that is not known.
        const own = lease === null ? null : { holder, number: lease.number, inUse }
        const rest = own === null ? row : Either.getOrElse(SharedBudget.giveBack(terms, row, own, nowMillis), () => row)
        const closing = { number: hold.number, untilMillis: HoldRules.endMillis(hold) }
        if (!isClosed) return [undefined, rest]
        const revoked = SharedBudget.revoked(terms, rest, closing, nowMillis)
        // A severe is probed while it stands, and its probe takes a slot.
        return [undefined, hold.level === "severe" ? SharedBudget.reopened(revoked, hold.number) : revoked]
      })
    }
  })

  const leases: LaneLeases = { claim, tend, giveBack, revoke }
  return leases
})
