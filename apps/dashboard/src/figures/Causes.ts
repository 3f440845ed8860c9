import type { FailureFigures } from "../api/Shapes.ts"

/** Failures of one cause, over all senders. */
export interface CauseShare {
  readonly cause: string
  readonly count: number
  /** Of all that failed, 0 to 1. */
  readonly share: number
}

/** By cause, the most frequent first. */
export const byCause = ({ failed }: FailureFigures): ReadonlyArray<CauseShare> => {
  const counts = new Map<string, number>()
  for (const { cause, count } of failed) counts.set(cause, (counts.get(cause) ?? 0) + count)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [...counts]
    .map(([cause, count]) => ({ cause, count, share: count / total }))
    .toSorted((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1))
}

/** Of all that was attempted, 0 to 1; null where nothing was. */
export const rate = ({ attempted, failed }: FailureFigures): number | null =>
  attempted === 0 ? null : failed.reduce((sum, { count }) => sum + count, 0) / attempted
