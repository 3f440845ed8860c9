import * as Catalogue from "./Catalogue.ts"
import type { Judgement, Reading } from "./Entry.ts"
import type { Failure } from "./Failure.ts"
import * as ForeignCatalogue from "./ForeignCatalogue.ts"
import type * as Provider from "./Provider.ts"
import * as Wait from "./Wait.ts"

/** What is known of a failure: from the answer to a request, or from the errors in a callback. */
export interface Evidence {
  readonly provider: Provider.Provider
  /** Status of the answer; null for a callback. */
  readonly httpStatus: number | null
  /** The provider's code; null where the answer had no readable body, or where its code is a word. */
  readonly code: number | null
  /** The code of a provider that uses words (Zendesk, Bird). */
  readonly codeText?: string | null
  /** The platform's own code, where a provider passes it on beside its own: it says more exactly what happened, and decides. */
  readonly underlyingCode?: number | null
  readonly subcode?: number | null
  readonly details?: string | null
  /** What the answer's headers asked to wait (`RetryAfter.fromHeaders`). */
  readonly retryAfterMillis?: number | null
  /** The platform's own word on it; believed for unknown codes only. */
  readonly isTransient?: boolean | null
  /** True when the error speaks of a message that was received, not of one that was sent. */
  readonly inbound?: boolean
}

/** Subcodes from here on name one error each, whatever code they come with; smaller ones mean something only with theirs. */
const subcodeUniqueFrom = 1_000_000

const platformReading = ({ code, httpStatus, subcode }: Evidence): Reading | null => {
  if (typeof subcode === "number" && subcode >= subcodeUniqueFrom) {
    const bySubcode = Catalogue.lookup(subcode)
    if (bySubcode !== null) return bySubcode
  }
  if (code !== null) return Catalogue.lookup(code)
  // An answer without a code: the statuses that say enough by themselves have an entry.
  if (httpStatus === 429) return Catalogue.lookup(429)
  return httpStatus === 401 ? Catalogue.lookup(0) : null
}

const foreignReading = (provider: Provider.Foreign, evidence: Evidence): Reading | null => {
  const { code, httpStatus } = evidence
  const codeText = evidence.codeText ?? null
  // 360dialog passes the platform's errors on as they are.
  if (provider === "360dialog" && code !== null) return platformReading(evidence)
  const underlying = typeof evidence.underlyingCode === "number" ? Catalogue.lookup(evidence.underlyingCode) : null
  if (underlying !== null) return underlying
  if (code !== null) return ForeignCatalogue.lookup(provider, code)
  if (codeText !== null) return ForeignCatalogue.lookup(provider, codeText)
  const byStatus = httpStatus === null ? null : ForeignCatalogue.byStatus(provider, httpStatus)
  return byStatus ?? platformReading(evidence)
}

const readingOf = (evidence: Evidence): Reading | null =>
  evidence.provider === "cloud-api" ? platformReading(evidence) : foreignReading(evidence.provider, evidence)

const judgeKnown = (reading: Reading, evidence: Evidence): Judgement => {
  const variant = reading.variants?.find(({ details }) => details.test(evidence.details ?? ""))
  const bySubcode = typeof evidence.subcode === "number" ? reading.subcodes?.[evidence.subcode] : undefined
  const judged = { ...reading, ...variant, ...(bySubcode === undefined ? {} : { remedy: bySubcode }) }
  // An error on a received message says nothing against anything that we send.
  if (evidence.inbound === true && reading.seen.includes("inbound")) {
    return { ...judged, retry: "never", wait: Wait.none, scope: "inbound", reaction: "operator" }
  }
  return judged
}

const judgeUnknown = ({ code, codeText, httpStatus, isTransient }: Evidence): Judgement => {
  const shown = code ?? codeText ?? null
  const title = shown === null ? `HTTP ${httpStatus ?? "status unknown"}` : `Unknown code ${shown}`
  const remedy = "The catalogue does not know this failure. Read its details, and add its code to the catalogue."
  if (httpStatus === 429) {
    return {
      title,
      cause: "rate-limited",
      retry: "transient",
      scope: "phone_number",
      wait: Wait.schedule("transient"),
      reaction: "ledger",
      remedy
    }
  }
  if ((httpStatus !== null && httpStatus >= 500) || isTransient === true) {
    return {
      title,
      cause: "provider-outage",
      retry: "transient",
      scope: "platform",
      wait: Wait.schedule("transient"),
      reaction: "endpoints",
      remedy
    }
  }
  return { title, cause: "unknown", retry: "never", scope: "message", wait: Wait.none, reaction: "operator", remedy }
}

/**
 * What a failure is, what becomes of the message, and who reacts (SPEC SF-01; CLOUD_API 3.3). Total: every evidence has an answer.
 *
 * The code decides, then the details; the HTTP status decides only where the code is unknown: 429 and 5xx are transient, all
 * else is never sent again, and `known` is false so that the code can be alerted once. An answer without any code is read by its
 * status: 429 as a throttle of the sender, 401 as a token that has to be fixed.
 *
 * A provider's code is read by that provider's table (`ForeignCatalogue`), into the same classes, scopes and waits; what it passes on of
 * the platform's own codes is read as the platform's.
 */
export const classify = (evidence: Evidence): Failure => {
  const reading = readingOf(evidence)
  const judged = reading === null ? judgeUnknown(evidence) : judgeKnown(reading, evidence)
  const details = evidence.details ?? null
  const stated = judged.wait._tag === "InDetails" && details !== null ? Wait.inText(details) : null
  const retryAfter = evidence.retryAfterMillis ?? null
  return {
    provider: evidence.provider,
    code: evidence.code,
    ...(typeof evidence.codeText === "string" ? { codeText: evidence.codeText } : {}),
    ...(typeof evidence.underlyingCode === "number" ? { underlyingCode: evidence.underlyingCode } : {}),
    subcode: evidence.subcode ?? null,
    httpStatus: evidence.httpStatus,
    known: reading !== null,
    title: judged.title,
    cause: judged.cause,
    retry: judged.retry,
    scope: judged.scope,
    wait: judged.wait,
    statedMillis: stated === null && retryAfter === null ? null : Math.max(stated ?? 0, retryAfter ?? 0),
    reaction: judged.reaction,
    remedy: judged.remedy,
    details
  }
}
