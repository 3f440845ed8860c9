import * as Measure from "@sluice/core/alert/Measure"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Failure from "@sluice/core/failure/Failure"
import * as Policy from "@sluice/core/policy/Policy"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import type { Facts } from "@sluice/engine/alerts/Facts"
import * as Readings from "@sluice/engine/alerts/Readings"
import type { SendCount, SenderStats } from "@sluice/engine/ports/SendStats"
import { template } from "@sluice/engine/test-kit/Samples"
import { Redacted } from "effect"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const now = 1_800_000_000_000
const minute = 60_000

const stats = (counts: ReadonlyArray<Partial<SendCount>>, change: Partial<SenderStats> = {}): SenderStats => ({
  senderId: "sender",
  counts: counts.map((one) => ({
    outcome: "accepted",
    httpStatus: 200,
    code: null,
    toldCause: null,
    toldCode: null,
    count: 1,
    ...one
  })),
  answerMillisP95: 300,
  deliveryMillisP95: 4_000,
  units: 1,
  lastMillis: now - 1_000,
  ...change
})

const quiet = (policy: "guide" | "cloud-api" = "guide"): Facts => ({
  nowMillis: now,
  accounts: [
    {
      id: "account",
      provider: "cloud-api",
      baseUrls: ["http://primary.test"],
      version: "v25.0",
      accessToken: Redacted.make("token"),
      appSecrets: [Redacted.make("secret")],
      verifyToken: Redacted.make("verify")
    }
  ],
  senders: [World.sender(policy)],
  holds: [],
  stats: new Map(),
  ledgers: new Map(),
  uniqueBudgets: new Map(),
  queued: [],
  uncertain: [],
  deadLetters: [],
  quarantined: [],
  unheard: new Map(),
  tokens: [],
  keyChecks: new Map(),
  templates: [],
  drifted: [],
  calibratedMillis: now,
  oldestPendingMillis: null,
  waitedMillis: null,
  words: [],
  standings: [],
  firstWeeks: new Map(),
  vitals: []
})

/** What is read for one rule of the small world's account; undefined where the rule was not looked at. */
const reading = (facts: Facts, ruleId: string) =>
  Readings.of(facts)
    .flatMap(({ measured }) => measured)
    .find((one) => one.ruleId === ruleId)?.reading

const sent = (...counts: ReadonlyArray<Partial<SendCount>>): Facts => ({
  ...quiet(),
  stats: new Map([["sender", stats(counts)]])
})

const hold = (change: Partial<Facts["holds"][number]["hold"]>): Facts["holds"][number] => ({
  id: 1,
  review: null,
  clearedMillis: null,
  clearedBy: null,
  hold: {
    scope: "sender",
    key: "sender",
    level: "light",
    number: 1,
    sinceMillis: now,
    untilMillis: now + minute,
    needsReview: false,
    reason: "a burst",
    reviewFromMillis: null,
    ...change
  }
})

