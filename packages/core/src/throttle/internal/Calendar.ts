/**
 * Keys in the order of their times, to which entries are added at the end and taken off at the beginning.
 *
 * Versions share their pages in the manner of `Recent`: the arrays only grow, a version sees its stretch of them, the one that reaches
 * to their end appends in place, and any other copies its stretch first. So a version never changes, and a step costs no copy.
 */
export interface Calendar {
  readonly atMillis: Array<number>
  readonly keys: Array<string>
  readonly from: number
  readonly to: number
}

/** Its arrays are never written to: a version without entries copies before it appends. */
export const empty: Calendar = { atMillis: [], keys: [], from: 0, to: 0 }

export const size = (calendar: Calendar): number => calendar.to - calendar.from

/** @param index from `from` on, below `to`. */
export const millisAt = (calendar: Calendar, index: number): number => calendar.atMillis[index] ?? 0

/** @param index from `from` on, below `to`. */
export const keyAt = (calendar: Calendar, index: number): string => calendar.keys[index] ?? ""

/** Time of the last entry; -Infinity without any. */
export const newestMillis = (calendar: Calendar): number =>
  size(calendar) === 0 ? Number.NEGATIVE_INFINITY : millisAt(calendar, calendar.to - 1)

/** A stretch that begins this far into its arrays is moved to new ones, as soon as it is the smaller part of them. */
const movedFrom = 64

/** @param atMillis not before the newest entry's. */
export const append = (calendar: Calendar, atMillis: number, key: string): Calendar => {
  const { from, to } = calendar
  const owned = to > 0 && calendar.keys.length === to && (from < movedFrom || 2 * from < to)
  const times = owned ? calendar.atMillis : calendar.atMillis.slice(from, to)
  const keys = owned ? calendar.keys : calendar.keys.slice(from, to)
  times.push(atMillis)
  keys.push(key)
  return { atMillis: times, keys, from: owned ? from : 0, to: keys.length }
}

/** Without the entries before the index `from`. */
export const dropped = (calendar: Calendar, from: number): Calendar => ({ ...calendar, from })

/** The entries that `keeps` wants, in pages of their own. */
export const filter = (calendar: Calendar, keeps: (atMillis: number, key: string) => boolean): Calendar => {
  const atMillis: Array<number> = []
  const keys: Array<string> = []
  for (let i = calendar.from; i < calendar.to; i++) {
    if (!keeps(millisAt(calendar, i), keyAt(calendar, i))) continue
    atMillis.push(millisAt(calendar, i))
    keys.push(keyAt(calendar, i))
  }
  return { atMillis, keys, from: 0, to: keys.length }
}
