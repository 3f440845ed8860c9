import { Either } from "effect"

/**
 * What the platform says of the requests of a scope, in the headers of its answers (CLOUD_API 3.1; codes 4, 80007): the share that is
 * spent, by the most spent of its three counts, and how long until there is access again.
 */
export interface UsageReport {
  /** 0 to 1, and above 1 where the platform counts on. */
  readonly share: number
  /** 0 where the report names no time. */
  readonly regainMillis: number
}

const counts = ["call_count", "total_cputime", "total_time"] as const

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const count = (fields: Readonly<Record<string, unknown>>, name: string): number | null => {
  const value = fields[name]
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null
}

/** Null where none of the three counts is there. */
const read = (fields: Readonly<Record<string, unknown>>): UsageReport | null => {
  const percents = counts.map((name) => count(fields, name)).filter((percent) => percent !== null)
  if (percents.length === 0) return null
  const minutes = count(fields, "estimated_time_to_regain_access") ?? 0
  return { share: Math.max(...percents) / 100, regainMillis: Math.round(minutes * 60_000) }
}

const parse = (header: string): Readonly<Record<string, unknown>> => {
  const value: unknown = Either.getOrNull(Either.try((): unknown => JSON.parse(header)))
  return isFields(value) ? value : {}
}

/** Reads `X-App-Usage`: the counts themselves, in percent. Null where it cannot be read. */
export const fromAppUsage = (header: string): UsageReport | null => read(parse(header))

/**
 * Reads `X-Business-Use-Case-Usage`: for each business account the uses by type, in percent, and minutes until access. The most spent
 * of the types counts, and the longest time. Null where the account is not in it, or it cannot be read.
 *
 * @param businessAccount the WhatsApp business account's id at the platform; null takes every account that is in it, which in the answer to a
 *   send is the sender's own.
 */
export const fromBusinessUsage = (header: string, businessAccount: string | null): UsageReport | null => {
  const byAccount = parse(header)
  const uses = businessAccount === null ? Object.values(byAccount).flat() : byAccount[businessAccount]
  const reports = (Array.isArray(uses) ? uses : [])
    .map((use: unknown) => (isFields(use) ? read(use) : null))
    .filter((report) => report !== null)
  if (reports.length === 0) return null
  return {
    share: Math.max(...reports.map((report) => report.share)),
    regainMillis: Math.max(...reports.map((report) => report.regainMillis))
  }
}
