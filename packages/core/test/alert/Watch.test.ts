import type * as AlertRule from "@sluice/core/alert/AlertRule"
import type { Reading } from "@sluice/core/alert/Condition"
import * as Measure from "@sluice/core/alert/Measure"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Watch from "@sluice/core/alert/Watch"
import { classify } from "@sluice/core/failure/Classification"
import * as Policy from "@sluice/core/policy/Policy"
import { describe, expect, it } from "vitest"
import { type Example, examples, nowMillis } from "./examples.ts"

const { alerting, receiving } = Policy.shipped.guide
const guide = Rulebook.fromPolicy(Policy.shipped.guide)
const cloudApi = Rulebook.fromPolicy(Policy.shipped["cloud-api"])
const second = 1_000
const minute = 60 * second

const place: AlertRule.Place = {
  installation: "here",
  intake: "cloud-api/acme",
  provider: "cloud-api",
  account: "acme",
  portfolio: "acme-group",
  business: "acme-shop",
  sender: "+886900000001",
  template: "order_update",
  code: "twilio:63999"
}

interface Look {
  readonly atMillis: number
  readonly measured: ReadonlyArray<Watch.Measured>
}

const run = (book: Rulebook.Rulebook, looks: ReadonlyArray<Look>) => {
  let states: Watch.States = new Map()
  const notices: Array<Watch.Notice> = []
  for (const { atMillis, measured } of looks) {
    const outcome = Watch.look(book, states, measured, nowMillis + atMillis)
    states = outcome.states
    notices.push(...outcome.notices)
  }
  return {
    states,
    notices,
    said: notices.map(({ _tag, atMillis, ruleId }) => [_tag, ruleId, atMillis - nowMillis] as const)
  }
}

/** Looks at the policy's interval from one moment to another, both included. */
const during = (fromMillis: number, toMillis: number, measured: ReadonlyArray<Watch.Measured>): ReadonlyArray<Look> =>
  Array.from({ length: Math.floor((toMillis - fromMillis) / alerting.lookMillis) + 1 }, (_, index) => ({
    atMillis: fromMillis + index * alerting.lookMillis,
    measured
  }))

const one = (ruleId: string, reading: Reading | null, at: AlertRule.Place = place): Watch.Measured => ({
  ruleId,
  place: at,
  reading
})

const part = (of: number, whole: number): Reading => ({ _tag: "Part", part: of, whole })
const state = (given: string): Reading => ({ _tag: "State", state: given })

const shown = (example: Example) => [`${example.cites}: ${example.id}`, example] as const

describe("Watch: every alert", () => {
  it.each(examples.map(shown))(
    "%s fires when it should, once, and recovers",
    (_name, { afterSeconds, calm, fires, id }) => {
      const rule = guide.byId.get(id)
      const quiet = run(guide, during(0, 10 * minute, [one(id, calm)]))
      expect(quiet.said).toEqual([])
      const looks = [
        ...during(0, 10 * minute, [one(id, fires)]),
        ...during(10 * minute + 10 * second, 30 * minute, [one(id, calm)])
      ]
      const { notices, said } = run(guide, looks)
      expect(rule?.cites.length).toBeGreaterThan(0)
      const recovered = 10 * minute + 10 * second + (rule?.recoveringMillis ?? 0)
      expect(said).toEqual([
        ["Fired", id, afterSeconds * second],
        ...(rule?.recovery === "by-hand" ? [] : [["Recovered", id, recovered]])
      ])
      for (const notice of notices) {
        expect(notice).toMatchObject({ number: 1, sinceMillis: nowMillis, by: null, severity: rule?.severity, place })
        expect(notice.key.startsWith(`${id} `)).toBe(true)
      }
    }
  )

  it("CLOUD_API 3.4: daily-budget fires at the policy's share of the tier", () => {
    const used = (value: number) => one("daily-budget", { _tag: "Value", value })
    expect(run(cloudApi, during(0, 5 * minute, [used(0.79)])).said).toEqual([])
    expect(run(cloudApi, during(0, 5 * minute, [used(0.8)])).said).toEqual([["Fired", "daily-budget", 2 * minute]])
  })
})