describe("what alerts are judged by", () => {
  it("SF-03: a burst of 429 is our pace, and not an outage; errors of the platform and silence are", () => {
    const burst = { outcome: "refused", httpStatus: 429, code: 130_429, count: 90 } as const
    expect(reading(sent({ count: 10 }, burst), "provider-outage")).toEqual({ _tag: "Part", part: 0, whole: 100 })
    expect(reading(sent({ count: 10 }, burst), "failures-rate-limited")).toEqual({ _tag: "Part", part: 90, whole: 100 })
    const broken = sent(
      { count: 10 },
      { outcome: "refused", httpStatus: 503, code: null, count: 20 },
      { outcome: "uncertain", httpStatus: null, count: 5 },
      { outcome: "open", httpStatus: null, count: 65 }
    )
    // What has no answer yet is not counted: it may come.
    expect(reading(broken, "provider-outage")).toEqual({ _tag: "Part", part: 25, whole: 35 })
  })

  it("SF-07: a failure counts by its cause, whether the answer told it or a callback after it was accepted", () => {
    const facts = sent(
      { count: 90 },
      { outcome: "refused", httpStatus: 400, code: 131_026, count: 4 },
      { toldCause: "recipient-unavailable", toldCode: 131_026, count: 6 }
    )
    expect(reading(facts, "failures-recipient-unavailable")).toEqual({ _tag: "Part", part: 10, whole: 100 })
    expect(reading(facts, "failures-media")).toEqual({ _tag: "Part", part: 0, whole: 100 })
  })

  it("CLOUD_API 3.3: a code that the catalogue does not know is seen, by provider and code", () => {
    const facts = sent(
      { outcome: "refused", httpStatus: 400, code: 999_999 },
      { outcome: "refused", httpStatus: 400, code: 131_026 }
    )
    const codes = Readings.of(facts).flatMap(({ measured }) =>
      measured.flatMap(({ place, ruleId }) => (ruleId === "unknown-code" ? [place.code] : []))
    )
    expect(codes).toEqual(["cloud-api:999999"])
  })

  it("RL-09: what is due counts from the last send, and while a hold explains it not at all", () => {
    const queued = [
      { senderId: "sender", state: "queued", delivery: null, count: 9, units: 9, firstDueMillis: now - 9 * minute }
    ] as const
    expect(reading({ ...quiet(), queued }, "queue-lag")).toEqual({ _tag: "Value", value: 9 * minute })
    // A long list that is worked off at its pace is no lag.
    expect(reading({ ...sent({}), queued }, "queue-lag")).toEqual({ _tag: "Value", value: 1_000 })
    expect(reading({ ...quiet(), queued, holds: [hold({ scope: "account", key: "account" })] }, "queue-lag")).toBe(null)
    expect(reading(quiet(), "queue-lag")).toEqual({ _tag: "Value", value: 0 })
  })

  it("RL-06: of several holds on one thing the worst is told, each scope by itself", () => {
    const holds = [
      hold({ level: "light" }),
      hold({ level: "restriction" }),
      hold({ scope: "business", key: "business", level: "medium" }),
      hold({ scope: "media", key: "sender", level: "throttle" }),
      hold({ scope: "sender", key: "somebody else", level: "fix" })
    ]
    const facts = { ...quiet(), holds }
    expect(reading(facts, "number-restricted")).toEqual({ _tag: "State", state: "restriction" })
    expect(reading(facts, "hold-medium")).toEqual({ _tag: "State", state: "medium" })
    expect(reading(facts, "hold-severe")).toEqual({ _tag: "State", state: "none" })
    expect(reading(facts, "media-suspended")).toEqual({ _tag: "State", state: "open" })
    expect(reading(quiet(), "media-suspended")).toEqual({ _tag: "State", state: "closed" })
  })

  it("CLOUD_API 3.3, 3.6: a business that cannot pay, or is restricted, is known by its holds and by callbacks", () => {
    const unpaid = hold({
      scope: "business",
      key: "business",
      level: "fix",
      reason: "Business eligibility payment issue"
    })
    expect(reading({ ...quiet(), holds: [unpaid] }, "payment-failed")).toEqual({ _tag: "State", state: "failed" })
    expect(reading(quiet(), "payment-failed")).toEqual({ _tag: "State", state: "good" })
    const told = (value: string) => ({
      subject: { accountId: "account", kind: "waba" as const, id: "102" },
      state: { status: { value, atMillis: now } }
    })
    expect(reading({ ...quiet(), words: [told("closing")] }, "business-restricted")).toEqual({
      _tag: "State",
      state: "restricted"
    })
    expect(reading({ ...quiet(), words: [told("good")] }, "business-restricted")).toEqual({
      _tag: "State",
      state: "good"
    })
  })

  it("CLOUD_API 3.4: use of the day's unique recipients is what of the budget is not free", () => {
    const row: SharedBudget.State = {
      number: 1,
      entries: [{ holder: "sender", fence: 1, number: 1, slots: 200, untilMillis: now + minute, returning: false }],
      closed: null
    }
    const facts = { ...quiet("cloud-api"), uniqueBudgets: new Map([["business", row]]) }
    expect(reading(facts, "daily-budget")).toEqual({ _tag: "Value", value: 0.8 })
    expect(reading(quiet("guide"), "daily-budget")).toBe(undefined)
  })

  it("GD-02, GD-03, WH-01: what several processes report is put together: events added, the slowest, the worst", () => {
    const place = { intake: "account", account: "account" }
    const vitals: Facts["vitals"] = [1, 2].map((n) => ({
      source: `server ${n}`,
      atMillis: now,
      vitals: [
        { measure: "callback.badSignatures", place, reading: { _tag: "Count", count: n } },
        { measure: "intake.guard", place, reading: { _tag: "State", state: n === 1 ? "paused" : "open" } },
        { measure: "callback.answerMillisP99", place: {}, reading: { _tag: "Value", value: n * 100 } }
      ]
    }))
    const facts = { ...quiet(), vitals }
    expect(reading(facts, "bad-signature")).toEqual({ _tag: "Count", count: 3 })
    expect(reading(facts, "intake-paused")).toEqual({ _tag: "State", state: "paused" })
    expect(reading(facts, "callback-answers-slow")).toEqual({ _tag: "Value", value: 200 })
  })

  it("TP-06: the state of each template, and when its review should be over", () => {
    const templates = [
      { ...template("a", {}, { status: "paused" }), accountId: "account" },
      { ...template("b", {}, { status: "submitted", sinceMillis: now }), accountId: "account" }
    ]
    const seen = Readings.of({ ...quiet(), templates }).flatMap(({ measured }) => measured)
    const of = (ruleId: string) =>
      seen.filter((one) => one.ruleId === ruleId).map(({ place, reading: read }) => [place.template, read])
    expect(of("template-paused")).toEqual([
      ["account/a/en_US", { _tag: "State", state: "paused" }],
      ["account/b/en_US", { _tag: "State", state: "submitted" }]
    ])
    expect(of("template-review-overdue")).toEqual([
      ["account/a/en_US", { _tag: "Moment", atMillis: null }],
      ["account/b/en_US", { _tag: "Moment", atMillis: now + Policy.shipped.guide.templates.reviewMillisMax }]
    ])
  })

  it("WH-08, WH-09: callbacks that wait count by their age, and unknown places once each", () => {
    const drifted: Facts["drifted"] = ["a", "a", "b"].map((path, n) => ({
      provider: "cloud-api",
      kind: n === 2 ? "missing" : "unknown",
      path,
      version: String(n),
      count: 9,
      sample: "",
      firstMillis: now,
      lastMillis: now
    }))
    const facts = { ...quiet(), drifted, oldestPendingMillis: now - 700, waitedMillis: 80 }
    expect(reading(facts, "unknown-fields")).toEqual({ _tag: "Count", count: 1 })
    expect(reading(facts, "callback-processing-slow")).toEqual({ _tag: "Value", value: 700 })
    expect(reading(quiet(), "callback-processing-slow")).toBe(null)
  })

  it("every rule of both policies is looked at", () => {
    const place = { intake: "account", account: "account" }
    const own = ["numbers.judgementMillisMax", "failure.reactionMillisP99", "callback.answerMillisP99"] as const
    const rich = (policy: "guide" | "cloud-api"): Facts => ({
      ...quiet(policy),
      stats: new Map([["sender", stats([{ outcome: "refused", httpStatus: 400, code: 999_999 }])]]),
      templates: [{ ...template("a"), accountId: "account" }],
      vitals: [
        {
          source: "server",
          atMillis: now,
          vitals: [
            ...own.map((measure) => ({ measure, place: {}, reading: { _tag: "Value" as const, value: 1 } })),
            { measure: "callback.badSignatures" as const, place, reading: { _tag: "Count" as const, count: 0 } },
            { measure: "intake.guard" as const, place, reading: { _tag: "State" as const, state: "open" } }
          ]
        }
      ]
    })
    for (const policy of ["guide", "cloud-api"] as const) {
      const looked = new Set(Readings.of(rich(policy)).flatMap(({ measured }) => measured.map(({ ruleId }) => ruleId)))
      const missing = Rulebook.fromPolicy(Policy.shipped[policy]).rules.filter(({ id }) => !looked.has(id))
      expect(missing.map(({ condition }) => condition.measure)).toEqual([])
    }
  })

  it("every cause of a failure has a measure, and each is taken for one number", () => {
    for (const cause of Failure.Cause.literals) {
      expect(Measure.definition(`send.failures.${cause}`)).toMatchObject({ unit: "share", scope: "sender" })
    }
  })
})
