import * as Policy from "@sluice/core/policy/Policy"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as LaneLedger from "@sluice/engine/dispatch/LaneLedger"
import * as Selection from "@sluice/engine/dispatch/Selection"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const nowMillis = Date.UTC(2026, 2, 10, 12)

/** Where the account's requests are a shared budget, of which the lane has no slice yet. */
const select = (sharesCalls: boolean) => {
  const { pacing } = Policy.shipped["cloud-api"]
  const account = sharesCalls ? { callsMax: 10, windowMillis: 1_000 } : null
  const sender = World.sender("cloud-api", {
    policy: {
      ...Policy.shipped["cloud-api"],
      pacing: { ...pacing, pair: { ...pacing.pair, burst: 1 }, sharedCalls: { ...pacing.sharedCalls, account } }
    }
  })
  const context = LaneLedger.contextOf(sender)
  const candidates = ["+15550100001", "+15550100001", "+15550100002", "+15550100001"].map((recipient, n) =>
    World.stored(n + 1, { recipient })
  )
  const facts = {
    learn: () => {
      throw new Error("nothing is looked up here")
    },
    leavesOutsideWindow: () => false,
    category: () => null,
    recipientKey: (recipient: string) => recipient
  }
  const around = { sender, endpoint: "https://primary", facts, probeOf: null }
  return Selection.select({ context, state: Ledger.initial(context) }, around, candidates, nowMillis, 10)
}

describe("Selection", () => {
  it("RL-05: candidates that wait for their own recipient's pace take up no room in a look", () => {
    const { admitted, keptBack } = select(false)
    expect(admitted.map(({ candidate }) => candidate.recipient)).toEqual(["+15550100001", "+15550100002"])
    expect(keptBack).toBe(2)
  })

  it("a candidate that waits for a lease does: a claim lets it leave at once", () => {
    const { admitted, keptBack, leases } = select(true)
    expect(admitted).toEqual([])
    expect([...leases]).toEqual(["accountCalls"])
    expect(keptBack).toBe(0)
  })
})
