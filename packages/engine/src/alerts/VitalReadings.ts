import type { Place } from "@sluice/core/alert/AlertRule"
import type { Reading } from "@sluice/core/alert/Condition"
import * as AlertRule from "@sluice/core/alert/AlertRule"
import type { Rulebook } from "@sluice/core/alert/Rulebook"
import type { Report, Vital } from "../ports/Vitals.ts"
import type { Taken } from "./SenderReadings.ts"

/** The worst word of any process: a guard that is paused in one of them is paused. */
const worst = (a: string, b: string): string => (a === "paused" || b === "paused" ? "paused" : b)

const latest = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b))

/** What two processes measured of one thing: events are added up, the slowest counts. Readings of two kinds are not one thing: the newer stays. */
const both = (a: Reading, b: Reading): Reading => {
  switch (b._tag) {
    case "Count":
      return a._tag === "Count" ? { ...b, count: a.count + b.count } : b
    case "Part":
      return a._tag === "Part" ? { ...b, part: a.part + b.part, whole: a.whole + b.whole } : b
    case "Value":
      return a._tag === "Value" ? { ...b, value: Math.max(a.value, b.value) } : b
    case "State":
      return a._tag === "State" ? { ...b, state: worst(a.state, b.state) } : b
    case "Moment":
      return a._tag === "Moment" ? { ...b, atMillis: latest(a.atMillis, b.atMillis) } : b
  }
}

const keyOf = ({ measure, place }: Vital): string => `${measure} ${JSON.stringify(Object.entries(place).toSorted())}`

/** What the processes report of themselves, each thing once. */
export const of = (reports: ReadonlyArray<Report>, installation: Place): ReadonlyArray<Taken> => {
  const merged = new Map<string, Vital>()
  for (const vital of reports.flatMap(({ vitals }) => vitals)) {
    const key = keyOf(vital)
    const before = merged.get(key)
    merged.set(key, before === undefined ? vital : { ...vital, reading: both(before.reading, vital.reading) })
  }
  return [...merged.values()].map(({ measure, place, reading }) => ({
    measure,
    place: { ...installation, ...place },
    reading
  }))
}

/** What was taken, for each rule of a book that is declared over it. */
export const forRules = (rules: Rulebook, taken: ReadonlyArray<Taken>) =>
  taken.flatMap(({ measure, place, reading }) =>
    rules.rules.flatMap((rule) =>
      rule.condition.measure === measure && AlertRule.keyOf(rule, place) !== null
        ? [{ ruleId: rule.id, place, reading }]
        : []
    )
  )
