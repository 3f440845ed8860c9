import { shipped } from "@sluice/core/policy/Policy"
import * as Finding from "@sluice/engine/doctor/Finding"
import type { Account } from "@sluice/engine/ports/Directory"
import { Effect } from "effect"
import { checks } from "../callbacks/verify/Finding.ts"
import type { Probe } from "../callbacks/verify/Probe.ts"
import * as Verification from "../callbacks/verify/Verification.ts"

/** What is checked, and from where. */
export interface Subject {
  readonly account: Account
  /** `https://hooks.example.com`, as providers call the server; null where nobody says. */
  readonly baseUrl: string | null
  readonly environment: "development" | "production"
}

/** Callbacks by which answer times are measured: a look, and not a benchmark. */
const requests = 10
const concurrency = 2

/** Development has no certificate: what is plain HTTP on this machine is no finding there. */
const isExpected = ({ environment }: Subject, { check, verdict }: Verification.Verification["findings"][number]) =>
  environment === "development" && check === "https" && verdict === "warn"

const told = (
  subject: Subject,
  { findings, latency, url }: Verification.Verification
): ReadonlyArray<Finding.Finding> => {
  const wrong = findings.filter(
    (finding) => (finding.verdict === "fail" || finding.verdict === "warn") && !isExpected(subject, finding)
  )
  if (wrong.length === 0) {
    const passed = findings.filter(({ verdict }) => verdict === "pass").length
    return [Finding.ok("callbacks", url, `${passed} checks passed; median answer ${latency?.p50Millis ?? 0} ms`)]
  }
  return wrong.map(({ check, remedy, seen, verdict }) =>
    (verdict === "fail" ? Finding.fail : Finding.warn)(
      "callbacks",
      url,
      `not so: ${checks[check]}: ${seen}`,
      remedy ?? "`sluice callbacks verify-url` tells more"
    )
  )
}

/** Whether callbacks of an account reach the server as they should: what `callbacks verify-url` does, with the account's own secrets. */
export const run = (probe: Probe, subject: Subject): Effect.Effect<ReadonlyArray<Finding.Finding>> => {
  const { account, baseUrl } = subject
  const { answerMillisAim, answerMillisMax } = shipped.guide.receiving
  if (account.provider !== "cloud-api") {
    const seen = `${account.provider} proves callbacks in its own way, which cannot be tried from here`
    return Effect.succeed([Finding.skipped("callbacks", account.id, seen)])
  }
  if (baseUrl === null) {
    const remedy = "set SLUICE_PUBLIC_URL, or give --callback-url https://hooks.example.com"
    return Effect.succeed([Finding.skipped("callbacks", account.id, "nobody says what providers call", remedy)])
  }
  const [appSecret = null] = account.appSecrets
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}/callbacks/cloud-api/${encodeURIComponent(account.id)}`)
  return Effect.map(
    Verification.run(probe, {
      url,
      verifyToken: account.verifyToken,
      appSecret,
      requests,
      concurrency,
      aimMillis: answerMillisAim,
      maxMillis: answerMillisMax
    }),
    (verification) => told(subject, verification)
  )
}
