import { DateTime, Option } from "effect"
import type * as Pacing from "../policy/Pacing.ts"

/**
 * Peak hours in the business's own time zone (SPEC RL-01).
 *
 * The offset of a zone is looked up once a quarter of an hour and remembered per zone: the zones in use change their offsets on
 * quarter hours only, and a look-up costs microseconds while a limiter is asked millions of times. Two quarters are remembered, since
 * a limiter asks about now and about one window later.
 */

const minuteMillis = 60_000
const quarterMillis = 15 * minuteMillis
const dayMinutes = 24 * 60

/** More zones than there are: names that no calendar knows are remembered too, and must not fill the memory. */
const rememberedMax = 1_024

interface Remembered {
  readonly zone: DateTime.TimeZone | null
  quarter: number
  offsetMillis: number
  /** The one that was looked up before it. */
  otherQuarter: number
  otherOffsetMillis: number
}
const remembered = new Map<string, Remembered>()

const lookUp = (timeZone: string): Remembered => {
  const known = remembered.get(timeZone)
  if (known !== undefined) return known
  if (remembered.size >= rememberedMax) remembered.clear()
  const fresh: Remembered = {
    zone: Option.getOrNull(DateTime.zoneMakeNamed(timeZone)),
    quarter: Number.NaN,
    offsetMillis: 0,
    otherQuarter: Number.NaN,
    otherOffsetMillis: 0
  }
  remembered.set(timeZone, fresh)
  return fresh
}

/** What local clocks in `timeZone` are ahead of UTC at `atMillis`, in milliseconds; null for a name that is no time zone. */
export const offsetMillis = (timeZone: string, atMillis: number): number | null => {
  const entry = lookUp(timeZone)
  if (entry.zone === null) return null
  const quarter = Math.floor(atMillis / quarterMillis)
  if (entry.otherQuarter === quarter) return entry.otherOffsetMillis
  if (entry.quarter !== quarter) {
    entry.otherQuarter = entry.quarter
    entry.otherOffsetMillis = entry.offsetMillis
    const zoned = DateTime.unsafeMakeZoned(quarter * quarterMillis, { timeZone: entry.zone })
    entry.offsetMillis = DateTime.zonedOffset(zoned)
    entry.quarter = quarter
  }
  return entry.offsetMillis
}

/**
 * Does `atMillis` fall into one of the spans of the day, as clocks in `timeZone` show it?
 *
 * The end of a span is not part of it. An unknown time zone has no peak hours: the lower limit is the safe one.
 *
 * @param timeZone IANA name, as in `Asia/Taipei`.
 */
export const covers = (spans: ReadonlyArray<Pacing.DaySpan>, timeZone: string, atMillis: number): boolean => {
  const offset = offsetMillis(timeZone, atMillis)
  if (offset === null) return false
  const minutes = Math.floor((atMillis + offset) / minuteMillis)
  const minuteOfDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes
  for (const span of spans) if (minuteOfDay >= span.startMinute && minuteOfDay < span.endMinute) return true
  return false
}

/** Clocks are set by an hour, in places by less, and never by more than this. */
const clockShiftMillisMax = 2 * 60 * minuteMillis

/**
 * The first moment after `afterMillis` and before `beforeMillis` at which a span begins or ends; Infinity when there is none, and in an
 * unknown time zone. On a day on which clocks are set it is the moment as they show it afterwards.
 */
export const nextEdgeMillis = (
  spans: ReadonlyArray<Pacing.DaySpan>,
  timeZone: string,
  afterMillis: number,
  beforeMillis: number
): number => {
  const offset = offsetMillis(timeZone, afterMillis)
  if (offset === null) return Number.POSITIVE_INFINITY
  const minutes = Math.floor((afterMillis + offset) / minuteMillis)
  const minuteOfDay = ((minutes % dayMinutes) + dayMinutes) % dayMinutes
  let ahead = Number.POSITIVE_INFINITY
  for (const { endMinute, startMinute } of spans) {
    ahead = Math.min(ahead, minutesUntil(startMinute, minuteOfDay), minutesUntil(endMinute, minuteOfDay))
  }
  const edgeMillis = (minutes + ahead) * minuteMillis - offset
  // Nearly always: and the offset of that hour need not be looked up.
  if (edgeMillis >= beforeMillis + clockShiftMillisMax) return Number.POSITIVE_INFINITY
  const then = offsetMillis(timeZone, edgeMillis) ?? offset
  const shownMillis = Math.max(afterMillis + 1, edgeMillis + offset - then)
  return shownMillis < beforeMillis ? shownMillis : Number.POSITIVE_INFINITY
}

/** From one minute of the day to the next time it is another, 1 to 1440. */
const minutesUntil = (minute: number, minuteOfDay: number): number =>
  ((minute - minuteOfDay - 1 + 2 * dayMinutes) % dayMinutes) + 1
