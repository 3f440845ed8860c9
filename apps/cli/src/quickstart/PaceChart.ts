import { colours, coordinate, document, escaped } from "../plot/Svg.ts"

/**
 * A picture of pacing: for each sender the units that the platform had taken in the last minute, against the limit.
 *
 * The points are the judge's own record of arrivals, so the picture shows what the platform saw, not what the gateway meant.
 */
export interface Panel {
  readonly title: string
  readonly limitUnits: number
  /** Ascending. */
  readonly arrivals: ReadonlyArray<Arrival>
}

export interface Arrival {
  readonly atMillis: number
  readonly units: number
}

export interface Step {
  readonly atMillis: number
  readonly units: number
}

/**
 * Units within the window, as steps: each arrival adds its units, and takes them away one window later.
 *
 * Sums are taken in thousandths of a unit, which keep 1.8 exact.
 */
export const usage = (arrivals: ReadonlyArray<Arrival>, windowMillis: number): ReadonlyArray<Step> => {
  const changes = arrivals
    .flatMap(({ atMillis, units }) => [
      { atMillis, thousandths: Math.round(units * 1_000) },
      { atMillis: atMillis + windowMillis, thousandths: -Math.round(units * 1_000) }
    ])
    // What leaves the window at the moment when something enters it leaves first.
    .sort((a, b) => a.atMillis - b.atMillis || a.thousandths - b.thousandths)
  let sum = 0
  return changes.map(({ atMillis, thousandths }) => {
    sum += thousandths
    return { atMillis, units: sum / 1_000 }
  })
}

/** The highest use there was. */
export const peakUnits = (steps: ReadonlyArray<Step>): number =>
  steps.reduce((peak, { units }) => Math.max(peak, units), 0)

const size = { width: 860, panelHeight: 190, left: 56, right: 20, top: 44, bottom: 30, footer: 30 }
const minuteMillis = 60_000

/** The picture as SVG, one panel a sender, all on one time axis that starts with the first arrival. */
export const svg = (panels: ReadonlyArray<Panel>, windowMillis: number, caption: string): string => {
  const arrivals = panels.flatMap((panel) => panel.arrivals)
  const startMillis = arrivals.reduce((first, { atMillis }) => Math.min(first, atMillis), Infinity)
  const lastMillis = arrivals.reduce((last, { atMillis }) => Math.max(last, atMillis), 0)
  const minutes = arrivals.length === 0 ? 1 : Math.max(1, Math.ceil((lastMillis - startMillis) / minuteMillis))
  const height = panels.length * size.panelHeight + size.footer
  return document({ width: size.width, height, title: caption }, [
    ...panels.map((panel, index) =>
      drawn(panel, { index, minutes, startMillis: arrivals.length === 0 ? 0 : startMillis, windowMillis })
    ),
    `<text x="${size.left}" y="${height - 12}" fill="${colours.quiet}">${escaped(caption)}</text>`
  ])
}

interface Place {
  readonly index: number
  readonly minutes: number
  readonly startMillis: number
  readonly windowMillis: number
}

const drawn = (panel: Panel, { index, minutes, startMillis, windowMillis }: Place): string => {
  const steps = usage(panel.arrivals, windowMillis)
  const top = index * size.panelHeight + size.top
  const bottom = (index + 1) * size.panelHeight - size.bottom
  const unitsMax = Math.max(panel.limitUnits, peakUnits(steps)) * 1.15
  const endMillis = startMillis + minutes * minuteMillis
  const x = (atMillis: number): string =>
    coordinate(
      size.left + ((atMillis - startMillis) / (endMillis - startMillis)) * (size.width - size.left - size.right)
    )
  const y = (units: number): string => coordinate(bottom - (units / unitsMax) * (bottom - top))
  const shown = steps.filter(({ atMillis }) => atMillis <= endMillis)
  const path = shown.map(({ atMillis, units }) => `H${x(atMillis)}V${y(units)}`).join("")
  const limit = y(panel.limitUnits)
  return [
    `<text x="${size.left}" y="${top - 18}" fill="${colours.ink}" font-weight="600">${escaped(panel.title)}</text>`,
    ...Array.from({ length: minutes + 1 }, (_, minute) => {
      const at = x(startMillis + minute * minuteMillis)
      return `<path d="M${at} ${top}V${bottom}" stroke="${colours.grid}"/><text x="${at}" y="${bottom + 16}" fill="${colours.quiet}" text-anchor="middle">${minute} min</text>`
    }),
    `<path d="M${x(startMillis)} ${y(0)}${path}H${x(endMillis)}V${y(0)}Z" fill="${colours.fill}"/>`,
    `<path d="M${x(startMillis)} ${y(0)}${path}H${x(endMillis)}" fill="none" stroke="${colours.line}" stroke-width="1.5"/>`,
    `<path d="M${size.left} ${limit}H${size.width - size.right}" stroke="${colours.limit}" stroke-dasharray="6 4"/>`,
    `<text x="${size.width - size.right}" y="${top - 18}" fill="${colours.limit}" text-anchor="end">limit ${panel.limitUnits} units a minute</text>`,
    `<text x="${size.left - 8}" y="${Number(limit) + 4}" fill="${colours.limit}" text-anchor="end">${panel.limitUnits}</text>`,
    `<text x="${size.left - 8}" y="${bottom + 4}" fill="${colours.quiet}" text-anchor="end">0</text>`
  ].join("\n")
}
