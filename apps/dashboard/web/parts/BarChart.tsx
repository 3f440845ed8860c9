import { scaleLinear } from "@visx/scale"
import { Bar } from "@visx/shape"
import { useId } from "react"

/** One bar: its name, its length, and how that is written. */
export interface BarOf {
  readonly name: string
  readonly value: number
  readonly written: string
}

const width = 720
const rowHeight = 34
const nameWidth = 220
const writtenWidth = 110

/** Bars beneath one another, each with its name and its figure written beside it. The table of the same figures stands below, where it is used. */
export const BarChart = ({ bars, title }: { readonly title: string; readonly bars: ReadonlyArray<BarOf> }) => {
  const id = useId()
  const scale = scaleLinear({
    domain: [0, Math.max(1, ...bars.map(({ value }) => value))],
    range: [0, width - nameWidth - writtenWidth]
  })
  return (
    <figure className="chart">
      <figcaption id={id}>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${bars.length * rowHeight}`} role="img" aria-labelledby={id}>
        {bars.map(({ name, value, written }, index) => {
          const top = index * rowHeight
          return (
            <g key={name}>
              <text x={nameWidth - 10} y={top + rowHeight / 2} textAnchor="end" dominantBaseline="central">
                {name}
              </text>
              <Bar className="bar-fill" x={nameWidth} y={top + 7} width={scale(value)} height={rowHeight - 14} rx={3} />
              <text x={nameWidth + scale(value) + 8} y={top + rowHeight / 2} dominantBaseline="central">
                {written}
              </text>
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
