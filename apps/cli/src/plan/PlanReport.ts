import type * as Step from "@sluice/core/plan/Step"
import type * as Summary from "@sluice/core/plan/Summary"
import { DateTime, Duration } from "effect"
import type { Style } from "../Output.ts"
import * as Percent from "../Percent.ts"
import * as Table from "../Table.ts"
import type * as PlanList from "./PlanList.ts"

/** What a plan says to people, and as JSON. */

/** `2026-03-10 16:00:12`, on the clocks of the zone. */
export const time = (zone: DateTime.TimeZone, millis: number): string =>
  DateTime.formatIsoOffset(DateTime.unsafeMakeZoned(millis, { timeZone: zone }))
    .slice(0, 19)
    .replace("T", " ")

const iso = (millis: number | null): string | null =>
  millis === null ? null : DateTime.formatIso(DateTime.unsafeMake(millis))

/** Whole seconds are enough for a span that people read. */
const span = (millis: number): string =>
  millis < 1_000 ? "under a second" : Duration.format(Duration.seconds(Math.round(millis / 1_000)))

/** `1 row`, `2 rows`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`

const heldUpBy = (binding: Summary.SenderSummary["binding"]): string =>
  binding
    .filter(({ share }) => share >= 0.005)
    .map(({ limit, share }) => `${limit} ${Percent.of(share)}`)
    .join(", ")

const why = (obstacle: Step.Obstacle): string => {
  switch (obstacle._tag) {
    case "Malformed":
      return `its ${obstacle.field === "units" ? "weight" : "due time"} cannot be read`
    case "NoSender":
      return "there is no sender for it"
    case "NoTemplate":
      return "no sender has its template"
    case "Held":
      return `it is held until somebody acts: ${obstacle.hold.reason}`
    case "NeverAdmitted":
      return `the limit ${obstacle.limit} admits nothing`
    case "Behind":
      return "an earlier message of its conversation never leaves"
  }
}

/** What reading the list has told beside its messages. */
type Read = Pick<PlanList.Planned, "refused" | "tellsWindows">

/** A plan in lines for people. */
export const lines = (
  summary: Summary.Summary,
  { refused, tellsWindows }: Read,
  policy: string,
  zone: DateTime.TimeZone,
  style: Style
): string => {
  const { departures, finishMillis, senders, startMillis, stays } = summary
  const all = `${counted(departures, "message")} through ${counted(senders.length, "sender")} under ${policy}`
  const head =
    finishMillis === null
      ? `${all}: nothing leaves`
      : `${all}: from ${time(zone, startMillis)} to ${time(zone, finishMillis)} (${span(finishMillis - startMillis)})`
  const table = Table.render(
    ["sender", "messages", "a minute", "first", "last", "rests", "held up by"],
    senders.map(({ binding, departures, firstMillis, lastMillis, perMinute, rests, sender }) => [
      sender,
      String(departures),
      perMinute.toFixed(1),
      firstMillis === null ? "-" : time(zone, firstMillis),
      lastMillis === null ? "-" : time(zone, lastMillis),
      String(rests),
      heldUpBy(binding)
    ]),
    new Set([1, 2, 5])
  )
  const outside = tellsWindows
    ? [`outside their recipients' 24 h windows, where templates alone may leave: ${summary.outsideWindow}`]
    : []
  const left =
    refused === 0 ? [] : [style.bad(`left out: ${counted(refused, "row")} with a number that cannot be sent to`)]
  const [first] = stays.first
  const never =
    first === undefined
      ? []
      : [style.bad(`never to leave: ${counted(stays.count, "message")}, the first because ${why(first.obstacle)}`)]
  return [head, "", table, ...outside, ...left, ...never].join("\n")
}

/** One line of `--json` for a message. */
export const stepJson = (step: Step.Step, row: number, recipient: string): unknown =>
  step._tag === "Departs"
    ? { row, recipient, sender: step.sender, at: iso(step.atMillis), waitedFor: step.waitedFor }
    : { row, recipient, sender: null, at: null, obstacle: step.obstacle }

/** The last line of `--json`. */
export const summaryJson = (summary: Summary.Summary, { refused, tellsWindows }: Read): unknown => {
  const { finishMillis, firstMillis, outsideWindow, senders, startMillis, stays, ...counts } = summary
  return {
    summary: {
      ...counts,
      // Null: the list does not say when recipients last wrote.
      outsideWindow: tellsWindows ? outsideWindow : null,
      start: iso(startMillis),
      first: iso(firstMillis),
      finish: iso(finishMillis),
      refused,
      neverLeave: { count: stays.count, byObstacle: stays.byObstacle },
      senders: senders.map(({ firstMillis, lastMillis, ...sender }) => ({
        ...sender,
        first: iso(firstMillis),
        last: iso(lastMillis)
      }))
    }
  }
}
