import { Clock, Effect, Either, Random, Redacted } from "effect"
import * as Bodies from "./Bodies.ts"
import { type Check, checks, type Finding, skipped } from "./Finding.ts"
import * as Judgement from "./Judgement.ts"
import * as Latency from "./Latency.ts"
import type { Probe } from "./Probe.ts"

/** An address for callbacks, and what is known of it. */
export interface Subject {
  readonly url: URL
  /** Null where it is not given: then the handshake is not checked. */
  readonly verifyToken: Redacted.Redacted | null
  /** Null where it is not given: then nothing genuine can be sent. */
  readonly appSecret: Redacted.Redacted | null
  /** Callbacks by which answer times are measured. */
  readonly requests: number
  /** At once, while answer times are measured. */
  readonly concurrency: number
  readonly aimMillis: number
  readonly maxMillis: number
}

/** What was found, in the order of the checks. */
export interface Verification {
  readonly url: string
  readonly findings: ReadonlyArray<Finding>
  /** Null where it was not measured. */
  readonly latency: Latency.Latency | null
}

const remaining = (found: ReadonlyArray<Finding>, seen: string): ReadonlyArray<Finding> => {
  const made = new Set<Check>(found.map(({ check }) => check))
  return Object.keys(checks)
    .filter((name): name is Check => name in checks)
    .filter((check) => !made.has(check))
    .map((check) => skipped(check, seen))
}

/** Letters and digits that nobody foresees. */
const nonce = Effect.map(Effect.all(Array.from({ length: 4 }, () => Random.nextIntBetween(0, 2 ** 30))), (parts) =>
  parts.map((part) => part.toString(36)).join("")
)

/**
 * Checks an address for callbacks as the platform would use it (ON-02, WH-01, WH-02, WH-03): it sends callbacks that tell nothing.
 *
 * No secret leaves before the certificate is believed, and the app secret never does. A receiver that cannot be reached, or not be believed, is asked no
 * further. Of one that does not take a genuine callback nothing is said that a refusal of everything would look like.
 */
export const run = Effect.fn("Verification.run")(function* (probe: Probe, subject: Subject) {
  const { appSecret, url, verifyToken } = subject
  const found: Array<Finding> = [Judgement.https(url)]
  const nowMillis = yield* Clock.currentTimeMillis

  const ask = (method: "GET" | "POST", at: URL, body: string | null, headers: Readonly<Record<string, string>> = {}) =>
    Effect.map(
      Effect.either(
        probe({
          method,
          url: at,
          headers: body === null ? headers : { "content-type": "application/json", ...headers },
          body: body === null ? null : Buffer.from(body)
        })
      ),
      Either.merge
    )
  const post = (body: string, signature: string | null) =>
    ask("POST", url, body, signature === null ? {} : { "x-hub-signature-256": signature })
  const shake = (token: string, challenge: string) => {
    const at = new URL(url)
    at.searchParams.set("hub.mode", "subscribe")
    at.searchParams.set("hub.challenge", challenge)
    at.searchParams.set("hub.verify_token", token)
    return ask("GET", at, null)
  }
  const end = (findings: ReadonlyArray<Finding>, latency: Latency.Latency | null): Verification => ({
    url: url.href,
    findings,
    latency
  })

  const first = yield* ask("GET", url, null)
  found.push(Judgement.reach(first), Judgement.certificate(first, nowMillis))
  if (found.some(({ check, verdict }) => verdict === "fail" && check !== "https")) {
    return end([...found, ...remaining(found, "not asked, after what was found before")], null)
  }

  const challenge = String(yield* Random.nextIntBetween(1e8, 1e9))
  const shaken = verifyToken === null ? null : yield* shake(Redacted.value(verifyToken), challenge)
  const misshaken = yield* shake(`not-the-token-${yield* nonce}`, challenge)

  const mark = yield* nonce
  const [body, other] = [Bodies.small(mark), Bodies.small(`${mark}x`)]
  const wrong = Bodies.signature(body, `not-the-secret-${mark}`)
  const [misproven, unproven] = [yield* post(body, wrong), yield* post(body, null)]
  const secret = appSecret === null ? null : Redacted.value(appSecret)
  const proven = secret === null ? null : yield* post(body, Bodies.signature(body, secret))

  const asked = [first, misshaken, misproven, unproven, ...[shaken, proven].filter((outcome) => outcome !== null)]
  if (Judgement.isNowhere(asked)) {
    const all = found.map((one) => (one.check === "reach" ? Judgement.nowhere(first) : one))
    return end([...all, ...remaining(all, "not judged: nobody is at this path")], null)
  }

  const handshake =
    shaken === null
      ? skipped("handshake", "no verify token is given", "give SLUICE_VERIFY_TOKEN or --verify-token-file")
      : Judgement.handshake(shaken, challenge)
  const cause = proven === null ? null : Judgement.untaken(proven)
  const disbelieved = [
    Judgement.disbelieved("bad-signature", misproven, cause),
    Judgement.disbelieved("no-signature", unproven, cause)
  ]
  found.push(handshake, Judgement.wrongToken(misshaken, challenge, shaken))
  if (secret === null || proven === null) {
    const all = [...found, ...disbelieved]
    return end([...all, ...remaining(all, "no app secret is given: SLUICE_APP_SECRET or --app-secret-file")], null)
  }

  const sign = (text: string): string => Bodies.signature(text, secret)
  const genuine = (text: string) => post(text, sign(text))
  found.push(Judgement.taken("signature", proven))
  if (cause !== null) {
    const all = [...found, ...disbelieved, Judgement.disbelieved("other-body", yield* post(other, sign(body)), cause)]
    return end([...all, ...remaining(all, `not judged: ${cause}`)], null)
  }
  found.push(
    Judgement.taken("duplicate", yield* genuine(body)),
    ...disbelieved,
    Judgement.disbelieved("other-body", yield* post(other, sign(body)), null),
    Judgement.malformed(yield* genuine(Bodies.malformed(mark))),
    Judgement.taken("large", yield* genuine(Bodies.large(mark)))
  )
  const measured = yield* Effect.forEach(
    Array.from({ length: subject.requests }, (_, n) => Bodies.small(`${mark}-${n}`)),
    (text) => Effect.map(genuine(text), (reply) => ("_tag" in reply || reply.status !== 200 ? null : reply.millis)),
    { concurrency: subject.concurrency }
  )
  const latency = Latency.of(measured)
  found.push(Judgement.latency(latency, subject))
  return end(found, latency)
})
