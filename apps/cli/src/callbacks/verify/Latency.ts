/** Answer times of a run, in whole milliseconds, rounded up. */
export interface Latency {
  readonly answered: number
  /** Requests that were not taken; their time says nothing. */
  readonly failed: number
  readonly p50Millis: number
  readonly p95Millis: number
  readonly p99Millis: number
  readonly maxMillis: number
}

/** The smallest of the values that at least this share of them do not exceed; 0 for none. */
const quantile = (sorted: ReadonlyArray<number>, share: number): number =>
  Math.ceil(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0)

/** Sums up what was measured; null for a request that was not taken. */
export const of = (measured: ReadonlyArray<number | null>): Latency => {
  const sorted = measured.filter((millis) => millis !== null).toSorted((a, b) => a - b)
  return {
    answered: sorted.length,
    failed: measured.length - sorted.length,
    p50Millis: quantile(sorted, 0.5),
    p95Millis: quantile(sorted, 0.95),
    p99Millis: quantile(sorted, 0.99),
    maxMillis: quantile(sorted, 1)
  }
}
