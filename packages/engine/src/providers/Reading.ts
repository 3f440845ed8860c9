import * as Classification from "@sluice/core/failure/Classification"
import * as RetryAfter from "@sluice/core/failure/RetryAfter"
import { Either } from "effect"
import type { ReportedUsage, SendOutcome } from "../ports/Provider.ts"
import type * as Wire from "../ports/Wire.ts"

/** What every provider's answers share: how they are taken apart, and what is kept of them. Total. */

/** One value of a header; the first where there are several. */
export const header = ({ headers }: Pick<Wire.Answer, "headers">, name: string): string | null => {
  const value = headers[name]
  return (typeof value === "string" ? value : value?.[0]) ?? null
}

/** The JSON of a body; null where it is none. */
export const json = (text: string): unknown => Either.getOrNull(Either.try((): unknown => JSON.parse(text)))

/** The value at a path of names and positions; undefined where there is none. */
export const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (owner, step) =>
      typeof owner === "object" && owner !== null && Object.hasOwn(owner, step) ? Reflect.get(owner, step) : undefined,
    value
  )

/** A text that is not empty. */
export const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

/** A code as stores keep it: a whole number of 32 bits, also where it came as digits. */
export const code = (value: unknown): number | null => {
  const number = typeof value === "string" && /^-?\d{1,10}$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isInteger(number) && Math.abs(number) <= 2_147_483_647 ? number : null
}

/** Long runs of digits are ids or phone numbers: they stay out of histories and logs. */
const withoutDigits = (words: string): string => words.replace(/\+?\d{7,}/g, "…").slice(0, 300)

/** Whatever else an answer says: with 2xx the provider has done what it was asked for. */
export const isSuccess = ({ status }: Wire.Answer): boolean => status >= 200 && status < 300

/** A success: taken where it names the message, and open where it does not (RT-04). */
export const accepted = (
  { status: httpStatus }: Wire.Answer,
  wamid: string | null,
  more: { readonly heldByPlatform?: boolean; readonly usage?: ReadonlyArray<ReportedUsage> } = {}
): SendOutcome =>
  wamid === null
    ? { _tag: "Uncertain", detail: `status ${httpStatus} without a message id` }
    : { _tag: "Accepted", wamid, httpStatus, heldByPlatform: false, ...more }

/** What an error says, in its provider's words. */
export interface Said {
  readonly provider: Classification.Evidence["provider"]
  readonly code: number | null
  readonly codeText?: string | null
  readonly underlyingCode?: number | null
  readonly subcode?: number | null
  readonly details: string | null
  readonly isTransient?: boolean | null
  /** The provider wrote it, though it gave no code: its status says what it is. */
  readonly isWritten?: boolean
  /** For the history, where it says more shortly what `details` says. */
  readonly message?: string | null
}

/**
 * An error, by the catalogue (SF-01). A server error that the provider did not write itself, such as a gateway's page, leaves it open whether the
 * message was taken (RT-04).
 */
export const refused = (
  answer: Wire.Answer,
  said: Said,
  nowMillis: number,
  more: { readonly usage?: ReadonlyArray<ReportedUsage> } = {}
): SendOutcome => {
  const { status: httpStatus } = answer
  const { isWritten = false, message, ...evidence } = said
  const codeText = said.codeText ?? null
  if (httpStatus >= 500 && said.code === null && codeText === null && !isWritten) {
    return { _tag: "Uncertain", detail: `status ${httpStatus} without the provider's error body` }
  }
  return {
    _tag: "Refused",
    httpStatus,
    failure: Classification.classify({
      ...evidence,
      httpStatus,
      retryAfterMillis: RetryAfter.fromHeaders(
        {
          retryAfter: header(answer, "retry-after"),
          businessUseCaseUsage: header(answer, "x-business-use-case-usage")
        },
        nowMillis
      )
    }),
    detail: withoutDigits(message ?? said.details ?? `status ${httpStatus}`),
    ...more
  }
}

/** A request that ended without an answer: not sent when it never reached a connection, else uncertain (RT-04). */
export const noAnswer = ({ begun, detail }: Wire.NoAnswer): SendOutcome =>
  begun ? { _tag: "Uncertain", detail } : { _tag: "NotSent", detail }

/** Code of a type that the platform does not take: what a provider cannot send is judged as that, and never sent again. */
const unsupportedType = 131_051

/** Code of a value that the platform does not take: a message that names none which it knows. */
const wrongValue = 131_009

/** An answer to a message that never reached the platform: it never leaves. */
export const nameless: SendOutcome = {
  _tag: "Refused",
  httpStatus: null,
  failure: Classification.classify({ provider: "cloud-api", httpStatus: null, code: wrongValue }),
  detail: "the message that it answers never reached the platform, so nothing can answer it"
}

/** A message that cannot be written for its provider: it never leaves, and says why (SF-05). */
export const unwritable = (detail: string): SendOutcome => ({
  _tag: "Refused",
  httpStatus: null,
  failure: Classification.classify({ provider: "cloud-api", httpStatus: null, code: unsupportedType, details: detail }),
  detail: withoutDigits(detail)
})
