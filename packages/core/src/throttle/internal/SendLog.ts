import { Schema } from "effect"

/**
 * Answered sends in the order of their answers, as running totals, so that a question about any stretch of the recent past is two
 * binary searches and no sum. Plain JSON; every entry is `(atMillis, units so far, messages so far)`, the totals counting from the
 * beginning of time (2^53 thousandths of a unit outlast any sender).
 */
export const SendLog = Schema.Struct({
  /** Ascending. Arrays of one length. */
  atMillis: Schema.Array(Schema.Number),
  units: Schema.Array(Schema.Number),
  messages: Schema.Array(Schema.Number),
  /** Totals up to, and without, the first entry. */
  unitsBefore: Schema.Number,
  messagesBefore: Schema.Number
})
export type SendLog = typeof SendLog.Type

export const empty: SendLog = { atMillis: [], units: [], messages: [], unitsBefore: 0, messagesBefore: 0 }

/** Index of the first entry after `atMillis`; the length when there is none. */
const firstAfter = (log: SendLog, atMillis: number): number => {
  const times = log.atMillis
  let low = 0
  let high = times.length
  // The usual answers lie at the ends: nothing has expired yet, or everything has.
  if (high === 0 || (times[0] ?? 0) > atMillis) return 0
  if ((times[high - 1] ?? 0) <= atMillis) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? 0) <= atMillis) low = middle + 1
    else high = middle
  }
  return low
}

const totalBefore = (totals: ReadonlyArray<number>, before: number, index: number): number =>
  index === 0 ? before : (totals[index - 1] ?? before)

const last = (totals: ReadonlyArray<number>, before: number): number => totalBefore(totals, before, totals.length)

/** Units of the sends answered after `atMillis`. */
export const unitsAfter = (log: SendLog, atMillis: number): number =>
  last(log.units, log.unitsBefore) - totalBefore(log.units, log.unitsBefore, firstAfter(log, atMillis))

/** Messages among the sends answered after `atMillis`. */
export const messagesAfter = (log: SendLog, atMillis: number): number =>
  last(log.messages, log.messagesBefore) - totalBefore(log.messages, log.messagesBefore, firstAfter(log, atMillis))

/** The time of the entry with which the total since `atMillis` has shed `excess`; Infinity when it never sheds as much. */
const shedAt = (
  log: SendLog,
  totals: ReadonlyArray<number>,
  before: number,
  atMillis: number,
  excess: number
): number => {
  let low = firstAfter(log, atMillis)
  let high = totals.length
  const target = totalBefore(totals, before, low) + excess
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((totals[middle] ?? 0) < target) low = middle + 1
    else high = middle
  }
  return log.atMillis[low] ?? Number.POSITIVE_INFINITY
}

/** When was the send answered whose leaving takes `excess` units off those after `atMillis`? Infinity when there is none. */
export const unitsShedAt = (log: SendLog, atMillis: number, excess: number): number =>
  shedAt(log, log.units, log.unitsBefore, atMillis, excess)

/** When was the send answered whose leaving takes `excess` messages off those after `atMillis`? Infinity when there is none. */
export const messagesShedAt = (log: SendLog, atMillis: number, excess: number): number =>
  shedAt(log, log.messages, log.messagesBefore, atMillis, excess)

/**
 * Adds answered sends and forgets what was answered `keptMillis` or longer before, as of any moment that is not yet over: the entry
 * may stand up to a grain ahead of the clock.
 *
 * Times are rounded up to `grainMillis`, and entries of one time are one entry: at a thousand sends a second a grain keeps the log
 * short, and an entry leaves late by a grain at most, never early. A clock that steps back is read as standing still.
 */
export const append = (
  log: SendLog,
  entry: { readonly atMillis: number; readonly units: number; readonly messages: number },
  keptMillis: number,
  grainMillis: number
): SendLog => {
  const length = log.atMillis.length
  const newest = length === 0 ? Number.NEGATIVE_INFINITY : (log.atMillis[length - 1] ?? 0)
  const atMillis = Math.max(newest, Math.ceil(entry.atMillis / grainMillis) * grainMillis)
  const from = firstAfter(log, atMillis - keptMillis - grainMillis)
  const to = newest === atMillis ? length - 1 : length
  const times = log.atMillis.slice(from, to)
  const units = log.units.slice(from, to)
  const messages = log.messages.slice(from, to)
  times.push(atMillis)
  units.push(last(log.units, log.unitsBefore) + entry.units)
  messages.push(last(log.messages, log.messagesBefore) + entry.messages)
  return {
    atMillis: times,
    units,
    messages,
    unitsBefore: totalBefore(log.units, log.unitsBefore, from),
    messagesBefore: totalBefore(log.messages, log.messagesBefore, from)
  }
}
