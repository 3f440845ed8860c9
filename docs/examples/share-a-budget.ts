/**
 * One budget, two senders: a portfolio may reach three people a day (a small tier, so that it shows). Each sender asks its own ledger, and
 * leases slots of the shared budget, and a second message to the same person takes none; the row of that budget is the only thing that both touch, and they touch it once a lease.
 */
import { Either } from "effect"
import { cloudApi } from "@sluice/core/policy/cloudApi"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as LeaseClaim from "@sluice/core/throttle/LeaseClaim"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"

const pacing = {
  ...cloudApi.pacing,
  uniqueRecipients: { windowMillis: 24 * 3_600_000, tiers: { TIER_3: 3 } },
  leasing: { ...cloudApi.pacing.leasing, sliceShare: 0.5 }
}

const contextOf = (sender: string): Ledger.Context => ({
  sender,
  business: "shop",
  account: "main",
  app: "gateway",
  pacing,
  standing: { tier: "raised", throughput: "standard" },
  timeZone: "Asia/Taipei",
  messagingTier: "TIER_3",
  leased: true
})

let nowMillis = 0
let row = SharedBudget.initial
const states = new Map(["north", "south"].map((sender) => [sender, Ledger.initial(contextOf(sender))]))

/** The lane claims; in a gateway the step in the middle is one atomic step on the store's row. */
const claimed = (context: Ledger.Context, before: Ledger.State, budget: Ledger.Budget): Ledger.State => {
  const { sender } = context
  const terms = LeaseClaim.terms(context, budget)
  const claim = LeaseClaim.of(context, before, budget, { holder: sender, fence: 1 }, true, nowMillis)
  if (terms === null || claim === null) return before
  const state = Ledger.evolve(context, before, { _tag: "LeaseClaimed", budget })
  const answer = SharedBudget.claim(terms, row, claim, nowMillis)
  if (Either.isLeft(answer)) return state
  const [outcome, next] = answer.right
  row = next
  console.log(
    `${sender} claims: ${outcome._tag}${outcome._tag === "Closed" ? "" : `, a lease of ${outcome.lease.slots}`}`
  )
  const { claims: ticket } = state.shared.tenures[budget]
  return Ledger.evolve(context, state, { _tag: "LeaseAnswered", budget, ticket, outcome, atMillis: nowMillis })
}

const told = (decision: Ledger.Decision): string =>
  decision._tag === "Waits"
    ? `waits for the ${decision.limit} of the ${decision.scope} ${decision.key} until ${decision.untilMillis} ms`
    : decision._tag

const send = (sender: string, recipient: string): void => {
  const context = contextOf(sender)
  const request: Ledger.Request = {
    id: `${sender}-${recipient}`,
    recipient,
    units: 1,
    kind: "text",
    template: "news",
    probeOf: null,
    outsideWindow: true
  }
  let state = states.get(sender) ?? Ledger.initial(context)
  let decision = Ledger.decide(context, state, request, nowMillis)
  if (decision._tag === "AwaitsLease") {
    state = claimed(context, state, decision.budget)
    decision = Ledger.decide(context, state, request, nowMillis)
  }
  console.log(`${sender} to ${recipient}: ${told(decision)}`)
  if (decision._tag === "Admitted") {
    state = Ledger.evolve(context, state, decision.departure)
    nowMillis += 100
    state = Ledger.evolve(context, state, { _tag: "Answered", id: request.id, atMillis: nowMillis })
  }
  states.set(sender, state)
}

send("north", "ana")
send("north", "ana")
send("north", "ben")
send("south", "cho")
send("south", "dee")
