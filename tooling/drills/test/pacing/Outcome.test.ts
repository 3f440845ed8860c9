import type * as Judge from "@sluice/simulator/judge/Judge"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Outcome from "../../src/pacing/Outcome.ts"
import type { Log } from "../../src/pacing/Platform.ts"
import * as Scenario from "../../src/pacing/Scenario.ts"

const scenario: Scenario.Scenario = { name: "two", title: "two", senders: 2, queuedEach: 1, hours: 2 }

const minutes = (count: number): number => count * 60_000
const at = (minute: number): number => Scenario.startMillis + minutes(minute)

const nothing: Log = { departures: [], acceptedMillis: [], refusals: [], holds: [] }

const hold = (level: Judge.Hold["level"], scope: Judge.Scope, id: string, from: number, until: number): Judge.Hold => ({
  level,
  scope,
  id,
  sinceMillis: at(from),
  untilMillis: at(until),
  awaitsReview: false
})

const refusal = (kind: Judge.Refusal["kind"]): Judge.Refusal => ({
  rule: "RL-06",
  kind,
  scope: "sender",
  code: 429,
  details: "refused",
  retryAfterMillis: 1,
  violation: true
})

describe("what a contestant made of a scenario", () => {
  it("is over when the last message of the whole list is accepted, and not before", () => {
    const one = Outcome.of("one", scenario, { ...nothing, acceptedMillis: [at(1)] })
    expect([one.through, one.finishMillis]).toEqual([1, null])
    const both = Outcome.of("both", scenario, { ...nothing, acceptedMillis: [at(1), at(7)] })
    expect([both.through, both.finishMillis]).toEqual([2, minutes(7)])
  })

  it("RL-06: a refusal that began something is a trip, one that ran into a hold is only refused", () => {
    const record = { ...nothing, refusals: [refusal("limit"), refusal("hold"), refusal("hold")] }
    expect(Outcome.of("three", scenario, record)).toMatchObject({ refused: 3, trips: 1 })
  })

  it("RL-06: a hold of the business holds every sender, one of a sender only that one, and none is counted twice", () => {
    const light = hold("light", "sender", "sender-1", 0, 5)
    const medium = hold("medium", "business", "500100200300400", 3, 63)
    const outcome = Outcome.of("held", scenario, { ...nothing, holds: [light, medium] })
    expect(outcome.heldMillis).toBe(minutes((63 + 60) / 2))
    expect(outcome.worst).toBe("medium")
  })

  it("RL-06: what a hold lasts beyond the end does not count", () => {
    const severe = hold("severe", "account", "account", 60, 60 * 48)
    const outcome = Outcome.of("held", scenario, { ...nothing, holds: [severe] })
    expect(outcome).toMatchObject({ worst: "severe", heldMillis: minutes(60) })
  })

  it("spans that lie on one another last as long as their union, whatever their order", () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 })), { maxLength: 8 })
    fc.assert(
      fc.property(spans, (drawn) => {
        const covered = new Set(drawn.flatMap(([from, length]) => Array.from({ length }, (_, tick) => from + tick)))
        expect(Outcome.unionMillis(drawn.map(([from, length]) => [from, from + length]))).toBe(covered.size)
      })
    )
  })
})
