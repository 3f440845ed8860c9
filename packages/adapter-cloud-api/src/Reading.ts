import * as Classification from "@sluice/core/failure/Classification"
import * as ResponseError from "@sluice/core/failure/ResponseError"
import * as RetryAfter from "@sluice/core/failure/RetryAfter"
import * as UsageReport from "@sluice/core/throttle/UsageReport"
import type { ReportedUsage, SendOutcome } from "@sluice/engine/ports/Provider"
import { Either } from "effect"
import type * as Exchange from "./Exchange.ts"

const one = (header: string | ReadonlyArray<string> | undefined): string | null =>
  (typeof header === "string" ? header : header?.[0]) ?? null

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

/** A header that states usage, read; null where it is not there, or cannot be read. */
const stated = (
  scope: ReportedUsage["scope"],
  header: string | null,
  read: (header: string) => UsageReport.UsageReport | null
): ReportedUsage | null => {
  const report = header === null ? null : read(header)
  return report === null ? null : { scope, report }
}

/** The platform's own count of requests, where the answer states it (CLOUD_API 3.1). */
const usageOf = (headers: Exchange.Answer["headers"]): { readonly usage?: ReadonlyArray<ReportedUsage> } => {
  const business = stated("business", one(headers["x-business-use-case-usage"]), (header) =>
    UsageReport.fromBusinessUsage(header, null)
  )
  const app = stated("app", one(headers["x-app-usage"]), UsageReport.fromAppUsage)
  const usage = [business, app].filter((found) => found !== null)
  return usage.length === 0 ? {} : { usage }
}

/**
 * What an answer means for the message (SF-01, SF-06; CLOUD_API 3.1 and 3.2). Total.
 *
 * A success without a message id, and a server error that the platform did not write itself (a gateway's page), leave it open whether the
 * message was taken: both are uncertain, never a reason to send again.
 */
export const answer = ({ headers, status: httpStatus, text }: Exchange.Answer, nowMillis: number): SendOutcome => {
  const body = parse(text)
  if (httpStatus >= 200 && httpStatus < 300) {
    const message = sent(body)
    return message === null
      ? { _tag: "Uncertain", detail: `status ${httpStatus} without a message id` }
      : {
          _tag: "Accepted",
          wamid: message.wamid,
          httpStatus,
          heldByPlatform: message.status === "held_for_quality_assessment" || message.status === "paused",
          ...usageOf(headers)
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
      retryAfterMillis: RetryAfter.fromHeaders(
        {
          retryAfter: one(headers["retry-after"]),
          businessUseCaseUsage: one(headers["x-business-use-case-usage"])
        },
        nowMillis
      ),
      isTransient: error.isTransient
    }),
    detail: withoutDigits(error.message ?? error.title ?? `status ${httpStatus}`),
    ...usageOf(headers)
  }
}

/** A request that ended without an answer: not sent when it never reached a connection, else uncertain (RT-04). */
export const noAnswer = ({ begun, detail }: Exchange.NoAnswer): SendOutcome =>
  begun ? { _tag: "Uncertain", detail } : { _tag: "NotSent", detail }

/** Long runs of digits are ids or phone numbers: they stay out of histories and logs. */
const withoutDigits = (text: string): string => text.replace(/\+?\d{7,}/g, "…").slice(0, 300)
