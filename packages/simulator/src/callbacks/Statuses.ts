import type * as Fates from "../Fates.ts"
import * as ErrorTable from "../graph/ErrorTable.ts"
import type * as Ledger from "../Ledger.ts"

/**
 * One status of an accepted message as a callback carries it (CLOUD_API 3.6): times in whole Unix seconds as text, the
 * callback data echoed, a price on `sent` and on one of `delivered` and `read`, errors with code, title and details.
 */
export const of = (
  entry: Ledger.Entry,
  planned: Fates.Planned,
  pricing: { readonly category: string; readonly priced: boolean }
): Readonly<Record<string, unknown>> => ({
  id: entry.wamid,
  status: planned.status,
  timestamp: String(Math.floor((entry.atMillis + planned.happensMillis) / 1000)),
  recipient_id: entry.waId,
  ...(entry.opaque === null ? {} : { biz_opaque_callback_data: entry.opaque }),
  ...(pricing.priced
    ? { pricing: { billable: true, pricing_model: "PMP", type: "regular", category: pricing.category } }
    : {}),
  ...(planned.errorCode === null ? {} : { errors: [error(planned.errorCode)] })
})

const error = (code: number): Readonly<Record<string, unknown>> => {
  const { title } = ErrorTable.entry(code)
  return {
    code,
    title,
    message: title,
    error_data: { details: `${title}.` },
    href: "/documentation/business-messaging/whatsapp/support/error-codes"
  }
}

/** Which statuses of a message carry its price: `sent`, and `delivered` or, where that is omitted, `read`. */
export const priced = (statuses: ReadonlyArray<Fates.Planned>): ReadonlySet<Fates.Planned["status"]> =>
  new Set(statuses.some(({ status }) => status === "delivered") ? ["sent", "delivered"] : ["sent", "read"])
