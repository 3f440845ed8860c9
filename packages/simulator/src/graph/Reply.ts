import * as Seeded from "../Seeded.ts"
import * as ErrorTable from "./ErrorTable.ts"

/** An answer of the Graph API, before it is written to a socket (CLOUD_API 3.1, 3.2). */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An error that is to be answered: a code, and where it differs from the code's usual form, how. */
export interface GraphError {
  readonly code: number
  readonly details?: string
  readonly subcode?: number
  /** Replaces `(#code) title`. */
  readonly message?: string
  readonly type?: "OAuthException" | "GraphMethodException"
  readonly status?: number
  /** Virtual seconds for `Retry-After`. */
  readonly retryAfterSeconds?: number
}

/** The object in the path does not exist, or the token may not see it: one error, so that ids cannot be probed. */
export const unknownObject = (id: string, method: string): GraphError => ({
  code: 100,
  subcode: 33,
  type: "GraphMethodException",
  message:
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
    "missing permissions, or does not support this operation."
})

/** What every answer carries: the version that was asked for, and whose business it was. */
export interface Context {
  readonly version: string
  /** WhatsApp Business Account whose usage is reported; null where the request did not get that far. */
  readonly wabaId: string | null
  readonly usage: "whatsapp" | "whatsapp_business_management"
  /** Makes trace ids: they differ between requests. */
  readonly request: number
}

const json = "application/json; charset=UTF-8"

/** Versions before this have ended: a call is served by this one, and warned (CLOUD_API 3.1, 3.8). */
const oldestVersion = 21

const common = ({ version }: Context): Record<string, string> => {
  const asked = Number(/^v(\d+)\.0$/.exec(version)?.[1] ?? oldestVersion)
  if (asked >= oldestVersion) return { "content-type": json, "facebook-api-version": version }
  const served = `v${oldestVersion}.0`
  return {
    "content-type": json,
    "facebook-api-version": served,
    "x-ad-api-version-warning": `The call has been auto-upgraded to ${served} as ${version} has been deprecated.`
  }
}

/** Written as text: it goes with every answer, and only two of its figures ever change. */
const businessUsage = ({ usage }: Context, wabaId: string, regainMinutes: number): string =>
  `{${JSON.stringify(wabaId)}:[{"type":"${usage}","call_count":${regainMinutes > 0 ? 100 : 1},"total_cputime":1,` +
  `"total_time":1,"estimated_time_to_regain_access":${regainMinutes}}]}`

/** An answer of status 200. The usage that it reports is low, whatever was sent. */
export const success = (value: unknown, context: Context): Reply => {
  const headers = common(context)
  if (context.wabaId !== null) headers["x-business-use-case-usage"] = businessUsage(context, context.wabaId, 0)
  return { status: 200, headers, body: JSON.stringify(value) }
}

/** Codes that a client meets with another token, and that come with `Www-Authenticate`. */
const authCodes: ReadonlySet<number> = new Set([0, 10, 104, 190, 200])

/**
 * An error as Meta writes it (CLOUD_API 3.2): title and HTTP status are the table's, unless the error has its own. A wait is told in `Retry-After`, and
 * in minutes by the usage.
 */
export const failure = (error: GraphError, context: Context): Reply => {
  const { title, status } = ErrorTable.entry(error.code)
  const message = error.message ?? `(#${error.code}) ${title}`
  const headers = common(context)
  if (context.wabaId === null) {
    headers["x-app-usage"] = JSON.stringify({ call_count: 0, total_cputime: 0, total_time: 0 })
  } else {
    const regainMinutes = Math.ceil((error.retryAfterSeconds ?? 0) / 60)
    headers["x-business-use-case-usage"] = businessUsage(context, context.wabaId, regainMinutes)
  }
  if (error.retryAfterSeconds !== undefined) headers["retry-after"] = String(error.retryAfterSeconds)
  if (authCodes.has(error.code) || error.subcode === 33) {
    const reason = error.code === 190 || error.code === 104 ? "invalid_token" : "invalid_request"
    // A quoted string: what would end it, or does not fit into a header, is left out.
    headers["www-authenticate"] =
      `OAuth "Facebook Platform" "${reason}" "${message.replace(/["\\]|[^\x20-\x7e]/g, "")}"`
  }
  const body = {
    error: {
      message,
      type: error.type ?? "OAuthException",
      code: error.code,
      ...(error.subcode === undefined ? {} : { error_subcode: error.subcode }),
      ...(error.details === undefined ? {} : { error_data: { messaging_product: "whatsapp", details: error.details } }),
      fbtrace_id: `A${Seeded.hex(22, "trace", context.version, String(context.request))}`
    }
  }
  return { status: error.status ?? status, headers, body: JSON.stringify(body) }
}
