import type { Reading } from "@sluice/core/alert/Condition"
import type { Measure } from "@sluice/core/alert/Measure"

/** How far back a gauge looks: a little longer than two looks at the alerts. Real time, as what it measures is. */
const windowMillis = 60_000

/** Values that a gauge remembers, the newest: more tell no percentile better. */
const valuesMax = 2_048

/** The newest values in a ring; both arrays hold nothing but zeros before their first value. */
const make = (share: number) => {
  const times = new Float64Array(valuesMax)
  const values = new Float64Array(valuesMax)
  let taken = 0
  return {
    took: (value: number, nowMillis: number): void => {
      const at = taken++ % valuesMax
      times[at] = nowMillis
      values[at] = value
    },
    /** The least value that `share` of those of the window do not exceed; null without any. */
    read: (nowMillis: number): number | null => {
      const recent = values.filter((_, at) => at < taken && nowMillis - (times[at] ?? 0) <= windowMillis)
      return recent.toSorted()[Math.max(0, Math.ceil(recent.length * share) - 1)] ?? null
    }
  }
}

const gauges = {
  "callback.answerMillisP99": make(0.99),
  // The longest.
  "numbers.judgementMillisMax": make(1),
  "failure.reactionMillisP99": make(0.99)
} as const satisfies Partial<Readonly<Record<Measure, unknown>>>

/** What a process measures of its own speed, milliseconds each. */
export type Gauge = keyof typeof gauges

/** One value. Cheap, and callable from anywhere: it touches this process alone. */
export const took = (gauge: Gauge, millis: number): void => gauges[gauge].took(millis, performance.now())

/** What the last minute showed; null where nothing was measured in it. */
export const reading = (gauge: Gauge): Reading | null => {
  const value = gauges[gauge].read(performance.now())
  return value === null ? null : { _tag: "Value", value }
}
