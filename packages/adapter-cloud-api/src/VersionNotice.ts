import type { Answer } from "@sluice/engine/ports/Wire"

/** Which version answered, and the platform's warning that the one that was asked for ends (CLOUD_API 3.1, 3.8). */
export interface VersionNotice {
  /** `v20.0`; null where the answer does not say. */
  readonly served: string | null
  readonly warning: string | null
}

const one = (header: string | ReadonlyArray<string> | undefined): string | null =>
  (typeof header === "string" ? header : header?.[0]) ?? null

/** Reads what the headers of any answer of the Graph API tell of its version. Total. */
export const read = (headers: Answer["headers"]): VersionNotice => ({
  served: one(headers["facebook-api-version"]),
  warning: one(headers["x-ad-api-version-warning"])?.slice(0, 300) ?? null
})
