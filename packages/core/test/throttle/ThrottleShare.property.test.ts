import * as Policy from "@sluice/core/policy/Policy"
import { describe, expect, it } from "vitest"
import * as Judge from "./judge.ts"
import * as Lane from "./lane.ts"
import { cloudContext, granted, guideContext, hours, midnight, minutes, texts } from "./lanes.ts"

const { guide } = Policy.shipped

describe("Throttle, how much of what the rules allow a greedy sender gets", () => {
  const quick = (index: number): Lane.Trip => ({ answerMillis: 60 + ((index * 37) % 240), arrivalShare: 0.5 })

  /**
   * The rules without a network: spacing (RL-05), a pause of 10 s at 90 % (RL-04), and a rest of a minute
   * before the tenth minute of a run ends (RL-08). How many depart within the span.
   */
  const ideal = (perMinute: number, spanMillis: number): number => {
    const sent: Array<number> = []
    let atMillis = 0
    let sinceMillis = 0
    while (atMillis < spanMillis) {
      if (atMillis - sinceMillis >= minutes(10)) {
        atMillis = (sent.at(-1) ?? 0) + minutes(1)
        sinceMillis = atMillis
      }
      sent.push(atMillis)
      const used = sent.filter((millis) => millis > atMillis - minutes(1)).length
      const paused = used >= 0.9 * perMinute ? atMillis + 10_000 : atMillis
      atMillis = Math.max(paused, atMillis + minutes(1) / perMinute)
    }
    return sent.length
  }

  it.each([
    { tier: "initial" as const, perMinute: 5, startMillis: midnight },
    { tier: "raised" as const, perMinute: 30, startMillis: midnight },
    { tier: "raised" as const, perMinute: 50, startMillis: midnight + hours(10) }
  ])("RL-01, RL-04, RL-05, RL-08: at least 95 % at $perMinute a minute", ({ perMinute, startMillis, tier }) => {
    const spanMillis = minutes(115)
    const outcome = Lane.run({
      context: () => guideContext(tier),
      grant: () => granted(perMinute),
      messages: texts(60 * perMinute * 2),
      trip: quick,
      startMillis,
      endMillis: startMillis + spanMillis,
      lookAhead: 5
    })
    expect(Judge.overTheMinute(outcome.arrivals)).toEqual([])
    expect(outcome.departures.length).toBeGreaterThanOrEqual(0.95 * ideal(perMinute, spanMillis))
  })

  it("CLOUD_API 3.4: at least 95 % of 80 a second with short answers; one round trip a second less with long ones", () => {
    const rate = (answerMillis: number): number => {
      const outcome = Lane.run({
        context: () => cloudContext("standard"),
        grant: () => granted(Number.POSITIVE_INFINITY),
        messages: texts(4_000),
        trip: () => ({ answerMillis, arrivalShare: 0.7 }),
        startMillis: midnight,
        endMillis: midnight + 30_000,
        lookAhead: 1,
        lateMillis: 3
      })
      expect(Judge.overTheSecond(outcome.arrivals, 80)).toEqual([])
      return outcome.departures.length / 30
    }
    expect(rate(20)).toBeGreaterThanOrEqual(0.95 * 80)
    expect(rate(250)).toBeGreaterThanOrEqual((0.97 * 80) / 1.25)
  })

  it("RL-05: texts of a new sender leave twelve seconds apart, never bunched", () => {
    const outcome = Lane.run({
      context: () => guideContext("initial"),
      grant: () => granted(5),
      messages: texts(60),
      trip: quick,
      startMillis: midnight,
      endMillis: midnight + hours(1),
      lookAhead: 5
    })
    const times = outcome.departures.map(({ atMillis }) => atMillis)
    const gaps = times.slice(1).map((atMillis, index) => atMillis - (times[index] ?? 0))
    expect(Math.min(...gaps)).toBe(12_000)
  })

  it("RL-04: one warning for an hour of steady sending at the limit, not a flood", () => {
    const outcome = Lane.run({
      context: () => ({ ...guideContext("initial"), pacing: { ...guide.pacing, continuousSending: null } }),
      grant: () => granted(5),
      messages: texts(290),
      trip: quick,
      startMillis: midnight,
      endMillis: midnight + hours(1),
      lookAhead: 5
    })
    expect(outcome.signals.filter(({ signal }) => signal._tag === "WarningRaised")).toHaveLength(1)
    expect(outcome.signals.map(({ signal }) => signal._tag)).toEqual(["WarningRaised"])
  })
})
