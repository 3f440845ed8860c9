import { it } from "@effect/vitest"
import type * as Finding from "@sluice/engine/doctor/Finding"
import { Clock, Effect, Schema } from "effect"
import { describe, expect } from "vitest"
import * as commandLine from "../commandLine.ts"
import * as installation from "./installation.ts"

const Report = Schema.parseJson(
  Schema.Struct({
    verdict: Schema.String,
    failed: Schema.Int,
    checks: Schema.Array(
      Schema.Struct({
        check: Schema.String,
        subject: Schema.String,
        verdict: Schema.String,
        seen: Schema.String,
        remedy: Schema.NullOr(Schema.String)
      })
    )
  })
)
type Report = typeof Report.Type

/** `sluice doctor --json` in these surroundings. */
const doctor = (variables: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const ran = yield* commandLine.run(["doctor", "--json", ...args], { variables })
    return { ...ran, report: yield* Schema.decode(Report)(ran.out) }
  })

const withVerdict = ({ checks }: Report, verdict: Finding.Verdict): ReadonlyArray<string> => [
  ...new Set(checks.filter((one) => one.verdict === verdict).map(({ check }) => check))
]

const told = ({ checks }: Report, check: Finding.Check) => checks.filter((one) => one.check === check)

/** Answer times are a busy machine's own matter. */
const failed = (report: Report): ReadonlyArray<string> => [
  ...new Set(
    report.checks
      .filter(({ check, seen, verdict }) => verdict === "fail" && !(check === "callbacks" && seen.includes("in time")))
      .map(({ check }) => check)
  )
]

const hourMillis = 3_600_000

