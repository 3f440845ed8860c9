import * as DatabaseJudgement from "@sluice/engine/doctor/DatabaseJudgement"
import * as DeploymentJudgement from "@sluice/engine/doctor/DeploymentJudgement"
import * as EndpointJudgement from "@sluice/engine/doctor/EndpointJudgement"
import * as Finding from "@sluice/engine/doctor/Finding"
import * as TemplatesJudgement from "@sluice/engine/doctor/TemplatesJudgement"
import * as TokenJudgement from "@sluice/engine/doctor/TokenJudgement"
import * as TokenStanding from "@sluice/core/access/TokenStanding"
import { shipped } from "@sluice/core/policy/Policy"
import * as Samples from "@sluice/engine/test-kit/Samples"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const hourMillis = 3_600_000

const verdicts = (findings: ReadonlyArray<Finding.Finding>) =>
  Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]))

/** Every finding that is no good news has a remedy. */
const haveRemedies = (findings: ReadonlyArray<Finding.Finding>): boolean =>
  findings.every(({ remedy, verdict }) => verdict === "ok" || verdict === "skipped" || remedy !== null)

describe("the doctor's verdict", () => {
  const any = fc.array(
    fc.record({
      check: fc.constantFrom(...(Object.keys(Finding.checks) as Array<Finding.Check>)),
      verdict: fc.constantFrom("ok" as const, "warn" as const, "fail" as const, "skipped" as const)
    })
  )

  it("is the gravest of what was found, and what was not checked changes nothing", () => {
    fc.assert(
      fc.property(any, (drawn) => {
        const findings = drawn.map((one) => ({ ...one, subject: "", seen: "", remedy: null }))
        const overall = Finding.overall(findings)
        expect(overall === "fail").toBe(drawn.some(({ verdict }) => verdict === "fail"))
        expect(Finding.overall(findings.filter(({ verdict }) => verdict !== "skipped"))).toBe(overall)
        expect(Finding.ordered(findings)).toHaveLength(findings.length)
      })
    )
  })
})

describe("the doctor on tokens", () => {
  const facts = (evidence: Partial<TokenStanding.Evidence>): TokenJudgement.Facts => ({
    accountId: "acme",
    form: evidence.form ?? [],
    standing: TokenStanding.judge(
      {
        form: [],
        word: {
          _tag: "Described",
          isValid: true,
          expiresMillis: null,
          scopes: ["whatsapp_business_messaging", "whatsapp_business_management"]
        },
        reaches: [
          { senderId: "a", reach: "readable" },
          { senderId: "b", reach: "readable" }
        ],
        ...evidence
      },
      0
    ),
    senders: ["a", "b"],
    source: "file"
  })
  const judge = (evidence: Partial<TokenStanding.Evidence>) =>
    TokenJudgement.of(facts(evidence), { leadMillis: 24 * hourMillis, nowMillis: 0 })
  const described = (expiresMillis: number | null, scopes: ReadonlyArray<string>) => ({
    word: { _tag: "Described" as const, isValid: true, expiresMillis, scopes }
  })
  const both = ["whatsapp_business_messaging", "whatsapp_business_management"]

  it("SF-04: one that is in order passes form, end, permissions and senders", () => {
    expect(verdicts(judge({}))).toEqual({ token: "ok", expiry: "ok", scopes: "ok", senders: "ok" })
  })

  it("SF-04: an end within the lead is a doubt, one that is past a failure, and a day is no doubt", () => {
    expect(verdicts(judge(described(24 * hourMillis, both)))["expiry"]).toBe("warn")
    expect(verdicts(judge(described(24 * hourMillis + 1, both)))["expiry"]).toBe("ok")
    expect(verdicts(judge(described(-1, both)))).toEqual({ token: "fail", expiry: "fail" })
  })

  it("SF-04: without the permission to send it fails, without the one to manage it is a doubt", () => {
    expect(verdicts(judge(described(null, ["whatsapp_business_management"])))["scopes"]).toBe("fail")
    expect(verdicts(judge(described(null, ["whatsapp_business_messaging"])))["scopes"]).toBe("warn")
  })

  it("SF-04: a sender that it may not use is a failure, and is named", () => {
    const found = judge({
      reaches: [
        { senderId: "a", reach: "readable" },
        { senderId: "b", reach: "denied" }
      ]
    })
    expect(found.find(({ check }) => check === "senders")).toMatchObject({ verdict: "fail", seen: "it may not use b" })
    expect(haveRemedies(found)).toBe(true)
  })

  it("a provider that tells nothing is no failure", () => {
    expect(verdicts(judge({ word: { _tag: "Unreachable", detail: "it tells nothing" } }))["token"]).toBe("skipped")
  })
})

