import { shipped } from "@sluice/core/policy/Policy"
import { Effect, type Redacted } from "effect"
import type { Check } from "../callbacks/verify/Finding.ts"
import * as Probe from "../callbacks/verify/Probe.ts"
import * as Verification from "../callbacks/verify/Verification.ts"

/** An address for callbacks, and what it is asked with. */
export interface Subject {
  readonly url: URL
  readonly verifyToken: Redacted.Redacted | null
  readonly appSecret: Redacted.Redacted | null
  /** Certificates to believe besides the usual ones, in PEM; null for none. */
  readonly authorities: string | null
}

/** Callbacks by which the answer time is measured: a look, and not a benchmark. */
const requests = 10
const concurrency = 2

/** Longer than the platform waits, so that a slow answer is told from none. */
const answerMillisMax = 10_000

/** A finding may be as long as the server takes it. */
const findingCharactersMax = 1_000

/** The first of these that is not good, in words; null where all are. What was skipped was not seen to be good. */
const worst = ({ findings }: Verification.Verification, checks: ReadonlyArray<Check>, warnsToo: boolean) => {
  const wrong = findings.find(
    ({ check, verdict }) =>
      checks.includes(check) && (verdict === "fail" || verdict === "skipped" || (warnsToo && verdict === "warn"))
  )
  if (wrong === undefined) return null
  return [wrong.seen, ...(wrong.remedy === null ? [] : [wrong.remedy])].join("; ").slice(0, findingCharactersMax)
}

/** What `callbacks verify-url` finds, as the checks of the way to live have it (ON-02): HTTPS is asked for here even on this machine. */
export const run = Effect.fn("WebhookChecks.run")(function* ({ appSecret, authorities, url, verifyToken }: Subject) {
  const { answerMillisAim, answerMillisMax: repeatedMillis } = shipped.guide.receiving
  const probe = yield* Probe.make({ answerMillisMax, authorities })
  const verification = yield* Verification.run(probe, {
    url,
    verifyToken,
    appSecret,
    requests,
    concurrency,
    aimMillis: answerMillisAim,
    maxMillis: repeatedMillis
  })
  const { latency } = verification
  return {
    https: worst(verification, ["https"], true) ?? worst(verification, ["reach", "certificate"], false),
    handshake: worst(verification, ["handshake", "wrong-token"], false),
    signature: worst(verification, ["signature", "bad-signature", "other-body", "no-signature"], false),
    answerMillis: latency === null || latency.answered === 0 ? null : Math.round(latency.maxMillis)
  }
})
