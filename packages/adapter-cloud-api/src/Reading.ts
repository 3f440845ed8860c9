import * as ResponseError from "@sluice/core/failure/ResponseError"
import * as UsageReport from "@sluice/core/throttle/UsageReport"
import type { ReportedUsage, SendOutcome } from "@sluice/engine/ports/Provider"
import type * as Wire from "@sluice/engine/ports/Wire"
import * as Reading from "@sluice/engine/providers/Reading"

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
const usageOf = (answer: Wire.Answer): { readonly usage?: ReadonlyArray<ReportedUsage> } => {
  const business = stated("business", Reading.header(answer, "x-business-use-case-usage"), (header) =>
    UsageReport.fromBusinessUsage(header, null)
  )
  const app = stated("app", Reading.header(answer, "x-app-usage"), UsageReport.fromAppUsage)
  const usage = [business, app].filter((found) => found !== null)
  return usage.length === 0 ? {} : { usage }
}

/** Words by which the platform says that it keeps a template back to see how its first readers take it. */
const held: ReadonlySet<unknown> = new Set(["held_for_quality_assessment", "paused"])

/**
 * What an answer means for the message (SF-01, SF-06; CLOUD_API 3.1 and 3.2). Total.
 *
 * A success without a message id, and a server error that the platform did not write itself (a gateway's page), leave it open whether the
 * message was taken: both are uncertain, never a reason to send again.
 */
export const answer = (answered: Wire.Answer, nowMillis: number): SendOutcome => {
  const body = Reading.json(answered.text)
  const usage = usageOf(answered)
  if (Reading.isSuccess(answered)) {
    const heldByPlatform = held.has(Reading.at(body, "messages", 0, "message_status"))
    return Reading.accepted(answered, Reading.text(Reading.at(body, "messages", 0, "id")), { heldByPlatform, ...usage })
  }
  const error = ResponseError.parse(body ?? answered.text)
  return Reading.refused(
    answered,
    {
      provider: "cloud-api",
      code: error.code,
      subcode: error.subcode,
      details: error.details ?? error.message,
      isTransient: error.isTransient,
      message: error.message ?? error.title
    },
    nowMillis,
    usage
  )
}
