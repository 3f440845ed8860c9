import { cloudApi } from "@sluice/core/policy/cloudApi"
import { guide } from "@sluice/core/policy/guide"
import type * as Pacing from "@sluice/core/policy/Pacing"
import type * as Hold from "@sluice/core/throttle/Hold"
import * as LeaseClaim from "@sluice/core/throttle/LeaseClaim"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as LedgerRecovery from "@sluice/core/throttle/LedgerRecovery"
import { describe, expect, it } from "vitest"

const minute = 60_000
const day = 24 * 60 * minute

const on = (pacing: Partial<Pacing.Pacing>, leased = false): Ledger.Context => ({
  sender: "s",
  business: "b",
  account: "a",
  app: "p",
  pacing: { ...cloudApi.pacing, ...pacing },
  standing: { tier: "initial", throughput: "standard" },
  timeZone: "Etc/UTC",
  messagingTier: "TIER_TEST",
  leased
})

const tier = (most: number): Partial<Pacing.Pacing> => ({
  uniqueRecipients: { windowMillis: day, tiers: { TIER_TEST: most } }
})

const text = (id: string, recipient = id, more: Partial<Ledger.Request> = {}): Ledger.Request => ({
  id,
  recipient,
  units: 1,
  kind: "text",
  template: null,
  probeOf: null,
  ...more
})

const outside = (id: string, recipient = id): Ledger.Request => text(id, recipient, { outsideWindow: true })

/** Sends what is admitted, and has it answered a moment later; fails where it is not admitted. */
const sent = (
  context: Ledger.Context,
  state: Ledger.State,
  request: Ledger.Request,
  nowMillis: number
): Ledger.State => {
  const decision = Ledger.decide(context, state, request, nowMillis)
  if (decision._tag !== "Admitted") throw new Error(`not admitted: ${JSON.stringify(decision)}`)
  const left = Ledger.evolve(context, state, decision.departure)
  return Ledger.evolve(context, left, { _tag: "Answered", id: request.id, atMillis: nowMillis })
}

const placed = (scope: Hold.Scope, key: string, untilMillis: number): Ledger.Event => ({
  _tag: "HoldPlaced",
  hold: {
    scope,
    key,
    level: "throttle",
    number: 1,
    sinceMillis: 0,
    untilMillis,
    needsReview: false,
    reason: "x",
    reviewFromMillis: null
  }
})

