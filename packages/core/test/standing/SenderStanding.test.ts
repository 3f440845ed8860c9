import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import { Either, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dayMillis, each, standing, traffic } from "./traffic.ts"

const nowMillis = 140 * dayMillis
const { evolve, initial, raise, tier, wentLiveMillis } = SenderStanding
const sending = (sent: number, complaints = 0): SenderStanding.State => ({
  ...initial,
  complaints: traffic(100, each(40, sent, complaints))
})
const step = (state: SenderStanding.State, event: SenderStanding.RaiseEvent, isRaised = false, atMillis = nowMillis) =>
  SenderStanding.stepRaise(standing, state, event, isRaised, atMillis)
const go = (state: SenderStanding.State, event: SenderStanding.RaiseEvent): SenderStanding.State =>
  Either.getOrThrow(step(state, event))
const reported = (state: SenderStanding.State, complaints: number, day = 139): SenderStanding.State =>
  evolve(standing, state, { _tag: "Reported", day, complaints })
const looked = (state: SenderStanding.State, atMillis = nowMillis): SenderStanding.State =>
  evolve(standing, state, { _tag: "Looked", atMillis })

describe("SenderStanding", () => {
  it("ST-02: a raise goes from asked to watched, and after seven quiet days it is for good", () => {
    const asked = go(sending(1_000), "Asked")
    const watched = go(asked, "Granted")
    const end = nowMillis + 7 * dayMillis
    expect([asked, watched, looked(watched, end - 1), looked(watched, end)].map(raise)).toEqual([
      "asked",
      "watching",
      "watching",
      "raised"
    ])
    expect(raise(go(asked, "Declined"))).toBe("none")
  })

  it("ST-02: complaints above 0.3 % put a watched limit back, at the look after their report", () => {
    const watched = go(sending(1_000), "Granted")
    expect(tier(looked(reported(watched, 20)), "initial")).toBe("raised")
    const back = looked(reported(watched, 30))
    expect([raise(back), tier(back, "initial"), tier(back, "raised")]).toEqual(["put-back", "initial", "initial"])
    expect(raise(go(go(back, "Asked"), "Granted"))).toBe("watching")
  })

  it("ST-02: what was configured holds until a raise is granted", () => {
    expect([tier(initial, "raised"), tier(initial, "initial")]).toEqual(["raised", "initial"])
    expect(tier(go(initial, "Asked"), "initial")).toBe("initial")
  })

  it.each([
    ["Asked", true, "raised"],
    ["Granted", true, "raised"],
    ["Declined", false, "none"]
  ] as const)("ST-02: %s is refused where the raise is elsewhere", (event, isRaised, from) => {
    expect(step(initial, event, isRaised)).toEqual(Either.left(new SenderStanding.IllegalRaise({ event, from })))
  })

  it("ST-02: nobody asks twice", () => {
    expect(Either.isLeft(step(go(initial, "Asked"), "Asked"))).toBe(true)
  })

  it("ST-01: a count that does not follow the last one is a repeat, and counts nothing", () => {
    const event = { _tag: "Counted", fromMillis: null, toMillis: 10, day: 0, sent: 3 } as const
    const once = evolve(standing, initial, event)
    expect(once).toMatchObject({ countedMillis: 10, complaints: { firstSentDay: 0 } })
    expect(evolve(standing, once, event)).toBe(once)
  })

  it("ST-01: the last report of a day is the day's, whatever was reported before", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }), (figures) => {
        const made = figures.reduce((state, figure) => reported(state, figure), sending(1_000))
        expect(made).toEqual(reported(sending(1_000), figures.at(-1) ?? 0))
      })
    )
  })

  it("ST-03: the first week begins with the first message of any sender, or when somebody says it did", () => {
    expect(wentLiveMillis([initial])).toBeNull()
    expect(wentLiveMillis([initial, sending(1)])).toBe(100 * dayMillis)
    const description = { liveMillis: 5 }
    const told = evolve(standing, sending(1), { _tag: "Described", description })
    expect(wentLiveMillis([told, sending(1)])).toBe(5)
  })

  it("ST-01: a state survives JSON", () => {
    const state = go(reported(sending(10), 3), "Granted")
    expect(Schema.decodeUnknownSync(SenderStanding.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
  })
})
