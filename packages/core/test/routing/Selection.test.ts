import { guide } from "@sluice/core/policy/guide"
import * as Budget from "@sluice/core/routing/Budget"
import * as Selection from "@sluice/core/routing/Selection"
import * as Policy from "@sluice/core/policy/Policy"
import * as Ledger from "@sluice/core/throttle/Ledger"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const nowMillis = Date.UTC(2026, 2, 10)

const contextOf = (policy: keyof typeof Policy.shipped, more: Partial<Ledger.Context> = {}): Ledger.Context => ({
  sender: "a",
  business: "business",
  account: "account",
  app: "app",
  messagingTier: "TIER_UNLIMITED",
  leased: false,
  pacing: Policy.shipped[policy].pacing,
  standing: { tier: "initial", throughput: "standard" },
  timeZone: "Etc/UTC",
  ...more
})

const request = (id: string, recipient: string): Ledger.Request => ({
  id,
  recipient,
  units: 1,
  kind: "text",
  template: null,
  probeOf: null
})

const select = (
  context: Ledger.Context,
  state: Ledger.State,
  candidates: Iterable<Ledger.Request>,
  admittedMax = Number.POSITIVE_INFINITY
) => Selection.select(Selection.ledger(context), state, candidates, (candidate) => candidate, nowMillis, admittedMax)

const ids = (stopped: ReadonlyArray<{ readonly candidate: Ledger.Request }>): ReadonlyArray<string> =>
  stopped.map(({ candidate }) => candidate.id)

describe("Selection", () => {
  it("RL-05: a wait of the sender ends the round, and nothing overtakes on its budget", () => {
    const context = contextOf("guide")
    const candidates = [request("1", "x"), request("2", "y"), request("3", "z")]
    const { admitted, ended, passed, wakeMillis } = select(context, Ledger.initial(context), candidates)
    expect(ids(admitted)).toEqual(["1"])
    expect(ended?.candidate.id).toBe("2")
    expect(passed).toEqual([])
    expect(wakeMillis).toBe(nowMillis + 12_000)
  })

  it("RL-05, RL-10: a wait of one conversation passes over its message, and others leave", () => {
    const context = contextOf("guide", {
      pacing: { ...guide.pacing, senderWindow: null, continuousSending: null, ladder: null }
    })
    const flown = Ledger.evolve(context, Ledger.initial(context), {
      _tag: "Departed",
      id: "0",
      recipient: "x",
      units: 1,
      atMillis: nowMillis - 1_000
    })
    const state = Ledger.evolve(context, flown, { _tag: "Answered", id: "0", atMillis: nowMillis - 900 })
    const { admitted, ended, passed, wakeMillis } = select(context, state, [request("1", "x"), request("2", "y")])
    expect([ids(admitted), ids(passed), ended]).toEqual([["2"], ["1"], null])
    expect(wakeMillis).toBe(nowMillis - 899 + 6_000)
  })

  it("RL-12: it is the same whether many leave in one round or in several", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (count, admittedMax) => {
        const context = contextOf("cloud-api")
        const candidates = Array.from({ length: count }, (_, n) => request(String(n), `r${n}`))
        const whole = select(context, Ledger.initial(context), candidates)
        const left: Array<string> = []
        let state = Ledger.initial(context)
        for (let rest = candidates; ;) {
          const round = select(context, state, rest, admittedMax)
          left.push(...ids(round.admitted))
          state = round.state
          rest = rest.filter(({ id }) => !left.includes(id))
          if (round.admitted.length < admittedMax) break
          expect(round.admitted.length).toBe(admittedMax)
        }
        expect(left).toEqual(ids(whole.admitted))
      })
    )
  })
})

describe("Budget", () => {
  it("RL-10: as much may wait at a sender as its limit lets through at once", () => {
    const units = (context: Ledger.Context) => Budget.units(context, Ledger.initial(context).throttle, nowMillis)
    expect(units(contextOf("guide"))).toBe(5)
    expect(units(contextOf("guide", { standing: { tier: "raised", throughput: "standard" } }))).toBe(30)
    expect(units(contextOf("cloud-api"))).toBe(80)
    expect(units(contextOf("cloud-api", { standing: { tier: "initial", throughput: "coexistence" } }))).toBe(20)
  })

  it("RL-10: what waits already counts; a sender with nothing to do takes any message", () => {
    expect(Budget.freeUnits(5, 1.8, 1)).toBe(3.2)
    expect(Budget.freeUnits(5, 6, 1)).toBe(-1)
    expect(Budget.freeUnits(5, 0, 9)).toBe(9)
  })
})
