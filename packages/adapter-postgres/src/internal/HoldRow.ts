import type { Hold } from "@sluice/core/throttle/Hold"

/** The columns of a hold itself, as JSON: its times are numbers. */
export interface HoldRow {
  readonly scope: Hold["scope"]
  readonly key: string
  readonly level: Hold["level"]
  readonly number: number
  readonly since_millis: number
  readonly until_millis: number | null
  readonly needs_review: boolean
  readonly reason: string
  readonly review_from_millis: number | null
}

export const toHold = (row: HoldRow): Hold => ({
  scope: row.scope,
  key: row.key,
  level: row.level,
  number: row.number,
  sinceMillis: row.since_millis,
  untilMillis: row.until_millis,
  needsReview: row.needs_review,
  reason: row.reason,
  reviewFromMillis: row.review_from_millis
})
