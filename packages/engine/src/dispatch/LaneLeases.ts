import * as LeaseClaim from "@sluice/core/throttle/LeaseClaim"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import { Clock, Effect, Either, Option, Schema } from "effect"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import type { Cell } from "./Cell.ts"

const budgets = ["uniqueRecipients", "businessCalls", "accountCalls", "appCalls"] as const

/** The row of a budget in the limit ledger: its scope there, and whose it is. */
const rowOf = (context: Ledger.Context, budget: Ledger.Budget): readonly [scope: string, key: string] => {
  switch (budget) {
    case "uniqueRecipients":
    case "businessCalls":
      return [`budget ${budget}`, context.business]
    case "accountCalls":
      return [`budget ${budget}`, context.account]
    case "appCalls":
      return [`budget ${budget}`, context.app]
  }
}

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
}

/**
 * The leases of one lane (ADR 7). A row is touched once a slice and once in half a lease's time, not once a message; a policy without shared budgets
 * touches none.
 *
 * A crashed lane's slots come back to its successor at once, which claims under the sender's name with its own, higher fence, and otherwise
 * a window after their lease. A lane that was replaced is told so by the row (`StaleLease`), and holds nothing from then on.
 */
export const make = Effect.fn("LaneLeases.make")(function* (cell: Cell, holder: string, fence: number) {
  const ledger = yield* LedgerStore

  const tell = (event: Ledger.Event): void => {
    cell.state = Ledger.evolve(cell.context, cell.state, event)
  }

  const claim: LaneLeases["claim"] = Effect.fn("LaneLeases.claim")(function* (budget, hasWork) {
    const nowMillis = yield* Clock.currentTimeMillis
    const terms = LeaseClaim.terms(cell.context, budget)
    const asked = LeaseClaim.of(cell.context, cell.state, budget, { holder, fence }, hasWork, nowMillis)
    if (terms === null || asked === null) return
    tell({ _tag: "LeaseClaimed", budget })
    const ticket = cell.state.shared.tenures[budget].claims
    const closed: SharedBudget.Outcome = { _tag: "Closed", untilMillis: null }
    const outcome = yield* ledger.modify(...rowOf(cell.context, budget), (json) => {
      const row = stateOf(json)
      // Granting from a row that nobody here can read might grant it twice.
      if (row === null) return [closed, json]
      return Either.match(SharedBudget.claim(terms, row, asked, nowMillis), {
        onLeft: () => [closed, json],
        onRight: (answer) => answer
      })
    })
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

  const leases: LaneLeases = { claim, tend, giveBack }
  return leases
})
