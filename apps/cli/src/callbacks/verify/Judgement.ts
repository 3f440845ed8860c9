import { type Check, fail, type Finding, pass, skipped, warn } from "./Finding.ts"
import type * as Latency from "./Latency.ts"
import type { Reply, Unanswered } from "./Probe.ts"

/** What came of a request. */
export type Outcome = Reply | Unanswered

const isReply = (outcome: Outcome): outcome is Reply => !("_tag" in outcome)

const said = (outcome: Outcome): string => (isReply(outcome) ? `answered ${outcome.status}` : outcome.reason)

const ok = (outcome: Outcome): boolean => isReply(outcome) && outcome.status === 200

const refused = (outcome: Outcome): boolean => isReply(outcome) && outcome.status >= 400 && outcome.status < 500

const statusOf = (outcome: Outcome): number => (isReply(outcome) ? outcome.status : 0)

/** What answers so has nobody at that path, or nobody who takes such a request. */
const absent: ReadonlySet<number> = new Set([404, 405, 410])

/** Whether nobody is at the path, whatever it is asked. */
export const isNowhere = (outcomes: ReadonlyArray<Outcome>): boolean =>
  outcomes.every((outcome) => absent.has(statusOf(outcome)))

/** A check that cannot tell good from bad because of what an earlier one found; the remedy stands there. */
const unjudged = (check: Check, cause: string): Finding => skipped(check, `not judged: ${cause}`)

/** How long before its end a certificate is worth a warning: two weeks. */
const endingMillis = 14 * 86_400_000

const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** The scheme (WH-01). */
export const https = (url: URL): Finding => {
  if (url.protocol === "https:") return pass("https", url.origin)
  return local.test(url.hostname)
    ? warn("https", "plain HTTP, on this machine", "the platform calls HTTPS alone: put a proxy that ends TLS in front")
    : fail("https", "plain HTTP", "the platform calls HTTPS alone: put a proxy that ends TLS in front")
}

/** Whether anybody is there. */
export const reach = (outcome: Outcome): Finding => {
  if (!isReply(outcome)) {
    const remedy = outcome.isWithoutTls
      ? "the address begins with https: give the port of the proxy that ends TLS, or put one in front of this one"
      : "check name, port and firewall; the platform calls from the Internet"
    return fail("reach", outcome.reason, remedy)
  }
  if (outcome.status >= 300 && outcome.status < 400) {
    return fail(
      "reach",
      `answered ${outcome.status}, a redirect`,
      "the platform follows none: give the address that it leads to"
    )
  }
  return outcome.status >= 500
    ? fail("reach", `answered ${outcome.status}`, "the receiver, or what is in front of it, is not working")
    : pass("reach", `${said(outcome)} in ${Math.round(outcome.millis)} ms`)
}

/** Somebody answers, and nobody at this path. */
export const nowhere = (first: Outcome): Finding =>
  fail(
    "reach",
    `${said(first)}, and so to all that was asked`,
    "nobody is at this path: give the one that the receiver has"
  )

/** What secures the connection. */
export const certificate = (outcome: Outcome, nowMillis: number): Finding => {
  const tls = isReply(outcome) ? outcome.tls : null
  if (tls === null) return skipped("certificate", "there is no TLS")
  const facts = `${tls.protocol}, ${tls.cipher}, by ${tls.issuer}`
  if (tls.refusal !== null) {
    const remedy = "serve the whole chain of a public authority; the platform takes no self-signed one"
    return fail("certificate", `${tls.refusal} (${facts})`, remedy)
  }
  if (tls.protocol !== "TLSv1.3" && tls.protocol !== "TLSv1.2") {
    return fail("certificate", facts, "offer TLS 1.2 or 1.3")
  }
  if (tls.validUntilMillis === null) return pass("certificate", facts)
  const days = Math.floor((tls.validUntilMillis - nowMillis) / 86_400_000)
  return tls.validUntilMillis - nowMillis < endingMillis
    ? warn("certificate", `${facts}; it ends in ${days} days`, "renew it")
    : pass("certificate", `${facts}; valid for ${days} days`)
}

