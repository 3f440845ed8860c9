import * as Svg from "@sluice/cli/plot/Svg"
import * as Bound from "./Bound.ts"
import type * as Contest from "./Contest.ts"
import { entrants } from "./Entrants.ts"
import * as Scenario from "./Scenario.ts"

/** Messages through over time as a picture, one panel a scenario; for light and dark pages alike. */

const size = { width: 860, panel: 300, left: 60, right: 118, top: 46, bottom: 34, footer: 34 }

/** Lines in both colours of a page, told apart by dashes too. */
const strokes: ReadonlyArray<{ readonly light: string; readonly dark: string; readonly dash: string }> = [
  { light: "#1769aa", dark: "#63b3ed", dash: "" },
  { light: "#b45309", dark: "#f6ad55", dash: "" },
  { light: "#7b341e", dark: "#dd8a6a", dash: "7 3" },
  { light: "#2f855a", dark: "#68d391", dash: "" },
  { light: "#6b46c1", dark: "#b794f4", dash: "" },
  { light: "#b83280", dark: "#f687b3", dash: "7 3" }
]

const style = [
  ".paper{fill:#fff}.ink{fill:#1f2933}.quiet{fill:#5f6c7b}.grid{stroke:#e4e7eb}.bound{stroke:#5f6c7b}",
  ...strokes.map(({ light }, at) => `.s${at}{stroke:${light}}.t${at}{fill:${light}}`),
  "@media (prefers-color-scheme:dark){",
  ".paper{fill:#14181d}.ink{fill:#e6e9ed}.quiet{fill:#9aa5b1}.grid{stroke:#2b333c}.bound{stroke:#9aa5b1}",
  ...strokes.map(({ dark }, at) => `.s${at}{stroke:${dark}}.t${at}{fill:${dark}}`),
  "}"
].join("")

interface Line {
  readonly label: string
  readonly at: number
  readonly millis: ReadonlyArray<number>
}

const linesOf = ({ others, sluice }: Contest.Result): ReadonlyArray<Line> => {
  const labels = new Map(entrants.map(({ label, name }) => [name, label]))
  const drawn = others.flatMap(({ acceptedMillis, contestant }) => {
    const label = labels.get(contestant) ?? null
    return label === null ? [] : [{ label, millis: acceptedMillis }]
  })
  return [{ label: "Sluice", millis: sluice.acceptedMillis }, ...drawn].map((line, at) => ({ ...line, at }))
}

/** How many had come at each of the moments. */
const counts = (millis: ReadonlyArray<number>, moments: ReadonlyArray<number>): ReadonlyArray<number> => {
  let count = 0
  return moments.map((moment) => {
    while (count < millis.length && (millis[count] ?? Number.POSITIVE_INFINITY) <= moment) count++
    return count
  })
}

/** The most that the rules let through evenly, of what is queued. */
const bound = (scenario: Scenario.Scenario): ReadonlyArray<number> => {
  const arrivals: Array<number> = []
  for (const atMillis of Bound.even(Bound.rulesOf(Scenario.policy.pacing))) {
    if (atMillis >= Scenario.spanMillis(scenario) || arrivals.length >= Scenario.queued(scenario)) return arrivals
    for (let sender = 0; sender < scenario.senders; sender++) arrivals.push(atMillis)
  }
  return arrivals
}

/** Labels at their lines' ends, moved apart where they would lie on one another. */
const spread = (ends: ReadonlyArray<number>, lowest: number): ReadonlyArray<number> => {
  const gap = 14
  const order = ends.map((y, at) => ({ y, at })).sort((a, b) => b.y - a.y)
  const placed: Array<number> = []
  let below = lowest + gap
  for (const { at, y } of order) {
    below = Math.min(y, below - gap)
    placed[at] = below
  }
  return placed
}

/** Every moment at which a curve may bend. */
const steps = 240

const panel = (result: Contest.Result, index: number): string => {
  const { scenario } = result
  const top = index * size.panel + size.top
  const bottom = (index + 1) * size.panel - size.bottom
  const right = size.width - size.right
  const spanMillis = Scenario.spanMillis(scenario)
  const allowed = bound(scenario)
  const most = Math.max(1, allowed.length) * 1.05
  const moments = Array.from({ length: steps + 1 }, (_, step) => (step / steps) * spanMillis)
  const x = (millis: number): string => Svg.coordinate(size.left + (millis / spanMillis) * (right - size.left))
  const height = (count: number): number => bottom - (count / most) * (bottom - top)
  const path = (millis: ReadonlyArray<number>): string => {
    const values = counts(millis, moments)
    return values
      .flatMap((value, step) => {
        const isStraight = value - (values[step - 1] ?? NaN) === (values[step + 1] ?? NaN) - value
        return isStraight ? [] : [`${x(moments[step] ?? 0)} ${Svg.coordinate(height(value))}`]
      })
      .join("L")
  }
  const lines = linesOf(result)
  const labels = spread(
    lines.map(({ millis }) => height(millis.length)),
    bottom
  )
  const tick = 10 ** Math.floor(Math.log10(most)) / (most / 10 ** Math.floor(Math.log10(most)) < 3 ? 2 : 1)
  return [
    `<text class="ink" x="${size.left}" y="${top - 18}" font-weight="600">${Svg.escaped(scenario.title)}</text>`,
    ...Array.from({ length: Math.floor(most / tick) + 1 }, (_, at) => {
      const y = Svg.coordinate(height(at * tick))
      return `<path class="grid" d="M${size.left} ${y}H${right}"/><text class="quiet" x="${size.left - 8}" y="${Number(y) + 4}" text-anchor="end">${at * tick}</text>`
    }),
    ...Array.from({ length: Math.floor(scenario.hours / 4) + 1 }, (_, at) => {
      const hour = at * 4
      return `<text class="quiet" x="${x(hour * 3_600_000)}" y="${bottom + 17}" text-anchor="middle">${hour} h</text>`
    }),
    `<path class="bound" d="M${path(allowed)}" fill="none" stroke-dasharray="2 4"/>`,
    ...lines
      .toReversed()
      .map(
        ({ at, millis }) =>
          `<path class="s${at}" d="M${path(millis)}" fill="none" stroke-width="${at === 0 ? 2.5 : 1.5}" stroke-dasharray="${strokes[at]?.dash ?? ""}"/>`
      ),
    ...lines.map(
      ({ at, label, millis }) =>
        `<text class="t${at}" x="${right + 8}" y="${Svg.coordinate((labels[at] ?? 0) + 4)}">${Svg.escaped(label)} ${millis.length}</text>`
    )
  ].join("\n")
}

/** The picture as SVG. */
export const svg = (results: ReadonlyArray<Contest.Result>): string => {
  const height = results.length * size.panel + size.footer
  const caption = "Messages through, by the platform's count. Dotted: the most that the rules let through evenly."
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${Svg.escaped(caption)}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${size.width}" height="${height}" rx="8"/>`,
    ...results.map(panel),
    `<text class="quiet" x="${size.left}" y="${height - 14}">${Svg.escaped(caption)}</text>`,
    "</svg>",
    ""
  ].join("\n")
}
