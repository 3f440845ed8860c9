import type * as Step from "@sluice/core/plan/Step"
import { colours, coordinate, document, escaped } from "../plot/Svg.ts"

/**
 * A picture of a plan: how many messages are through at each time, and below, what the next one waits for.
 *
 * Departures are gathered as they come into a fixed number of cells when drawn, so that the picture has one size for any list.
 */

/** What is drawn of one departure. */
export interface Point {
  readonly atMillis: number
  readonly limit: Step.Binding["limit"] | null
}

const size = { width: 860, height: 320, left: 64, right: 20, top: 44, bottom: 84, strip: 14 }
const cells = 400

/** One colour a limit, in the order of the legend. */
const limits: ReadonlyArray<readonly [Step.Binding["limit"], string]> = [
  ["spacing", "#9fb3c8"],
  ["window", "#1769aa"],
  ["buffer", "#62b0e8"],
  ["throughput", "#3d8b7d"],
  ["rest", "#e0a030"],
  ["cooldown", "#d9663b"],
  ["pair", "#8e6bbf"],
  ["uniqueRecipients", "#b5739d"],
  ["calls", "#7a6652"],
  ["usage", "#a0a032"],
  ["hold", "#c0392b"]
]

/** What bound most departures of each cell; a cell without departures waits for what the next one waited for. */
const binding = (
  points: ReadonlyArray<Point>,
  startMillis: number,
  spanMillis: number
): ReadonlyArray<Point["limit"]> => {
  const counts = Array.from({ length: cells }, () => new Map<Point["limit"], number>())
  for (const { atMillis, limit } of points) {
    const cell = counts[Math.min(cells - 1, Math.floor(((atMillis - startMillis) / spanMillis) * cells))]
    cell?.set(limit, (cell.get(limit) ?? 0) + 1)
  }
  const bound: Array<Point["limit"]> = []
  let next: Point["limit"] = null
  for (const cell of counts.toReversed()) {
    const [most] = [...cell].toSorted(([, a], [, b]) => b - a)
    if (most !== undefined) next = most[0]
    bound.push(next)
  }
  return bound.toReversed()
}

const units: ReadonlyArray<readonly [string, number]> = [
  ["s", 1_000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000]
]

/** About six marks at whole seconds, minutes, hours or days. */
const marks = (spanMillis: number): ReadonlyArray<{ readonly millis: number; readonly label: string }> => {
  const steps = units.flatMap(([unit, millis]) => [1, 2, 5, 10, 15, 30].map((count) => ({ unit, millis, count })))
  const step = steps.find(({ count, millis }) => spanMillis / (count * millis) <= 8) ?? {
    unit: "d",
    millis: 86_400_000,
    count: Math.ceil(spanMillis / 86_400_000 / 8)
  }
  const every = step.count * step.millis
  return Array.from({ length: Math.floor(spanMillis / every) + 1 }, (_, n) => ({
    millis: n * every,
    label: `${n * step.count} ${step.unit}`
  }))
}

/** @param points in the order of time. */
export const svg = (points: ReadonlyArray<Point>, startMillis: number, title: string, caption: string): string => {
  const spanMillis = Math.max(1, (points.at(-1)?.atMillis ?? startMillis) - startMillis)
  const bottom = size.height - size.bottom
  const x = (millis: number): number => size.left + (millis / spanMillis) * (size.width - size.left - size.right)
  const y = (count: number): number => bottom - (count / Math.max(1, points.length)) * (bottom - size.top)
  /** As many corners as the picture can show. */
  const every = Math.max(1, Math.ceil(points.length / 2_000))
  const corners = points.flatMap(({ atMillis }, n) =>
    n % every === 0 || n === points.length - 1
      ? [`H${coordinate(x(atMillis - startMillis))}V${coordinate(y(n + 1))}`]
      : []
  )
  const path = `M${size.left} ${bottom}${corners.join("")}`
  const strip = binding(points, startMillis, spanMillis)
  const colour = new Map(limits)
  const shown = limits.filter(([limit]) => strip.includes(limit))
  const stripTop = bottom + 24
  const cellWidth = (size.width - size.left - size.right) / cells
  return document({ width: size.width, height: size.height, title }, [
    `<text x="${size.left}" y="26" fill="${colours.ink}" font-weight="600">${escaped(title)}</text>`,
    ...marks(spanMillis).map(({ label, millis }) => {
      const at = coordinate(x(millis))
      return `<path d="M${at} ${size.top}V${bottom}" stroke="${colours.grid}"/><text x="${at}" y="${bottom + 16}" fill="${colours.quiet}" text-anchor="middle">${label}</text>`
    }),
    `<path d="${path}V${bottom}Z" fill="${colours.fill}"/>`,
    `<path d="${path}" fill="none" stroke="${colours.line}" stroke-width="1.5"/>`,
    `<text x="${size.left - 8}" y="${size.top + 4}" fill="${colours.ink}" text-anchor="end">${points.length}</text>`,
    `<text x="${size.left - 8}" y="${bottom + 4}" fill="${colours.quiet}" text-anchor="end">0</text>`,
    ...runs(strip).map(({ from, limit, length }) =>
      limit === null
        ? ""
        : `<rect x="${coordinate(size.left + from * cellWidth)}" y="${stripTop}" width="${coordinate(length * cellWidth)}" height="${size.strip}" fill="${colour.get(limit) ?? colours.quiet}"/>`
    ),
    ...shown.map(
      ([limit, fill], n) =>
        `<rect x="${size.left + n * 96}" y="${stripTop + 22}" width="10" height="10" fill="${fill}"/><text x="${size.left + n * 96 + 15}" y="${stripTop + 31}" fill="${colours.ink}">${limit}</text>`
    ),
    `<text x="${size.left}" y="${size.height - 8}" fill="${colours.quiet}">${escaped(caption)}</text>`
  ])
}

/** Neighbours of one limit as one. */
const runs = (
  strip: ReadonlyArray<Point["limit"]>
): ReadonlyArray<{ readonly from: number; readonly length: number; readonly limit: Point["limit"] }> => {
  const found: Array<{ readonly from: number; length: number; readonly limit: Point["limit"] }> = []
  strip.forEach((limit, from) => {
    const last = found.at(-1)
    if (last !== undefined && last.limit === limit) last.length++
    else found.push({ from, length: 1, limit })
  })
  return found
}