describe("Ledger: which limit binds, at which scope, and until when", () => {
  it("CLOUD_API 3.4: the pair, the sender and the portfolio are named with their keys and the exact instant", () => {
    const pair = on({ pair: guide.pacing.pair, throughput: null })
    const once = sent(pair, Ledger.initial(pair), text("m1", "a"), 1_000)
    expect(Ledger.decide(pair, once, text("m2", "a"), 2_000)).toEqual({
      _tag: "Waits",
      untilMillis: 7_001,
      limit: "pair",
      scope: "pair",
      key: "a"
    })
    const second = on({ throughput: { perSecond: 1, upgradedPerSecond: 1, coexistencePerSecond: 1 } })
    const one = sent(second, Ledger.initial(second), text("m1"), 1_000)
    expect(Ledger.decide(second, one, text("m2"), 1_500)).toMatchObject({
      limit: "throughput",
      scope: "sender",
      key: "s"
    })
    const portfolio = on(tier(1))
    const counted = sent(portfolio, Ledger.initial(portfolio), outside("m1"), 1_000)
    const decision = Ledger.decide(portfolio, counted, outside("m2"), 2_000)
    expect(decision).toEqual({
      _tag: "Waits",
      untilMillis: 1_001 + day,
      limit: "uniqueRecipients",
      scope: "business",
      key: "b"
    })
    expect(decision._tag === "Admitted" ? null : Ledger.reach(decision)).toBe("message")
    expect(Ledger.decide(portfolio, counted, text("m2"), 2_000)._tag).toBe("Admitted")
    expect(Ledger.decide(portfolio, counted, outside("m2", "m1"), 2_000)._tag).toBe("Admitted")
  })

  it("CLOUD_API 3.3: reported usage of the app holds the lane until access is regained", () => {
    const context = on({})
    const report = { share: 1, regainMillis: 7 * minute }
    const state = Ledger.evolve(context, Ledger.initial(context), {
      _tag: "Reported",
      scope: "app",
      report,
      atMillis: 1_000
    })
    const decision = Ledger.decide(context, state, text("m"), 2_000)
    expect(decision).toEqual({ _tag: "Waits", untilMillis: 1_000 + 7 * minute, limit: "usage", scope: "app", key: "p" })
    expect(decision._tag === "Admitted" ? null : Ledger.reach(decision)).toBe("lane")
    expect(Ledger.decide(context, state, text("m"), 1_000 + 7 * minute)._tag).toBe("Admitted")
  })

  it("of several limits on the lane the one that takes longest is named", () => {
    const calls = { windowMillis: minute, callsMax: 1 }
    const context = on({ sharedCalls: { business: calls, account: { ...calls, windowMillis: 5 * minute }, app: null } })
    const state = sent(context, Ledger.initial(context), text("m1"), 0)
    expect(Ledger.decide(context, state, text("m2"), 10)).toMatchObject({ limit: "calls", scope: "account", key: "a" })
  })

  it("RL-07: a hold is named before any limit", () => {
    const context = on(tier(1))
    const state = Ledger.evolve(
      context,
      sent(context, Ledger.initial(context), outside("m1"), 0),
      placed("business", "b", 9_000)
    )
    expect(Ledger.decide(context, state, outside("m2"), 10)).toMatchObject({
      _tag: "Held",
      untilMillis: 9_000,
      hold: { scope: "business" }
    })
    const gone = Ledger.evolve(context, state, { _tag: "HoldCleared", scope: "business", key: "b", number: 1 })
    expect(Ledger.decide(context, gone, outside("m2"), 10)._tag).toBe("Waits")
  })

  it("facts that say nothing new give back the same state", () => {
    const context = on({})
    const state = sent(context, Ledger.initial(context), text("m1"), 0)
    expect(Ledger.evolve(context, state, { _tag: "Answered", id: "m9", atMillis: 5 })).toBe(state)
    const decision = Ledger.decide(context, state, text("m2"), 100)
    if (decision._tag !== "Admitted") throw new Error("free")
    const flying = Ledger.evolve(context, state, decision.departure)
    expect(Ledger.evolve(context, flying, decision.departure)).toBe(flying)
  })

  it("an older state answers as it did, whatever became of the one after it", () => {
    const context = on({ ...tier(2), pair: guide.pacing.pair })
    const before = sent(context, Ledger.initial(context), outside("m1", "a"), 1_000)
    const told = Ledger.decide(context, before, outside("x", "a"), 2_000)
    let after = before
    for (let i = 0; i < 50; i++) after = sent(context, after, text(`n${i}`, `r${i}`), 2_000 + i * 100)
    expect(Ledger.decide(context, before, outside("x", "a"), 2_000)).toEqual(told)
    expect(Ledger.decide(context, after, text("x", "r49"), 7_000)).toMatchObject({ limit: "pair" })
    expect(Ledger.decide(context, before, text("x", "r49"), 7_000)._tag).toBe("Admitted")
  })
})

