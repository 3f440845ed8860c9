import * as Bound from "./Bound.ts"
import * as Contest from "./Contest.ts"
import type { Outcome } from "./Outcome.ts"

/** A contest as a table: one row each, Sluice first, what is outside the contest last. */

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })

/** Parts of a whole to a tenth of a percent. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** `7 h 17 min`. */
const span = (millis: number): string => {
  const minutes = Math.round(millis / 60_000)
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`
}

const head = ["", "through", "of the rules", "429s", "trips", "worst hold", "held", "last at"]

const row = ({ scenario }: Contest.Result, outcome: Outcome): ReadonlyArray<string> => [
  outcome.contestant,
  number.format(outcome.through),
  percent(Contest.share(Bound.even, scenario, outcome)),
  number.format(outcome.refused),
  number.format(outcome.trips),
  outcome.worst ?? "none",
  span(outcome.heldMillis),
  outcome.finishMillis === null ? "" : span(outcome.finishMillis)
]

const outside = (outcome: Outcome): Outcome => ({
  ...outcome,
  contestant: `outside, in bursts: ${outcome.contestant}`
})

const rows = (result: Contest.Result): ReadonlyArray<ReadonlyArray<string>> =>
  [result.sluice, ...result.others, outside(result.bunching)].map((outcome) => row(result, outcome))

/** Whether a column holds words, and so begins at the left. */
const isWords = (column: number): boolean => column === 0 || head[column] === "worst hold"

const aligned = (cells: ReadonlyArray<string>, widths: ReadonlyArray<number>): ReadonlyArray<string> =>
  cells.map((cell, column) => {
    const width = widths[column] ?? 0
    return isWords(column) ? cell.padEnd(width) : cell.padStart(width)
  })

const widthsOf = (lines: ReadonlyArray<ReadonlyArray<string>>, leastWidth: number): ReadonlyArray<number> =>
  head.map((_, column) => Math.max(leastWidth, ...lines.map((cells) => cells[column]?.length ?? 0)))

/** For a terminal. */
export const text = (result: Contest.Result): string => {
  const lines = [head, ...rows(result)]
  const widths = widthsOf(lines, 0)
  return lines.map((cells) => aligned(cells, widths).join("  ").trimEnd()).join("\n")
}

/** For a page, as the house's formatter has it. */
export const markdown = (result: Contest.Result): string => {
  const [subject = [], ...others] = rows(result)
  const lines = [head, subject.map((cell) => (cell === "" ? cell : `**${cell}**`)), ...others]
  const widths = widthsOf(lines, 3)
  const rule = widths.map((width, column) => (isWords(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`))
  const line = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`
  return [aligned(head, widths), rule, ...lines.slice(1).map((cells) => aligned(cells, widths))].map(line).join("\n")
}

/** What the rules let through, read as even and in bursts, and what the forecast said. */
export const remark = ({ foretold, scenario, sluice }: Contest.Result): string => {
  const time =
    sluice.finishMillis === null ? `${scenario.hours} h` : `the ${span(sluice.finishMillis)} that Sluice took`
  const [even, bunched] = [Bound.even, Bound.bunched].map((course) => {
    const allowed = number.format(Contest.allowed(course, scenario, sluice))
    return `${allowed} (Sluice: ${percent(Contest.share(course, scenario, sluice))})`
  })
  const departures = number.format(foretold.departures)
  const missed = foretold.differing === 0 ? "none" : number.format(foretold.differing)
  return (
    `In ${time} the rules let ${even} through evenly, and ${bunched} in bursts. ` +
    `Of the ${departures} departures that were foretold, ${missed} was at another millisecond.`
  )
}
