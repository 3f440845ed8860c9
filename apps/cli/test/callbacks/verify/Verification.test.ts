import { it } from "@effect/vitest"
import type * as Finding from "@sluice/cli/callbacks/verify/Finding"
import * as Probe from "@sluice/cli/callbacks/verify/Probe"
import * as Verification from "@sluice/cli/callbacks/verify/Verification"
import * as VerifyReport from "@sluice/cli/callbacks/verify/VerifyReport"
import { Effect, Redacted } from "effect"
import { describe, expect } from "vitest"
import * as Certificate from "./Certificate.ts"
import * as receiver from "./receiver.ts"

const verify = (url: string, given: Partial<Verification.Subject> = {}, authorities: string | null = null) =>
  Effect.gen(function* () {
    const probe = yield* Probe.make({ answerMillisMax: 5_000, authorities })
    return yield* Verification.run(probe, {
      url: new URL(url),
      verifyToken: Redacted.make(receiver.secrets.verifyToken),
      appSecret: Redacted.make(receiver.secrets.appSecret),
      requests: 8,
      concurrency: 8,
      // Far above what a busy machine takes: one test alone is about time.
      aimMillis: 5_000,
      maxMillis: 5_000,
      ...given
    })
  })

const verdicts = ({ findings }: Verification.Verification, verdict: Finding.Finding["verdict"]) =>
  findings.filter((finding) => finding.verdict === verdict).map(({ check }) => check)

/** What has to be found of a receiver with that fault, and nothing else. */
const faults: ReadonlyArray<readonly [receiver.Fault, ReadonlyArray<Finding.Check>]> = [
  ["any-token", ["wrong-token"]],
  ["challenge-in-json", ["handshake"]],
  ["no-handshake", ["handshake"]],
  ["believes-all", ["bad-signature", "other-body", "no-signature"]],
  ["believes-unsigned", ["no-signature"]],
  ["signs-its-own-rendering", ["signature"]],
  ["once-only", ["duplicate"]],
  ["breaks-on-malformed", ["malformed"]],
  ["small-bodies", ["large"]],
  ["slow", ["latency"]],
  ["redirects", ["reach"]],
  ["down", ["reach"]],
  ["silent", ["reach"]],
  ["nowhere", ["reach"]],
  ["overloaded", ["latency"]]
]

describe("verification of a callback address", () => {
  it.scopedLive("ON-02: a receiver that is right passes every check, and its answers are measured", () =>
    Effect.gen(function* () {
      const verification = yield* verify(yield* receiver.make(null))
      expect(verdicts(verification, "fail")).toEqual([])
      expect(verdicts(verification, "skipped")).toEqual(["certificate"])
      expect(verdicts(verification, "warn")).toEqual(["https"])
      expect(verification.latency).toMatchObject({ answered: 8, failed: 0 })
    })
  )

  for (const [fault, expected] of faults) {
    it.scopedLive(
      `ON-02, WH-01, WH-02: a receiver that is "${fault}" fails ${expected.join(", ")}, and only that`,
      () =>
        Effect.gen(function* () {
          const verification = yield* verify(yield* receiver.make(fault), fault === "slow" ? { maxMillis: 1_000 } : {})
          expect(verdicts(verification, "fail").toSorted()).toEqual([...expected].toSorted())
          for (const finding of verification.findings)
            expect(finding.verdict === "fail" && finding.remedy === null).toBe(false)
        })
    )
  }

  it.scopedLive("WH-01: TLS is looked at; without a certificate that is believed, nothing secret is sent", () =>
    Effect.gen(function* () {
      const url = yield* receiver.make(null, true)
      const believed = yield* verify(url, {}, Certificate.certificate)
      expect(verdicts(believed, "fail")).toEqual([])
      expect(verdicts(believed, "pass")).toHaveLength(13)
      expect(believed.findings.find(({ check }) => check === "certificate")?.seen).toMatch(
        /^TLSv1\.[23], .*Sluice tests/
      )
      const disbelieved = yield* verify(url)
      expect(verdicts(disbelieved, "fail")).toEqual(["certificate"])
      expect(disbelieved.findings.find(({ check }) => check === "handshake")?.verdict).toBe("skipped")
      expect(disbelieved.findings).toHaveLength(13)
    })
  )

  it.scopedLive("without secrets, what needs none is checked, and the rest is said to be unchecked", () =>
    Effect.gen(function* () {
      const verification = yield* verify(yield* receiver.make("believes-all"), { appSecret: null, verifyToken: null })
      expect(verdicts(verification, "fail")).toEqual(["bad-signature", "no-signature"])
      expect(verdicts(verification, "skipped")).toEqual(
        expect.arrayContaining(["handshake", "signature", "duplicate", "malformed", "large", "latency"])
      )
    })
  )

  it.scopedLive("nobody there is told as such, with what to look at; reports never hold a secret", () =>
    Effect.gen(function* () {
      const nobody = yield* verify("http://127.0.0.1:9/callbacks")
      expect(verdicts(nobody, "fail")).toEqual(["reach"])
      const right = yield* verify(yield* receiver.make("no-handshake"))
      const style = { good: String, bad: String, doubt: String, quiet: String }
      const text = VerifyReport.lines(right, style) + JSON.stringify(VerifyReport.json(right))
      for (const secret of Object.values(receiver.secrets)) expect(text).not.toContain(secret)
      expect(text).toContain("1 of 13 checks failed, 1 to look at, 2 not checked")
    })
  )

  it.scopedLive(
    "ON-02: what an earlier cause hides is said to be not judged: neither good nor with a remedy of its own",
    () =>
      Effect.gen(function* () {
        const another = { appSecret: Redacted.make("another"), verifyToken: Redacted.make("another") }
        const refusing = yield* verify(yield* receiver.make(null), another)
        expect(verdicts(refusing, "fail")).toEqual(["handshake", "signature"])
        expect(verdicts(refusing, "pass")).toEqual(["reach"])
        const nowhere = yield* verify(yield* receiver.make("nowhere"))
        expect(verdicts(nowhere, "pass")).toEqual([])
        expect(nowhere.findings.find(({ check }) => check === "reach")).toMatchObject({
          seen: "answered 404, and so to all that was asked",
          remedy: expect.stringContaining("nobody is at this path")
        })
        for (const { findings } of [refusing, nowhere]) {
          const hidden = findings.filter(({ seen }) => seen.startsWith("not judged: "))
          expect(hidden.map(({ check }) => check)).toEqual(
            expect.arrayContaining(["wrong-token", "bad-signature", "no-signature", "malformed", "large", "latency"])
          )
          for (const finding of hidden) expect(finding).toMatchObject({ verdict: "skipped", remedy: null })
        }
      })
  )

  it.scopedLive("ON-02: HTTPS to a port without TLS is told as such, and where none is taken no time is told", () =>
    Effect.gen(function* () {
      const plain = yield* verify((yield* receiver.make(null)).replace("http:", "https:"))
      expect(plain.findings.find(({ check }) => check === "reach")).toMatchObject({
        verdict: "fail",
        seen: "what is there does not speak TLS",
        remedy: expect.stringContaining("give the port of the proxy that ends TLS")
      })
      const overloaded = yield* verify(yield* receiver.make("overloaded"))
      expect(overloaded.findings.at(-1)?.seen).toBe("none of 8 was taken")
    })
  )
})
