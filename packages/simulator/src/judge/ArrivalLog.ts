/**
 * What one sender sent lately: every arrival with its weight, oldest first, and the sum over a sliding window.
 *
 * The window is open at its far end: an arrival exactly one window ago no longer counts. Sums are rounded to a millionth,
 * so that the weight 1.8 does not leave a remainder behind after thousands of additions.
 */
export interface ArrivalLog {
  readonly add: (atMillis: number, weight: number) => void
  /** Sum of weights in the last `windowMillis`, and forgets what is older. */
  readonly sum: (nowMillis: number, windowMillis: number) => number
}

/** Forgotten entries are cut off in blocks: cutting one at a time would copy the log for every arrival. */
const cutAt = 512

/** An empty log. Arrivals come in the order of time, and one log is asked about one length of window: what is older is gone. */
export const make = (): ArrivalLog => {
  let entries: Array<{ readonly atMillis: number; readonly weight: number }> = []
  let first = 0
  let total = 0
  return {
    add: (atMillis, weight) => {
      entries.push({ atMillis, weight })
      total += weight
    },
    sum: (nowMillis, windowMillis) => {
      for (let entry = entries[first]; entry !== undefined && nowMillis - entry.atMillis >= windowMillis;) {
        total -= entry.weight
        entry = entries[++first]
      }
      if (first >= cutAt) {
        entries = entries.slice(first)
        first = 0
      }
      if (first === entries.length) total = 0
      return Math.round(total * 1e6) / 1e6
    }
  }
}
