import type * as Cost from "@sluice/core/cost/Cost"
import { colours, coordinate, document, escaped } from "../plot/Svg.ts"
import * as CostReport from "./CostReport.ts"

const size = { width: 860, left: 150, right: 190, top: 56, row: 34, bar: 20, bottom: 48 }

const known = ({ bill }: Cost.Row): number => (bill._tag === "Unknown" ? 0 : bill.usdPerMonth)

/** About five marks at 1, 2 or 5 times a power of ten. */
const marks = (max: number): ReadonlyArray<number> => {
  const rough = max / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, n) => n * step)
}

/** One bar a plan. A lower bound is open at its end; an unknown price has no bar, and says so. */
const bar = (row: Cost.Row, top: number, x: (usd: number) => number, isCheapest: boolean): string => {
  const end = x(known(row))
  const middle = top + size.bar / 2 + 4
  const isBound = row.bill._tag === "AtLeast"
  const fill = isCheapest ? colours.line : colours.fill
  return [
    `<text x="${size.left - 10}" y="${middle}" fill="${colours.ink}" text-anchor="end">${escaped(row.plan)}</text>`,
    row.bill._tag === "Unknown"
      ? ""
      : `<rect x="${size.left}" y="${top}" width="${coordinate(Math.max(1, end - size.left))}" height="${size.bar}" fill="${fill}"${isBound ? ` stroke="${colours.line}" stroke-dasharray="4 3"` : ""}/>`,
    `<text x="${coordinate(end + 8)}" y="${middle}" fill="${colours.ink}">${escaped(CostReport.bill(row.bill))}</text>`
  ]
    .filter((line) => line !== "")
    .join("\n")
}

/** A month's bill of each plan, as bars on one axis; the cheapest stands out. */
export const svg = ({ cheapest, messagesPerMonth, perDay, rows }: Cost.Comparison): string => {
  const bottom = size.top + rows.length * size.row
  const max = Math.max(1, ...rows.map(known))
  const x = (usd: number): number => size.left + (usd / max) * (size.width - size.left - size.right)
  const title = `A month of ${messagesPerMonth.toLocaleString("en-US")} messages (${perDay.toLocaleString("en-US")} a day), by plan`
  return document({ width: size.width, height: bottom + size.bottom, title }, [
    `<text x="${size.left}" y="28" fill="${colours.ink}" font-weight="600">${escaped(title)}</text>`,
    ...marks(max).map((usd) => {
      const at = coordinate(x(usd))
      return `<path d="M${at} ${size.top - 8}V${bottom}" stroke="${colours.grid}"/><text x="${at}" y="${bottom + 16}" fill="${colours.quiet}" text-anchor="middle">${usd.toLocaleString("en-US")} USD</text>`
    }),
    ...rows.map((row, n) => bar(row, size.top + n * size.row, x, row.plan === cheapest?.plan)),
    `<text x="${size.left}" y="${bottom + size.bottom - 10}" fill="${colours.quiet}">What the platform itself charges comes on top of each.</text>`
  ])
}
