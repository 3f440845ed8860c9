/**
 * What a well-behaved sender would not have done: counted without bound, kept in detail up to a bound (the newest).
 */
export interface Violation {
  /** `limit`: refused by one; `hold`: sent while held; `doubled`: accepted twice. */
  readonly kind: "limit" | "hold" | "doubled"
  readonly rule: string
  readonly details: string
  readonly atMillis: number
  readonly phoneNumberId: string
  readonly to: string
  readonly opaque: string | null
}

/** The violations of one run. */
export interface Violations {
  readonly add: (violation: Violation) => void
  readonly total: () => number
  /** Counts by `rule kind`, such as `RL-06 limit`. */
  readonly counts: () => Readonly<Record<string, number>>
  /** The newest, oldest first. */
  readonly kept: () => ReadonlyArray<Violation>
}

/** None so far; of those to come the newest `keptMax` are kept in detail. */
export const make = (keptMax: number): Violations => {
  const counts = new Map<string, number>()
  const kept: Array<Violation> = []
  let total = 0
  return {
    add: (violation) => {
      total++
      const key = `${violation.rule} ${violation.kind}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      kept.push(violation)
      if (kept.length > keptMax) kept.shift()
    },
    total: () => total,
    counts: () => Object.fromEntries(counts),
    kept: () => [...kept]
  }
}