/** The handshake with the right token (CLOUD_API 3.6). */
export const handshake = (outcome: Outcome, challenge: string): Finding => {
  if (!ok(outcome) || !isReply(outcome)) {
    return fail(
      "handshake",
      said(outcome),
      "answer 200 where hub.verify_token is the token; is the token the one that the receiver has?"
    )
  }
  if (outcome.text === challenge) return pass("handshake", "the challenge came back")
  return outcome.text.includes(challenge)
    ? fail(
        "handshake",
        "the challenge came back with something around it",
        "answer hub.challenge as plain text and nothing else"
      )
    : fail("handshake", "answered 200 without the challenge", "answer hub.challenge as plain text and nothing else")
}

/** The handshake with a token that nobody has. Where the right one is refused too (`right`), a refusal says nothing about the token. */
export const wrongToken = (outcome: Outcome, challenge: string, right: Outcome | null): Finding => {
  const remedy = "answer 403 where hub.verify_token is not the token: otherwise anybody can subscribe the address"
  if (!isReply(outcome)) return fail("wrong-token", outcome.reason, remedy)
  if (outcome.text.includes(challenge)) return fail("wrong-token", `${said(outcome)} with the challenge`, remedy)
  if (!refused(outcome)) return fail("wrong-token", said(outcome), remedy)
  return right === null || ok(right)
    ? pass("wrong-token", said(outcome))
    : unjudged("wrong-token", `the token that is given is refused as well (${said(right)})`)
}

/** A genuine callback, which is to be acknowledged (WH-03). */
export const taken = (check: Extract<Check, "signature" | "duplicate" | "large">, outcome: Outcome): Finding => {
  if (ok(outcome)) return pass(check, said(outcome))
  const status = statusOf(outcome)
  switch (check) {
    case "large":
      return fail(check, said(outcome), "let bodies of up to 3 MB through, in every proxy as well")
    case "duplicate":
      return fail(
        check,
        said(outcome),
        "acknowledge what was taken before: the platform repeats, and stops at 200 alone"
      )
    case "signature":
      return status === 401 || status === 403
        ? fail(
            check,
            said(outcome),
            "check the signature over the raw bytes, before anything parses them; is the app secret the receiver's?"
          )
        : fail(
            check,
            said(outcome),
            absent.has(status)
              ? "nobody takes callbacks at this path: give the one that the receiver has"
              : "answer 200 as soon as the callback is stored"
          )
  }
}

/** Why nothing that needs a genuine callback can be judged; null where one is taken. */
export const untaken = (genuine: Outcome): string | null =>
  ok(genuine) ? null : `a signed callback is not taken (${said(genuine)})`

/** A callback that nobody is to believe (WH-02). Where a genuine one is not taken either (`cause`), a refusal says nothing about the signature. */
export const disbelieved = (
  check: Extract<Check, "bad-signature" | "other-body" | "no-signature">,
  outcome: Outcome,
  cause: string | null
): Finding => {
  if (!refused(outcome)) {
    return fail(check, said(outcome), "answer 401 unless X-Hub-Signature-256 is the HMAC-SHA256 of the raw bytes")
  }
  if (cause !== null) return unjudged(check, cause)
  return pass(check, said(outcome))
}

/** Genuine bytes that are no callback: any answer but a breakdown (GD-02). */
export const malformed = (outcome: Outcome): Finding => {
  const breakdown = isReply(outcome) && outcome.status >= 500 && outcome.status !== 503
  return isReply(outcome) && !breakdown
    ? pass("malformed", said(outcome))
    : fail("malformed", said(outcome), "answer 400: a breakdown is repeated for days")
}

/** Answer times against the two lines of WH-01. */
export const latency = (
  found: Latency.Latency,
  lines: { readonly aimMillis: number; readonly maxMillis: number }
): Finding => {
  const { answered, failed, maxMillis, p50Millis, p95Millis, p99Millis } = found
  if (answered === 0) {
    return fail("latency", `none of ${failed} was taken`, "take many at once as one alone is taken: see why under load")
  }
  const seen = `${answered} answers: median ${p50Millis} ms, 95th ${p95Millis} ms, 99th ${p99Millis} ms, longest ${maxMillis} ms`
  if (failed > 0)
    return fail("latency", `${failed} of ${answered + failed} were not taken; ${seen}`, "see why under load")
  if (maxMillis > lines.maxMillis) {
    return fail(
      "latency",
      seen,
      `the platform repeats what takes longer than ${lines.maxMillis} ms: store first, answer, then work`
    )
  }
  return p95Millis > lines.aimMillis
    ? warn("latency", seen, `aim at ${lines.aimMillis} ms: store first, answer, then work`)
    : pass("latency", seen)
}