describe("the doctor on endpoints", () => {
  const lines = { healthyMillis: 500, answerMillisMax: 3_000 }
  const endpoint = (samples: ReadonlyArray<EndpointJudgement.Sample>, failures: ReadonlyArray<string> = []) => ({
    accountId: "acme",
    url: "https://graph.example.com",
    place: "primary" as const,
    samples,
    failures
  })
  const took = (tookMillis: number): EndpointJudgement.Sample => ({
    sentMillis: 0,
    receivedMillis: tookMillis,
    tookMillis,
    dateMillis: null
  })

  it("SF-03: the middle of its answers counts against the two lines; some without an answer are a doubt, none a failure", () => {
    const verdict = (...args: Parameters<typeof endpoint>) =>
      EndpointJudgement.latency(endpoint(...args), lines).verdict
    expect(verdict([took(400), took(450), took(9_000)])).toBe("ok")
    expect(verdict([took(501), took(501), took(10)])).toBe("warn")
    expect(verdict([took(3_001), took(3_001), took(10)])).toBe("fail")
    expect(verdict([took(10)], ["ECONNRESET"])).toBe("warn")
    expect(verdict([], ["ECONNREFUSED"])).toBe("fail")
  })

  it("a clock is never told to be off by more than it is, nor the wrong way", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.array(fc.record({ out: fc.integer({ min: 0, max: 2_000 }), back: fc.integer({ min: 0, max: 2_000 }) }), {
          minLength: 1,
          maxLength: 6
        }),
        (aheadMillis, trips) => {
          const base = 1_750_000_000_000
          const samples = trips.map(({ back, out }, n) => {
            const sentMillis = base + n * 5_000
            const theirs = sentMillis + out - aheadMillis
            return {
              sentMillis,
              receivedMillis: sentMillis + out + back,
              tookMillis: out + back,
              dateMillis: Math.floor(theirs / 1_000) * 1_000
            }
          })
          const told = EndpointJudgement.skewMillis(samples) ?? 0
          expect(Math.abs(told)).toBeLessThanOrEqual(Math.abs(aheadMillis))
          expect(told === 0 || Math.sign(told) === Math.sign(aheadMillis)).toBe(true)
          // It leaves no more open than a second and the quickest round trip.
          const quickest = Math.min(...trips.map(({ back, out }) => back + out))
          expect(Math.abs(aheadMillis) - Math.abs(told)).toBeLessThanOrEqual(1_000 + quickest)
        }
      )
    )
  })

  it("two seconds are a doubt and half a minute a failure, either way; without a Date nothing is told", () => {
    const verdict = (millis: number | null) => EndpointJudgement.clock("x", millis).verdict
    expect([0, 1_999, -1_999].map(verdict)).toEqual(["ok", "ok", "ok"])
    expect([2_000, -29_999].map(verdict)).toEqual(["warn", "warn"])
    expect([30_000, -90_000].map(verdict)).toEqual(["fail", "fail"])
    expect(verdict(null)).toBe("skipped")
    expect(EndpointJudgement.clock("x", -30_000).seen).toBe("ours is 30 s behind")
  })
})

describe("the doctor on the database", () => {
  const facts: DatabaseJudgement.Facts = {
    address: "127.0.0.1:5432/sluice",
    versionNumber: 180_001,
    connectionsMax: 97,
    connectionsUsed: 10,
    connectionsOwn: 8,
    tookMillis: 2,
    skewMillis: 0,
    pending: []
  }
  const pools = { server: 8, worker: 8 }
  const judge = (change: Partial<DatabaseJudgement.Facts>) => DatabaseJudgement.of({ ...facts, ...change }, pools)

  it("one that is right passes; each fault is found, and nothing else", () => {
    expect(new Set(Object.values(verdicts(judge({}))))).toEqual(new Set(["ok"]))
    const faults: ReadonlyArray<readonly [Partial<DatabaseJudgement.Facts>, Finding.Check, Finding.Verdict]> = [
      [{ tookMillis: 51 }, "database", "warn"],
      [{ versionNumber: 140_012 }, "version", "fail"],
      [{ pending: ["0030_template_platform"] }, "migrations", "fail"],
      [{ connectionsUsed: 85, connectionsOwn: 0 }, "connections", "fail"],
      [{ skewMillis: 45_000 }, "clock", "fail"]
    ]
    for (const [change, check, verdict] of faults) {
      const wrong = judge(change).filter((finding) => finding.verdict !== "ok")
      expect(wrong.map((finding) => [finding.check, finding.verdict])).toEqual([[check, verdict]])
      expect(haveRemedies(wrong)).toBe(true)
    }
  })

  it("our own open connections are not counted against room for ours", () => {
    expect(verdicts(judge({ connectionsUsed: 85, connectionsOwn: 84 }))["connections"]).toBe("ok")
  })
})

