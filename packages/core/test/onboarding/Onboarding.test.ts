import { guide } from "@sluice/core/policy/guide"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Onboarding from "@sluice/core/onboarding/Onboarding"
import * as TechnicalChecks from "@sluice/core/onboarding/TechnicalChecks"
import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { date } from "./dates.ts"
import { allPassed, testMessages } from "./runs.ts"

const calendar = BusinessDays.western([])
const evolve = (state: Onboarding.State, step: Onboarding.StepId, event: Onboarding.Event, on = "2026-11-23") =>
  Onboarding.evolve(guide.onboarding, calendar, state, step, event, date(on))
const go = (state: Onboarding.State, step: Onboarding.StepId, event: Onboarding.Event, on?: string): Onboarding.State =>
  Either.getOrThrow(evolve(state, step, event, on))
const begun: Onboarding.Event = { _tag: "Begun" }
const finished = (checks: TechnicalChecks.State = TechnicalChecks.initial): Onboarding.Event => ({
  _tag: "Finished",
  checks
})
const stopped: Onboarding.Event = { _tag: "Stopped", reason: "false data" }
const ids = Onboarding.StepId.literals
const live = ids.reduce(
  (state, step) => go(go(state, step, begun), step, finished(testMessages(5))),
  Onboarding.initial
)

describe("Onboarding", () => {
  it("ON-01: the steps in their order, who acts, and how many business days each takes; together 7 to 10", () => {
    const steps = Onboarding.steps(guide.onboarding)
    expect(steps.map(({ actors, daysMax, daysMin, step }) => [step, actors, daysMin, daysMax])).toEqual([
      ["developer-account", ["business", "platform"], 1, 2],
      ["bsp-choice", ["business"], 1, 1],
      ["integration", ["developers"], 3, 5],
      ["production-test", ["developers", "business"], 2, 2]
    ])
    expect(steps.map(({ step }) => step)).toEqual([...ids])
    expect(steps[0]).toMatchObject({ refusedShare: 0.4, needs: expect.arrayContaining(["domain"]) })
    expect(steps[3]?.needs[0]).toContain("5 to 10 real numbers")
    const total = steps.reduce(
      (sum, { daysMax, daysMin }) => [(sum[0] ?? 0) + daysMin, (sum[1] ?? 0) + daysMax],
      [0, 0]
    )
    expect(total).toEqual([7, 10])
  })

  it("ON-01: a policy whose way to live leaves nothing over gives the choice of a provider no day", () => {
    const tight = { ...guide.onboarding, live: { daysMin: 3, daysMax: 4 } }
    expect(Onboarding.steps(tight)[1]).toMatchObject({ step: "bsp-choice", daysMin: 0, daysMax: 0 })
  })

  it("ON-01: a step begins when those before it are done", () => {
    const refused = evolve(Onboarding.initial, "integration", begun)
    const earlier = { step: "integration", event: "Begun", from: "Waiting", earlier: "developer-account" } as const
    expect(refused).toEqual(Either.left(new Onboarding.StepIllegal(earlier)))
    expect(Object.values(live).map(({ _tag }) => _tag)).toEqual(["Done", "Done", "Done", "Done"])
  })

  it("ON-01: a blocked step goes on where it stopped: the days of work count, the blocked ones do not", () => {
    const working = go(Onboarding.initial, "developer-account", begun, "2026-11-19")
    const blocked = go(working, "developer-account", stopped, "2026-11-23")
    const sinceDay = date("2026-11-23")
    expect(blocked["developer-account"]).toEqual({ _tag: "Blocked", sinceDay, workedDays: 2, reason: "false data" })
    const resumed = go(blocked, "developer-account", { _tag: "Resumed" }, "2026-12-01")
    const again = go(resumed, "developer-account", stopped, "2026-12-02")
    expect(again["developer-account"]).toMatchObject({ _tag: "Blocked", workedDays: 3 })
  })

  it("ON-01: every edge that is not drawn is refused, and says from where", () => {
    const working = go(Onboarding.initial, "developer-account", begun)
    const places = {
      Waiting: Onboarding.initial,
      Working: working,
      Blocked: go(working, "developer-account", stopped),
      Done: live
    }
    const events = [begun, stopped, { _tag: "Resumed" }, finished()] as const
    const legal = Object.entries(places).map(([place, state]) => [
      place,
      events.filter((event) => Either.isRight(evolve(state, "developer-account", event))).map(({ _tag }) => _tag)
    ])
    expect(Object.fromEntries(legal)).toEqual({
      Waiting: ["Begun"],
      Working: ["Stopped", "Finished"],
      Blocked: ["Resumed"],
      Done: []
    })
    const refused = Either.getOrThrow(Either.flip(evolve(live, "developer-account", begun)))
    expect(refused.message).toBe("developer-account is Done: it cannot be Begun")
  })

  it("ON-02: the integration and the production test cannot be ticked: their checks must have passed", () => {
    const two = ["developer-account", "bsp-choice"] as const
    const ready = two.reduce((state, step) => go(go(state, step, begun), step, finished()), Onboarding.initial)
    const integrating = go(ready, "integration", begun)
    const open = TechnicalChecks.openForIntegration(TechnicalChecks.initial)
    expect(evolve(integrating, "integration", finished())).toEqual(
      Either.left(new Onboarding.ChecksOpen({ step: "integration", open }))
    )
    const testing = go(go(integrating, "integration", finished(allPassed)), "production-test", begun)
    expect(Either.isLeft(evolve(testing, "production-test", finished(testMessages(4))))).toBe(true)
    expect(Either.isRight(evolve(testing, "production-test", finished(testMessages(5))))).toBe(true)
  })

  it("ON-01: the record survives its JSON", () => {
    const blocked = go(go(Onboarding.initial, "developer-account", begun), "developer-account", stopped)
    for (const state of [Onboarding.initial, blocked, live]) {
      expect(Schema.decodeUnknownSync(Onboarding.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })
})
