/** An error as the platform reports it, in an answer or in a callback; null where it says nothing (CLOUD_API 3.2). */
export interface ResponseError {
  readonly code: number | null
  readonly subcode: number | null
  readonly type: string | null
  readonly title: string | null
  readonly message: string | null
  /** The most exact explanation there is: `error_data.details`, else `error_user_msg`, else none. */
  readonly details: string | null
  readonly isTransient: boolean | null
  /** Meta's id of the request, for support. */
  readonly traceId: string | null
}

type Fields = Readonly<Record<string, unknown>>

const none: ResponseError = {
  code: null,
  subcode: null,
  type: null,
  title: null,
  message: null,
  details: null,
  isTransient: null,
  traceId: null
}

/** Longest text that is kept of a body that is not JSON; proxies answer with whole pages. */
const textCharsMax = 500

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

/** Codes have at most seven digits today; what no 32-bit integer holds is none, and stores keep codes as such. */
const codeMax = 2_147_483_647

/** Codes come as numbers, and from some relays as digits in a string. */
const integer = (value: unknown): number | null => {
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isInteger(number) && Math.abs(number) <= codeMax ? number : null
}

const detailsOf = (error: Fields): string | null => {
  const data = error["error_data"]
  const inData = isFields(data) ? text(data["details"]) : text(data)
  return inData ?? text(error["details"]) ?? text(error["error_user_msg"])
}

const read = (error: Fields): ResponseError => ({
  code: integer(error["code"]),
  subcode: integer(error["error_subcode"]),
  type: text(error["type"]),
  title: text(error["title"]) ?? text(error["error_user_title"]),
  message: text(error["message"]),
  details: detailsOf(error),
  isTransient: typeof error["is_transient"] === "boolean" ? error["is_transient"] : null,
  traceId: text(error["fbtrace_id"])
})

/**
 * Reads an error out of any body: `{error: {…}}` with `error_data` as an object or as a string, a bare error as callbacks carry
 * it (`{code, title, message, error_data, href}`), a list of those under `errors` (the first one counts), a plain text, or nothing.
 *
 * Total: what is not there, or is not of its type, is null. Takes parsed JSON, or the text of a body that is not JSON.
 */
export const parse = (body: unknown): ResponseError => {
  if (typeof body === "string") return { ...none, message: text(body.slice(0, textCharsMax)) }
  if (!isFields(body)) return none
  const error = body["error"]
  if (isFields(error)) return read(error)
  if (typeof error === "string") return { ...none, message: text(error), details: text(body["error_description"]) }
  const errors: unknown = body["errors"]
  if (Array.isArray(errors)) return isFields(errors[0]) ? read(errors[0]) : none
  return read(body)
}