describe("Watch: what explains what", () => {
  const outage = (of: number) => one("provider-outage", part(of, 100))
  const failing = (of: number, sender = "+886900000001") => one("failures-unknown", part(of, 100), { ...place, sender })

  it("SF-03: an outage is told once; what its senders suffer from it is on record and wakes nobody", () => {
    const { notices, said } = run(guide, [
      ...during(0, 10 * minute, [failing(60), failing(60, "+886900000002"), outage(90)]),
      ...during(11 * minute, 40 * minute, [failing(0), failing(0, "+886900000002"), outage(0)])
    ])
    expect(said).toEqual([
      ["Fired", "provider-outage", minute],
      ["Suppressed", "failures-unknown", 2 * minute],
      ["Suppressed", "failures-unknown", 2 * minute],
      ["Recovered", "provider-outage", 16 * minute]
    ])
    expect(notices.filter(({ _tag }) => _tag === "Suppressed").map(({ by }) => by)).toEqual([
      "provider-outage",
      "provider-outage"
    ])
    expect(new Set(notices.map(({ group }) => group)).size).toBe(2)
  })

  it("SF-03: what goes on after the outage is told, a whole span after it", () => {
    const { said } = run(guide, [
      ...during(0, 10 * minute, [outage(90), failing(60)]),
      ...during(10 * minute + 10 * second, 20 * minute, [outage(0), failing(60)])
    ])
    expect(said.at(-1)).toEqual(["Fired", "failures-unknown", 15 * minute + 10 * second + 2 * minute])
  })

  it("SF-04: a dead token explains the alerts of its own account only", () => {
    const lag = (account: string, sender: string) =>
      one("queue-lag", { _tag: "Value", value: 10 * minute }, { ...place, account, sender, business: account })
    const { said, notices } = run(
      guide,
      during(0, 5 * minute, [
        lag("acme", "+886900000001"),
        lag("other", "+886900000009"),
        one("token-dead", state("refused"), { account: "acme" })
      ])
    )
    expect(said).toEqual([
      ["Fired", "token-dead", 0],
      ["Suppressed", "queue-lag", 2 * minute],
      ["Fired", "queue-lag", 2 * minute]
    ])
    expect(notices.map(({ key }) => key)).toEqual([
      "token-dead account acme",
      "queue-lag sender +886900000001",
      "queue-lag sender +886900000009"
    ])
  })

  it("WH-01: past the limit, the lesser alert is not told as well", () => {
    const slow = (value: number) => [
      one("callback-answers-slow", { _tag: "Value", value }),
      one("callback-answers-too-slow", { _tag: "Value", value })
    ]
    const { said } = run(guide, [...during(0, 5 * minute, slow(2_000)), ...during(6 * minute, 20 * minute, slow(600))])
    expect(said.map(([tag, id]) => [tag, id])).toEqual([
      ["Fired", "callback-answers-too-slow"],
      ["Suppressed", "callback-answers-slow"],
      ["Recovered", "callback-answers-too-slow"],
      ["Fired", "callback-answers-slow"]
    ])
  })
})

describe("Watch: what is not an alert", () => {
  it("SF-03: a burst of 429 is not an outage, however large its share", () => {
    const refused = [429, null].flatMap((httpStatus) =>
      [130429, 131056, 80007, 4].map((code) => classify({ provider: "cloud-api", httpStatus, code }))
    )
    const bare = classify({ provider: "twilio", httpStatus: 429, code: null })
    const outages = [...refused, bare].filter(Measure.tellsOfOutage).length
    expect(outages).toBe(0)
    expect(run(guide, during(0, 30 * minute, [one("provider-outage", part(outages, 1_000))])).said).toEqual([])
    expect(Measure.tellsOfOutage(classify({ provider: "cloud-api", httpStatus: 503, code: 131016 }))).toBe(true)
    expect(Measure.tellsOfOutage(classify({ provider: "twilio", httpStatus: 500, code: 20_500 }))).toBe(true)
  })

  it("SF-07: too few sends tell nothing, and a burst below the span is nobody's concern", () => {
    expect(run(guide, during(0, 30 * minute, [one("failures-media", part(49, 49))])).said).toEqual([])
    const burst = [
      ...during(0, 110 * second, [one("failures-media", part(50, 50))]),
      ...during(2 * minute, 10 * minute, [one("failures-media", part(0, 50))])
    ]
    expect(run(guide, burst).said).toEqual([])
  })

  it("SF-01: a new code is told once, for good", () => {
    const seen = one("unknown-code", state("seen"))
    const other = one("unknown-code", state("seen"), { code: "cloud-api:131999" })
    const { said } = run(guide, [
      ...during(0, 5 * minute, [seen]),
      { atMillis: 40 * 24 * 60 * minute, measured: [seen, other] },
      { atMillis: 80 * 24 * 60 * minute, measured: [seen, other] }
    ])
    expect(said).toEqual([
      ["Fired", "unknown-code", 0],
      ["Fired", "unknown-code", 40 * 24 * 60 * minute]
    ])
  })

  it("GD-03: a bad signature is told within its minute, whenever it comes between two looks", () => {
    const rule = guide.byId.get("bad-signature")
    expect((rule?.pendingMillis ?? Number.NaN) + alerting.lookMillis).toBeLessThan(receiving.badSignatureAlertMillis)
    expect(rule?.condition).toMatchObject({ windowMillis: receiving.badSignatureAlertMillis, fires: 1 })
  })

  it("what names no rule, or not what its rule is evaluated per, is passed over", () => {
    const { said, states } = run(guide, [
      { atMillis: 0, measured: [one("nonsense", state("x")), one("token-dead", state("refused"), { sender: "a" })] }
    ])
    expect([said, states.size]).toEqual([[], 0])
  })

  it("what stands is told again by its severity: critical hourly, a warning daily, the rest never", () => {
    const repeats = (id: string, reading: Reading, hours: number) =>
      run(guide, during(0, hours * 60 * minute, [one(id, reading)])).said.filter(([tag]) => tag === "Repeated").length
    expect(repeats("token-dead", state("refused"), 5)).toBe(5)
    expect(repeats("template-paused", state("paused"), 25)).toBe(1)
    expect(repeats("hold-light", state("light"), 25)).toBe(0)
  })
})
