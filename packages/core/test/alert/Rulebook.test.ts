import * as AlertRule from "@sluice/core/alert/AlertRule"
import type { Condition } from "@sluice/core/alert/Condition"
import * as Measure from "@sluice/core/alert/Measure"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Policy from "@sluice/core/policy/Policy"
import { Either } from "effect"
import { describe, expect, it } from "vitest"
import { examples } from "./examples.ts"

const guide = Rulebook.fromPolicy(Policy.shipped.guide)
const cloudApi = Rulebook.fromPolicy(Policy.shipped["cloud-api"])
const both = [guide, cloudApi].flatMap(({ rules }) => rules)

const units: Readonly<Record<Condition["_tag"], ReadonlyArray<Measure.Unit>>> = {
  Above: ["millis", "amount", "ratio"],
  Below: ["millis", "amount", "ratio"],
  Counted: ["count"],
  Share: ["share"],
  Entered: ["state"],
  Missed: ["moment"]
}

describe("Rulebook", () => {
  it("both shipped policies make books without a problem", () => {
    expect(Rulebook.problems(guide.rules)).toEqual([])
    expect(Rulebook.problems(cloudApi.rules)).toEqual([])
  })

  it("every alert cites what asks for it, says what it means and what to do, in a sentence or two", () => {
    for (const { cites, id, means, remedy } of both) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
      for (const cite of cites)
        expect([id, cite]).toEqual([id, expect.stringMatching(/^([A-Z]{2}-\d{2}|CLOUD_API 3\.\d)$/)])
      for (const text of [means, remedy]) {
        expect([id, text]).toEqual([id, expect.stringMatching(/^[A-Z].*[.]$/)])
        expect([id, text.split(/[.] /).length <= 2, text.length <= 200]).toEqual([id, true, true])
      }
    }
  })

  it("every condition is over a measure of its kind", () => {
    for (const { condition, id } of both) {
      expect([id, units[condition._tag]]).toEqual([
        id,
        expect.arrayContaining([Measure.definition(condition.measure).unit])
      ])
    }
  })

  it("an alert that explains others stands on something that they belong to, and comes before them", () => {
    const wider: Readonly<Record<Measure.AlertScope, ReadonlyArray<Measure.AlertScope>>> = {
      installation: ["installation"],
      intake: ["intake", "account"],
      provider: ["provider"],
      account: ["account", "intake", "provider"],
      portfolio: ["portfolio"],
      business: ["business", "portfolio", "account", "provider"],
      sender: ["sender", "business", "portfolio", "account", "provider"],
      template: ["template", "business", "account"],
      code: ["code"]
    }
    for (const rule of both) {
      for (const id of rule.suppressedBy) {
        const other = guide.byId.get(id)
        expect([rule.id, id, other === undefined ? [] : wider[AlertRule.scopeOf(rule)]]).toEqual([
          rule.id,
          id,
          expect.arrayContaining(other === undefined ? [] : [AlertRule.scopeOf(other)])
        ])
        expect((guide.order.get(id) ?? 0) < (guide.order.get(rule.id) ?? Number.POSITIVE_INFINITY)).toBe(true)
      }
    }
  })

  it("RL-04: a policy without a limit has no alert about it, and every other alert", () => {
    const idsOf = (book: Rulebook.Rulebook) => book.rules.map(({ id }) => id).toSorted()
    const inGuide = examples.map(({ id }) => id)
    expect(idsOf(guide)).toEqual(inGuide.toSorted())
    expect(idsOf(cloudApi)).toEqual([...inGuide.filter((id) => id !== "window-near-limit"), "daily-budget"].toSorted())
  })

  it("ST-03, WH-01, PH-07: thresholds are the policy's, and follow when it is overridden", () => {
    const changed = Either.getOrThrow(
      Policy.override(Policy.shipped.guide, {
        receiving: { answerMillisAim: 200 },
        numbers: { judgementIncidentMillis: 2_000 },
        standing: { firstWeekComplaintShareMax: 0.01 }
      })
    )
    const book = Rulebook.fromPolicy(changed)
    expect(book.byId.get("callback-answers-slow")?.condition).toMatchObject({ fires: 200, recovers: 160 })
    expect(book.byId.get("number-judgement-slow")?.condition).toMatchObject({ fires: 2_000 })
    expect(book.byId.get("complaints-at-half")?.condition).toMatchObject({ fires: 0.005 })
    expect(guide.byId.get("complaints-at-half")?.condition).toMatchObject({ fires: 0.0025 })
  })

  it("an override that takes an alert's hysteresis away, or its order, is found", () => {
    const changed = Either.getOrThrow(
      Policy.override(Policy.shipped.guide, { alerting: { recoverShare: 1, outagePendingMillis: 600_000 } })
    )
    const problems = Rulebook.problems(Rulebook.fromPolicy(changed).rules)
    expect(problems).toContainEqual({ _tag: "NoHysteresis", ruleId: "provider-outage" })
    expect(problems).toContainEqual({ _tag: "FiresFirst", ruleId: "failures-template" })
    expect(problems.map(({ ruleId }) => ruleId)).not.toContain("bad-signature")
  })

  it("ids that lead nowhere, or round in a circle, are found, and end", () => {
    const rule = guide.byId.get("queue-lag")
    if (rule === undefined) throw new Error("no such rule")
    const named = (id: string, ...suppressedBy: ReadonlyArray<string>): AlertRule.AlertRule => ({
      ...rule,
      id,
      suppressedBy
    })
    const rules = [named("a", "b"), named("b", "c"), named("c", "a"), named("d", "nobody"), named("d"), named("e", "a")]
    expect(Rulebook.problems(rules)).toEqual([
      { _tag: "ExplainsItself", ruleId: "a" },
      { _tag: "ExplainsItself", ruleId: "b" },
      { _tag: "ExplainsItself", ruleId: "c" },
      { _tag: "UnknownSuppressor", ruleId: "d" },
      { _tag: "DoubledId", ruleId: "d" }
    ])
    expect(Rulebook.of(rules).rules).toHaveLength(rules.length)
  })
})