describe("sluice doctor", { timeout: 120_000 }, () => {
  it.scopedLive("SF-04, ON-02: an installation that is right passes every check that can be made", () =>
    Effect.gen(function* () {
      const { variables } = yield* installation.make()
      const { err, report } = yield* doctor(variables)
      expect(err).toBe("")
      expect(failed(report)).toEqual([])
      expect(withVerdict(report, "ok")).toEqual(
        expect.arrayContaining([
          "configuration",
          "accounts",
          "database",
          "migrations",
          "version",
          "connections",
          "blobs",
          "server",
          "clock",
          "token",
          "expiry",
          "scopes",
          "senders",
          "numbers"
        ])
      )
      expect(withVerdict(report, "skipped")).toEqual(["production", "kafka"])
      // The registry is empty: a doubt, with what to do about it.
      expect(told(report, "templates")).toMatchObject([
        { verdict: "warn", remedy: expect.stringContaining("`sluice templates sync`") }
      ])
      expect(JSON.stringify(report)).not.toMatch(new RegExp(`${installation.token}|${installation.secrets.appSecret}`))
    })
  )

  it.scopedLive("SF-04: an expired token fails with what to do, and everything else is told as it is", () =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      const { variables } = yield* installation.make({ expiresAtMillis: nowMillis - 50 * hourMillis })
      const { code, report } = yield* doctor(variables)
      expect(code).toBe(1)
      expect(failed(report)).toEqual(["token", "expiry"])
      expect(told(report, "expiry")).toMatchObject([
        { remedy: expect.stringContaining("sluice accounts token set acme") }
      ])
      expect(told(report, "endpoint")).toHaveLength(1)
    })
  )

  it.scopedLive("SF-04: a token that ends soon, and one without the permission to manage, are doubts", () =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      const { variables } = yield* installation.make({
        expiresAtMillis: nowMillis + 5 * hourMillis,
        scopes: ["whatsapp_business_messaging"]
      })
      const { report } = yield* doctor(variables)
      expect(told(report, "expiry")).toMatchObject([{ verdict: "warn", seen: "it ends in 4 h" }])
      expect(told(report, "scopes")).toMatchObject([
        { verdict: "warn", seen: expect.stringContaining("whatsapp_business_management") }
      ])
    })
  )

  it.scopedLive("SF-04: a token that was copied with its scheme goes nowhere, and is named by its form", () =>
    Effect.gen(function* () {
      const { variables } = yield* installation.make({ accessToken: `Bearer ${installation.token}` })
      const { report } = yield* doctor(variables)
      expect(told(report, "token")).toMatchObject([{ verdict: "fail", seen: expect.stringContaining("`Bearer`") }])
      expect(told(report, "scopes")).toEqual([])
    })
  )

  it.scopedLive("a clock that is off is told by how much, and which way", () =>
    Effect.gen(function* () {
      const { variables } = yield* installation.make({ platformAheadMillis: 45_000 })
      const { report } = yield* doctor(variables)
      const [off] = told(report, "clock").filter(({ subject }) => subject !== "database")
      expect(off?.verdict).toBe("fail")
      expect(off?.seen).toMatch(/^ours is 4\d(\.\d)? s behind$/)
      expect(told(report, "clock").find(({ subject }) => subject === "database")?.verdict).toBe("ok")
    })
  )

  it.scopedLive("ON-02, WH-01: a callback address that leads elsewhere fails, with the check that found it", () =>
    Effect.gen(function* () {
      const { simulator, variables } = yield* installation.make()
      const { report } = yield* doctor(variables, "--callback-url", simulator.url)
      expect(failed(report)).toEqual(["server", "callbacks"])
      expect(told(report, "callbacks").some(({ seen }) => seen.includes("the handshake is confirmed"))).toBe(true)
    })
  )

  it.scopedLive("a database that is down fails alone: token, endpoints and files are still looked at", () =>
    Effect.gen(function* () {
      const { variables } = yield* installation.make()
      const url = "postgres://sluice:hunter2@127.0.0.1:1/sluice"
      const { out, report } = yield* doctor({ ...variables, SLUICE_DATABASE_URL: url })
      expect(failed(report)).toEqual(["database"])
      expect(told(report, "database")).toMatchObject([
        { subject: "127.0.0.1:1/sluice", seen: expect.stringContaining("ECONNREFUSED") }
      ])
      expect(told(report, "token")).toMatchObject([{ verdict: "ok" }])
      expect(told(report, "templates")).toMatchObject([{ verdict: "skipped" }])
      expect(out).not.toContain("hunter2")
    })
  )

  it.scopedLive("what the environment lacks is told variable by variable, and what can be checked is", () =>
    Effect.gen(function* () {
      const { code, report } = yield* doctor({ SLUICE_PORT: "http", SLUICE_GREY_SHARE: "2" })
      expect(code).toBe(1)
      const seen = told(report, "configuration").map(({ seen, subject }) => `${subject}: ${seen}`)
      expect(seen).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^server: SLUICE_PORT/),
          expect.stringMatching(/^worker: SLUICE_GREY_SHARE/),
          expect.stringMatching(/^server and worker: SLUICE_ACCOUNTS/)
        ])
      )
    })
  )

  it.scopedLive("WH-01: in production, plain HTTP to provider and callbacks fails", () =>
    Effect.gen(function* () {
      const { variables } = yield* installation.make()
      const { report } = yield* doctor({ ...variables, SLUICE_ENV: "production" })
      const wrong = told(report, "production")
      expect(wrong.filter(({ verdict }) => verdict === "fail").map(({ seen }) => seen)).toEqual([
        expect.stringContaining("plain HTTP to http://127.0.0.1"),
        expect.stringContaining("SLUICE_PUBLIC_URL is http://")
      ])
      for (const { remedy } of wrong) expect(remedy).not.toBeNull()
    })
  )

  it.scopedLive(
    "for people, a line a check and a verdict; --strict ends with 1 for a doubt; an unknown account fails",
    () =>
      Effect.gen(function* () {
        const { variables } = yield* installation.make()
        const plain = yield* commandLine.run(["doctor"], { variables })
        expect(plain.out).toMatch(/^ok {4}the database answers \(.*\): answers in \d+ ms$/m)
        expect(plain.out).toMatch(/\n\n(ok|warn|fail): \d+ checks, /)
        expect((yield* commandLine.run(["doctor", "--strict"], { variables })).code).toBe(1)
        const { report } = yield* doctor(variables, "--account", "nobody")
        expect(told(report, "accounts")).toMatchObject([{ verdict: "fail", subject: "nobody" }])
        expect((yield* commandLine.run(["doctor", "--callback-url", "here"], { variables })).code).toBe(2)
      })
  )
})
