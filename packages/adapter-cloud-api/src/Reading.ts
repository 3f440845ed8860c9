import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as Classification from "@sluice/core/failure/Classification"
import * as ResponseError from "@sluice/core/failure/ResponseError"
import * as RetryAfter from "@sluice/core/failure/RetryAfter"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import { Either } from "effect"

/** What came back over the wire. */
interface HttpAnswer {
  readonly httpStatus: number
  readonly text: string
  readonly retryAfter: string | null
  readonly businessUseCaseUsage: string | null
  /** Real time, against which a Retry-After date is read. */
  readonly nowMillis: number
}

const parse = (text: string): unknown => Either.getOrNull(Either.try((): unknown => JSON.parse(text)))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The id and the pacing state of `messages[0]`; null when the answer has none. */
const sent = (body: unknown): { readonly wamid: string; readonly status: string | null } | null => {
  const messages = isRecord(body) ? body["messages"] : null
  const first: unknown = Array.isArray(messages) ? messages[0] : null
  if (!isRecord(first) || typeof first["id"] !== "string" || first["id"] === "") return null
  return { wamid: first["id"], status: typeof first["message_status"] === "string" ? first["message_status"] : null }
}

/**
 * What an answer means for the message (SF-01, SF-06; CLOUD_API 3.1 and 3.2). Total.
 *
 * A success without a message id, and a server error that the platform did not write itself (a gateway's page), leave it open whether the
 * message was taken: both are uncertain, never a reason to send again.
 */
export const answer = ({ businessUseCaseUsage, httpStatus, nowMillis, retryAfter, text }: HttpAnswer): SendOutcome => {
  const body = parse(text)
  if (httpStatus >= 200 && httpStatus < 300) {
    const message = sent(body)
    return message === null
      ? { _tag: "Uncertain", detail: `status ${httpStatus} without a message id` }
      : {
          _tag: "Accepted",
          wamid: message.wamid,
          httpStatus,
          heldByPlatform: message.status === "held_for_quality_assessment" || message.status === "paused"
        }
  }
  const error = ResponseError.parse(body ?? text)
  if (httpStatus >= 500 && error.code === null) {
    return { _tag: "Uncertain", detail: `status ${httpStatus} without the platform's error body` }
  }
  return {
    _tag: "Refused",
    httpStatus,
    failure: Classification.classify({
      provider: "cloud-api",
      httpStatus,
      code: error.code,
      subcode: error.subcode,
      details: error.details ?? error.message,
      retryAfterMillis: RetryAfter.fromHeaders({ retryAfter, businessUseCaseUsage }, nowMillis),
      isTransient: error.isTransient
    }),
    detail: withoutDigits(error.message ?? error.title ?? `status ${httpStatus}`)
  }
}

/** Codes of system errors that happen before a byte of the request has left. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

/** The first `code` found along the chain of causes. */
const systemCode = (error: unknown, depth = 0): string | null => {
  if (!isRecord(error) || depth > 5) return null
  return typeof error["code"] === "string" ? error["code"] : systemCode(error["cause"], depth + 1)
}

/** A request that ended without an answer: not sent when the connection was never made, else uncertain (RT-04). */
export const transportError = (error: HttpClientError.HttpClientError): SendOutcome => {
  const code = systemCode(error.cause)
  if (error._tag === "RequestError" && (error.reason !== "Transport" || (code !== null && beforeSending.has(code)))) {
    return { _tag: "NotSent", detail: code ?? error.reason }
  }
  return { _tag: "Uncertain", detail: `connection ended: ${code ?? error.reason}` }
}

/** Long runs of digits are ids or phone numbers: they stay out of histories and logs. */
const withoutDigits = (text: string): string => text.replace(/\+?\d{7,}/g, "…").slice(0, 300)
