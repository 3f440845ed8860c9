import { Schema } from "effect"
import type { Schedule } from "../subscription/DeliveryPlan.ts"
import * as Alert from "./Alert.ts"
import type { Severity } from "./AlertRule.ts"

/** What is said of one alert in a letter. */
export const Line = Schema.Struct({
  kind: Schema.Literal("fired", "repeated", "recovered", "test"),
  /** 0 in a test. */
  alertId: Schema.Int,
  ruleId: Schema.String,
  severity: Alert.Severity,
  key: Schema.String,
  place: Alert.Place,
  sinceMillis: Schema.Number,
  atMillis: Schema.Number
})
export type Line = typeof Line.Type

/**
 * What one channel is told at once: everything of one group that came within `gatherMillis`, so that twenty senders with one trouble are one letter.
 *
 * States and edges:
 * - `pending`, no attempt -- more of its group --> the same with more lines; its time has come --> claimed
 * - `pending`, claimed -- taken --> `delivered`; not taken --> `pending`, due again by the schedule; the last try, or gone --> `abandoned`
 *
 * Nothing is added to a letter that was tried: a receiver that took it, and whose answer was lost, knows the repeat by its id.
 */
export const Letter = Schema.Struct({
  /** Of the same numbers as alerts; its repeats have the same one. */
  id: Schema.Int,
  channel: Schema.String,
  group: Schema.String,
  lines: Schema.Array(Line),
  /** Lines beyond `linesMax`, of which the number alone is told. */
  omitted: Schema.Int,
  state: Schema.Literal("pending", "delivered", "abandoned"),
  attempts: Schema.Int,
  dueMillis: Schema.Number,
  /** What the receiver answered last; null before, and where it has no such number. */
  status: Schema.NullOr(Schema.Int),
  /** Why it was not taken; null where it was, or was not tried. */
  detail: Schema.NullOr(Schema.String),
  queuedMillis: Schema.Number,
  updatedMillis: Schema.Number
})
export type Letter = typeof Letter.Type

/** Lines of one letter: more than anybody reads on a telephone, and bounded. */
export const linesMax = 50

/** How long a letter gathers, by the worst that it tells: somebody has to be woken within the minute of GD-03. */
export const gatherMillis: Readonly<Record<Severity, number>> = { critical: 5_000, warning: 30_000, info: 60_000 }

/** When a letter that was not taken is tried again. 4 h from the first try to the last: an alert that comes later is history. */
export const schedule: Schedule = {
  waitsMillis: [0, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000],
  jitterShare: 0.1,
  askedMillisMax: 3_600_000
}

/** Letters that wait for one channel at most. What comes beyond is not queued: a channel that is away for hours gets what it can still read. */
export const waitingMax = 1_000

const rank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

/** Whether `severity` is at least as bad as `least`. */
export const reaches = (severity: Severity, least: Severity): boolean => rank[severity] >= rank[least]

/** The worst that the lines tell. */
export const severityOf = ({ lines }: Pick<Letter, "lines">): Severity =>
  lines.reduce<Severity>((worst, { severity }) => (reaches(severity, worst) ? severity : worst), "info")

/** A new letter with one line. */
export const begun = (id: number, channel: string, group: string, line: Line, nowMillis: number): Letter => ({
  id,
  channel,
  group,
  lines: [line],
  omitted: 0,
  state: "pending",
  attempts: 0,
  dueMillis: nowMillis + gatherMillis[line.severity],
  status: null,
  detail: null,
  queuedMillis: nowMillis,
  updatedMillis: nowMillis
})

/** With one more line: it goes as soon as its worst asks for, and never later than it would have. */
export const extended = (letter: Letter, line: Line, nowMillis: number): Letter => {
  const full = letter.lines.length >= linesMax
  return {
    ...letter,
    lines: full ? letter.lines : [...letter.lines, line],
    omitted: letter.omitted + (full ? 1 : 0),
    dueMillis: Math.min(letter.dueMillis, nowMillis + gatherMillis[line.severity]),
    updatedMillis: nowMillis
  }
}
