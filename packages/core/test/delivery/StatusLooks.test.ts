import * as Delivery from "@sluice/core/delivery/Delivery"
import * as StatusLooks from "@sluice/core/delivery/StatusLooks"
import { guide } from "@sluice/core/policy/guide"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const policy = guide.receiving
const home = { isAbroad: false, providerAnswers: true }
const abroad = { isAbroad: true, providerAnswers: false }

/** When each look is made, if every one is made as soon as it is due and finds nothing. */
const lookTimes = (route: StatusLooks.Route, from: StatusLooks.State): ReadonlyArray<number> => {
  const times: Array<number> = []
  let state = from
  let nowMillis = 0
  for (;;) {
    const decision = StatusLooks.decide(policy, state, route, nowMillis)
    if (decision._tag === "Rests") return times
    if (decision._tag === "Waits") nowMillis = decision.untilMillis
    else {
      times.push(nowMillis)
      state = StatusLooks.missed(policy, state, nowMillis)
    }
  }
}

describe("StatusLooks", () => {
  it("WH-05: a status that does not come is looked for three times, thirty seconds apart, and then no more", () => {
    expect(lookTimes(home, StatusLooks.initial(0))).toEqual([7_000, 37_000, 67_000])
  })

  it("WH-04: no status is missed before its usual time has passed: 7 s at home, 15 s abroad", () => {
    expect(StatusLooks.decide(policy, StatusLooks.initial(0), home, 6_999)).toEqual({
      _tag: "Waits",
      untilMillis: 7_000
    })
    expect(lookTimes(abroad, StatusLooks.initial(0))).toEqual([15_000, 45_000, 75_000])
  })

  it("WH-05: the provider is asked where it answers, and the stored callbacks are looked through where it does not", () => {
    expect(StatusLooks.decide(policy, StatusLooks.initial(0), home, 7_000)).toEqual({
      _tag: "Looks",
      number: 1,
      status: "sent",
      source: "provider"
    })
    expect(StatusLooks.decide(policy, StatusLooks.initial(0), abroad, 15_000)).toMatchObject({
      source: "stored-callbacks"
    })
  })

  it("WH-05: after sent, delivered is awaited with looks of its own; after that nothing", () => {
    const looked = StatusLooks.missed(policy, StatusLooks.initial(0), 7_000)
    const sent = StatusLooks.reported(looked, "sent", 8_000)
    expect(sent).toEqual({ _tag: "Awaiting", status: "delivered", sinceMillis: 8_000, looks: 0, lookedMillis: null })
    expect(lookTimes(home, sent)).toEqual([15_000, 45_000, 75_000])
    expect(StatusLooks.reported(sent, "sent", 9_000)).toBe(sent)
    expect(StatusLooks.decide(policy, StatusLooks.reported(sent, "delivered", 10_000), home, 99_000)).toEqual({
      _tag: "Rests"
    })
  })

  it.each(["delivered", "read", "played", "failed"] as const)(
    "WH-04: once %s is known, no look is due: read may never come",
    (reached) => {
      expect(StatusLooks.reported(StatusLooks.initial(0), reached, 5_000)).toEqual({ _tag: "Settled", atMillis: 5_000 })
    }
  )

  it("WH-05: a status that comes after the last look still counts", () => {
    let state = StatusLooks.initial(0)
    for (const atMillis of [7_000, 37_000, 67_000]) state = StatusLooks.missed(policy, state, atMillis)
    expect(state).toEqual({ _tag: "GivenUp", status: "sent", looks: 3, atMillis: 67_000 })
    expect(StatusLooks.reported(state, "read", 3_600_000)).toEqual({ _tag: "Settled", atMillis: 3_600_000 })
    expect(StatusLooks.reported(state, "sent", 3_600_000)).toMatchObject({ _tag: "Awaiting", status: "delivered" })
  })

  it("WH-05: over any history no status is looked for more than three times, looks are 30 s apart, and the settled rest", () => {
    const status = fc.constantFrom<Delivery.DeliveryStatus>("sent", "delivered", "read", "played", "failed")
    const step = fc.tuple(fc.nat(60_000), fc.option(status, { freq: 4 }))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (history, isAbroad) => {
        let state = StatusLooks.initial(0)
        let reached: Delivery.DeliveryStatus | null = null
        let nowMillis = 0
        const looks: Record<string, Array<number>> = { sent: [], delivered: [] }
        for (const [waitMillis, arrived] of history) {
          nowMillis += waitMillis
          if (arrived !== null) {
            reached = Delivery.join(reached, arrived)
            state = StatusLooks.reported(state, reached, nowMillis)
          }
          const decision = StatusLooks.decide(policy, state, { isAbroad, providerAnswers: true }, nowMillis)
          expect(decision._tag === "Rests").toBe(state._tag !== "Awaiting")
          if (decision._tag !== "Looks") continue
          looks[decision.status]?.push(nowMillis)
          state = StatusLooks.missed(policy, state, nowMillis)
        }
        for (const times of Object.values(looks)) {
          expect(times.length).toBeLessThanOrEqual(policy.looks)
          const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
          expect(gaps.filter((gap) => gap < policy.lookMillis)).toEqual([])
        }
      })
    )
  })
})
