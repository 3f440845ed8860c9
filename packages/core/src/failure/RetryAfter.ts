import { DateTime, Either, Option } from "effect"

const wholeNumber = /^\d{1,9}$/

/** HTTP dates end in GMT; DateTime knows that zone as an offset. */
const httpDateEnd = /\sGMT$/

const read = (text: string, nowMillis: number): number | null => {
  const value = text.trim()
  if (wholeNumber.test(value)) return Number(value) * 1_000
  if (!httpDateEnd.test(value)) return null
  return Option.match(DateTime.make(value.replace(httpDateEnd, " +0000")), {
    onNone: () => null,
    onSome: (at) => Math.max(0, DateTime.toEpochMillis(at) - nowMillis)
  })
}

/** The longest `estimated_time_to_regain_access` anywhere in the header, which states minutes. */
const regain = (text: string): number | null => {
  const usage: unknown = Either.getOrNull(Either.try((): unknown => JSON.parse(text)))
  if (typeof usage !== "object" || usage === null) return null
  const minutes = Object.values(usage)
    .flatMap((uses: unknown): ReadonlyArray<unknown> => (Array.isArray(uses) ? uses : []))
    .map((use) =>
      typeof use === "object" && use !== null && "estimated_time_to_regain_access" in use
        ? use.estimated_time_to_regain_access
        : null
    )
    .filter((minute) => typeof minute === "number")
    .filter((minute) => Number.isFinite(minute) && minute > 0)
  return minutes.length === 0 ? null : Math.round(Math.max(...minutes) * 60_000)
}

/**
 * How long the headers of an answer ask to wait, in milliseconds; null where they ask for nothing (SPEC RL-07).
 *
 * Reads `Retry-After` (seconds, or a date) and `X-Business-Use-Case-Usage` (CLOUD_API 3.1, code 80007); the longer wins. Total:
 * what cannot be read counts as absent.
 */
export const fromHeaders = (
  headers: { readonly retryAfter?: string | null; readonly businessUseCaseUsage?: string | null },
  nowMillis: number
): number | null => {
  const stated = [
    headers.retryAfter ? read(headers.retryAfter, nowMillis) : null,
    headers.businessUseCaseUsage ? regain(headers.businessUseCaseUsage) : null
  ].filter((millis) => millis !== null)
  return stated.length === 0 ? null : Math.max(...stated)
}
