import * as SignatureAlarm from "@sluice/core/guard/SignatureAlarm"
import { guide } from "@sluice/core/policy/guide"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const minute = 60_000
const decide = (state: SignatureAlarm.State, nowMillis: number): SignatureAlarm.Decision =>
  SignatureAlarm.decide(guide.receiving, state, nowMillis)
const recorded = (state: SignatureAlarm.State, ...times: ReadonlyArray<number>): SignatureAlarm.State =>
  times.reduce(SignatureAlarm.recorded, state)

describe("SignatureAlarm", () => {
  it("GD-03: nothing is alerted without a bad signature, and the first one at once", () => {
    expect(decide(SignatureAlarm.initial, 5)).toEqual({ _tag: "Quiet" })
    const first = { number: 1, count: 1, firstMillis: 100, lastMillis: 100 }
    expect(decide(recorded(SignatureAlarm.initial, 100), 100)).toEqual({ _tag: "Raises", alert: first })
  })

  it("GD-03: what follows within a minute is one more alert, a minute after the one before", () => {
    const alert = { number: 1, count: 1, firstMillis: 0, lastMillis: 0 }
    const alerted = SignatureAlarm.raised(recorded(SignatureAlarm.initial, 0), alert, 0)
    expect(decide(alerted, 0)).toEqual({ _tag: "Quiet" })
    const more = recorded(alerted, 10_000, 20_000, 15_000)
    expect(decide(more, minute - 1)).toEqual({ _tag: "Waits", untilMillis: minute })
    const second = { number: 2, count: 3, firstMillis: 10_000, lastMillis: 20_000 }
    expect(decide(more, minute)).toEqual({ _tag: "Raises", alert: second })
  })

  it("GD-03: an alert that was raised already changes nothing, and what came meanwhile is reported by the next", () => {
    const one = recorded(SignatureAlarm.initial, 0)
    const alert = { number: 1, count: 1, firstMillis: 0, lastMillis: 0 }
    const raised = SignatureAlarm.raised(recorded(one, 40), alert, 50)
    expect(raised).toEqual({
      number: 1,
      alertedMillis: 50,
      collected: { count: 1, firstMillis: 0, lastMillis: 40 }
    })
    expect(SignatureAlarm.raised(raised, alert, 60)).toBe(raised)
    expect(SignatureAlarm.raised({ ...raised, collected: null }, { ...alert, number: 2 }, 60).number).toBe(1)
  })

  it("GD-03: every bad signature is reported once and within a minute, by at most one alert a minute", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 120 }), (gaps) => {
        let state = SignatureAlarm.initial
        let now = 0
        let reported = 0
        const alerts: Array<number> = []
        const delays: Array<number> = []
        const settle = (untilMillis: number): void => {
          for (;;) {
            const decision = decide(state, now)
            if (decision._tag === "Quiet" || (decision._tag === "Waits" && decision.untilMillis > untilMillis)) return
            if (decision._tag === "Waits") now = decision.untilMillis
            else {
              delays.push(now - decision.alert.firstMillis)
              reported += decision.alert.count
              alerts.push(now)
              state = SignatureAlarm.raised(state, decision.alert, now)
            }
          }
        }
        let atMillis = 0
        for (const gap of gaps) {
          atMillis += gap
          settle(atMillis)
          now = atMillis
          state = SignatureAlarm.recorded(state, atMillis)
        }
        settle(Number.POSITIVE_INFINITY)
        expect(reported).toBe(gaps.length)
        expect(Math.max(...delays)).toBeLessThanOrEqual(minute)
        for (const [index, at] of alerts.slice(1).entries())
          expect(at - (alerts[index] ?? at)).toBeGreaterThanOrEqual(minute)
      })
    )
  })
})