describe("the doctor on production", () => {
  const facts: DeploymentJudgement.Facts = {
    environment: "production",
    publicUrl: "https://hooks.example.com",
    hasSecretKeys: true,
    databaseTls: true,
    plainEndpoints: [],
    blobs: "s3",
    logLevel: "INFO"
  }

  it("WH-01: one that is right has nothing against it; each fault is found by itself; development is not judged", () => {
    expect(DeploymentJudgement.of(facts).map(({ verdict }) => verdict)).toEqual(["ok"])
    const faults: ReadonlyArray<readonly [Partial<DeploymentJudgement.Facts>, Finding.Verdict]> = [
      [{ publicUrl: "http://hooks.example.com" }, "fail"],
      [{ plainEndpoints: ["http://graph.example.com"] }, "fail"],
      [{ publicUrl: null }, "warn"],
      [{ hasSecretKeys: false }, "warn"],
      [{ databaseTls: false }, "warn"],
      [{ blobs: "directory" }, "warn"],
      [{ logLevel: "DEBUG" }, "warn"]
    ]
    for (const [change, verdict] of faults) {
      const found = DeploymentJudgement.of({ ...facts, ...change })
      expect(found.map((finding) => finding.verdict)).toEqual([verdict])
      expect(haveRemedies(found)).toBe(true)
      expect(DeploymentJudgement.of({ ...facts, ...change, environment: "development" })[0]?.verdict).toBe("skipped")
    }
    expect(DeploymentJudgement.of({ ...facts, databaseTls: null })[0]?.verdict).toBe("ok")
  })
})

describe("the doctor on templates", () => {
  const policy = shipped.guide.templates
  const judge = (templates: ReadonlyArray<ReturnType<typeof Samples.template>>, nowMillis = Samples.startMillis) =>
    TemplatesJudgement.of({ accountId: "acme", hasTemplates: true, templates }, policy, nowMillis)

  it("TP-06: what cannot be sent is a doubt by its status, and a review that takes too long is one too", () => {
    expect(judge([Samples.template("a")])).toMatchObject([{ verdict: "ok", seen: "1 of 1 approved" }])
    const all = judge([
      Samples.template("a"),
      Samples.template("b", {}, { status: "rejected" }),
      Samples.template("c", {}, { status: "paused" }),
      Samples.template("d", {}, { status: "disabled" })
    ])
    expect(all.map(({ seen }) => seen.split(":")[0])).toEqual(["rejected", "paused for low quality", "disabled"])
    expect(haveRemedies(all)).toBe(true)
    const waiting = [Samples.template("e", {}, { status: "submitted" })]
    expect(judge(waiting)[0]?.verdict).toBe("ok")
    expect(judge(waiting, Samples.startMillis + 73 * hourMillis)[0]?.verdict).toBe("warn")
  })

  it("TP-07: none at all is a doubt with the command that fetches them; providers without a list are not judged", () => {
    expect(judge([])[0]).toMatchObject({ verdict: "warn", remedy: expect.stringContaining("templates sync") })
    const other = TemplatesJudgement.of({ accountId: "t", hasTemplates: false, templates: [] }, policy, 0)
    expect(other[0]?.verdict).toBe("skipped")
  })

  it("many names are cut, with how many more there are", () => {
    const many = Array.from({ length: 8 }, (_, n) => Samples.template(`t${n}`, {}, { status: "paused" }))
    expect(judge(many)[0]?.seen).toMatch(/t4 \(en_US\) and 3 more$/)
  })
})