describe("Ledger: leases", () => {
  const context = on(tier(10), true)
  const granted = (slots: number, number = 1): Extract<Ledger.Event, { _tag: "LeaseAnswered" }> => ({
    _tag: "LeaseAnswered",
    budget: "uniqueRecipients",
    ticket: 1,
    outcome: { _tag: "Granted", lease: { number, slots, untilMillis: minute } },
    atMillis: 10
  })
  const claimed = Ledger.evolve(context, Ledger.initial(context), { _tag: "LeaseClaimed", budget: "uniqueRecipients" })

  it("DESIGN: a lane spends from its lease alone, and asks for one where it has none", () => {
    const asked = Ledger.decide(context, Ledger.initial(context), outside("m1"), 0)
    expect(asked).toEqual({
      _tag: "AwaitsLease",
      budget: "uniqueRecipients",
      limit: "uniqueRecipients",
      scope: "business",
      key: "b"
    })
    expect(Ledger.decide(context, Ledger.initial(context), text("m1"), 0)._tag).toBe("Admitted")
    const leased = Ledger.evolve(context, claimed, granted(1))
    const spent = sent(context, leased, outside("m1"), 20)
    expect(Ledger.decide(context, spent, outside("m2"), 30)._tag).toBe("AwaitsLease")
    expect(Ledger.decide(context, leased, outside("m2"), minute)._tag).toBe("AwaitsLease")
    expect(LeaseClaim.of(context, spent, "uniqueRecipients", { holder: "s", fence: 3 }, true, 30)).toEqual({
      holder: "s",
      fence: 3,
      inUse: 1,
      wanted: 1
    })
    expect(LeaseClaim.of(context, spent, "appCalls", { holder: "s", fence: 3 }, true, 30)).toBeNull()
  })

  it("a row that has nothing more is asked again when it said", () => {
    const outcome = {
      _tag: "Exhausted",
      lease: { number: 1, slots: 0, untilMillis: minute },
      untilMillis: 40_000
    } as const
    const state = Ledger.evolve(context, claimed, { ...granted(0), outcome })
    expect(Ledger.decide(context, state, outside("m"), 20)).toMatchObject({ _tag: "Waits", untilMillis: 40_000 })
    expect(Ledger.decide(context, state, outside("m"), 40_000)._tag).toBe("AwaitsLease")
    const closed = { _tag: "Closed", untilMillis: null } as const
    const shut = Ledger.evolve(context, claimed, { ...granted(0), outcome: closed })
    expect(Ledger.decide(context, shut, outside("m"), 20)).toMatchObject({ _tag: "Waits", untilMillis: 10 + minute })
  })

  it("RL-07: a hold takes the leases of its scope away at once, and answers from before it are not listened to", () => {
    const leased = Ledger.evolve(context, claimed, granted(5))
    const held = Ledger.evolve(context, leased, placed("business", "b", 9_000))
    expect(Ledger.decide(context, held, outside("m"), 9_000)._tag).toBe("AwaitsLease")
    const late = Ledger.evolve(context, Ledger.evolve(context, claimed, placed("business", "b", 9_000)), granted(5))
    expect(Ledger.decide(context, late, outside("m"), 9_000)._tag).toBe("AwaitsLease")
    const other = Ledger.evolve(context, leased, placed("app", "p", 9_000))
    expect(Ledger.decide(context, other, outside("m"), 9_000)._tag).toBe("Admitted")
  })
})

describe("LedgerRecovery", () => {
  it("RT-03: the next owner knows what was counted, and what the platform reported; what is kept names no recipient", () => {
    const context = on({
      ...tier(2),
      sharedCalls: { business: null, account: null, app: { windowMillis: minute, callsMax: 3 } }
    })
    let state = sent(context, Ledger.initial(context), outside("m1", "+886912345678"), 0)
    const report = { share: 0.5, regainMillis: 2 * minute }
    state = Ledger.evolve(context, state, { _tag: "Reported", scope: "business", report, atMillis: 5 })
    const json = JSON.stringify(LedgerRecovery.keep(state))
    expect(json).not.toContain("+886912345678")
    const sends = [
      { recipient: "+886912345678", units: 1, departedMillis: 0, answeredMillis: 0, counted: "hash-1" },
      { recipient: "+85251234567", units: 1, departedMillis: 10, answeredMillis: null, counted: "hash-2" }
    ]
    const next = LedgerRecovery.recover(context, JSON.parse(json), sends, 100)
    expect(Ledger.decide(context, next, outside("m3", "c"), 200)).toMatchObject({
      limit: "usage",
      untilMillis: 5 + 2 * minute
    })
    expect(Ledger.decide(context, next, outside("m3", "c"), 5 + 2 * minute)).toMatchObject({
      limit: "uniqueRecipients",
      untilMillis: 1 + day
    })
    expect(LeaseClaim.inUse(context, next, "appCalls", 200)).toBe(2)
    expect(LeaseClaim.inUse(context, next, "uniqueRecipients", 200)).toBe(2)
    const lost = LedgerRecovery.recover(context, "gone", sends, 100)
    expect(LeaseClaim.inUse(context, lost, "uniqueRecipients", 200)).toBe(2)
    expect(LedgerRecovery.memoryMillis(context)).toMatchObject({ all: 270_000, counted: day })
  })
})
