/**
 * How many sends were answered lately, by time: running totals, so that a question about any stretch is a binary search and no sum.
 *
 * **Shared pages.** The closed entries of all versions stand in two arrays that only grow, and a version sees the stretch from `from` to
 * `to`; the newest entry, which may still grow, is its own (`openMillis`, `total`). Whoever writes on from the version that reaches to the
 * end of the arrays appends in place: no other version sees that far. Whoever writes on from an older one copies its stretch first. So a
 * version never changes, and a step of a lane costs no copy.
 */
export interface Recent {
  /** Ascending times of the closed entries, and the count of all sends up to and with each. */
  readonly atMillis: Array<number>
  readonly totals: Array<number>
  readonly from: number
  readonly to: number
  /** Sends before the entry at `from`. */
  readonly totalBefore: number
  /** The open entry's time; -Infinity when nothing was ever answered. */
  readonly openMillis: number
  /** All sends, those of the open entry included. */
  readonly total: number
}

const fresh = (): Recent => ({
  atMillis: [],
  totals: [],
  from: 0,
  to: 0,
  totalBefore: 0,
  openMillis: Number.NEGATIVE_INFINITY,
  total: 0
})

/** Nothing was answered. Its arrays are never written to: a first entry is an open one, and a second copies. */
export const empty: Recent = fresh()

/** Index of the first closed entry after `atMillis`; `to` when there is none. */
const firstAfter = (recent: Recent, atMillis: number): number => {
  const times = recent.atMillis
  let low = recent.from
  let high = recent.to
  // The usual answers lie at the ends: nothing has expired yet, or everything has.
  if (low === high || (times[low] ?? 0) > atMillis) return low
  if ((times[high - 1] ?? 0) <= atMillis) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? 0) <= atMillis) low = middle + 1
    else high = middle
  }
  return low
}

const totalBefore = (recent: Recent, index: number): number =>
  index <= recent.from ? recent.totalBefore : (recent.totals[index - 1] ?? recent.totalBefore)

/** Sends answered after `atMillis`. */
export const after = (recent: Recent, atMillis: number): number =>
  recent.openMillis <= atMillis ? 0 : recent.total - totalBefore(recent, firstAfter(recent, atMillis))

/** When was the send answered with whose leaving those after `atMillis` have become `excess` fewer? Infinity when there is none. */
export const shedAt = (recent: Recent, atMillis: number, excess: number): number => {
  if (recent.openMillis <= atMillis) return Number.POSITIVE_INFINITY
  let low = firstAfter(recent, atMillis)
  let high = recent.to
  const target = totalBefore(recent, low) + excess
  if (target > recent.total) return Number.POSITIVE_INFINITY
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((recent.totals[middle] ?? 0) < target) low = middle + 1
    else high = middle
  }
  return low < recent.to ? (recent.atMillis[low] ?? recent.openMillis) : recent.openMillis
}

/** A stretch that begins this far into its arrays is moved to new ones, as soon as it is the smaller part of them. */
const movedFrom = 64

/**
 * Adds one answered send and forgets what was answered `keptMillis` or longer before, as of any moment that is not yet over: the entry
 * may stand up to a grain ahead of the clock.
 *
 * Times are rounded up to `grainMillis`, and entries of one time are one entry: an entry leaves late by a grain at most, never
 * early. A clock that steps back is read as standing still.
 */
export const append = (recent: Recent, sendMillis: number, keptMillis: number, grainMillis: number): Recent => {
  const atMillis = Math.max(
    recent.openMillis,
    grainMillis === 1 ? Math.ceil(sendMillis) : Math.ceil(sendMillis / grainMillis) * grainMillis
  )
  const { openMillis, total } = recent
  if (atMillis === openMillis || openMillis === Number.NEGATIVE_INFINITY) {
    return {
      atMillis: recent.atMillis,
      totals: recent.totals,
      from: recent.from,
      to: recent.to,
      totalBefore: recent.totalBefore,
      openMillis: atMillis,
      total: total + 1
    }
  }
  const forgottenMillis = atMillis - keptMillis - grainMillis
  const from = firstAfter(recent, forgottenMillis)
  const before = totalBefore(recent, from)
  // The open entry closes, unless it has expired with all before it.
  if (openMillis <= forgottenMillis) {
    return { ...fresh(), totalBefore: total, openMillis: atMillis, total: total + 1 }
  }
  const owned = recent.to > 0 && recent.atMillis.length === recent.to && (from < movedFrom || 2 * from < recent.to)
  const times = owned ? recent.atMillis : recent.atMillis.slice(from, recent.to)
  const totals = owned ? recent.totals : recent.totals.slice(from, recent.to)
  times.push(openMillis)
  totals.push(total)
  return {
    atMillis: times,
    totals,
    from: owned ? from : 0,
    to: times.length,
    totalBefore: before,
    openMillis: atMillis,
    total: total + 1
  }
}
