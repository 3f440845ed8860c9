import { AxisBottom, AxisLeft } from "@visx/axis"
import { scaleLinear, scaleUtc } from "@visx/scale"
import { LinePath } from "@visx/shape"
import { type ReactNode, useId } from "react"
import { useShown } from "../state/Preferences.tsx"

/** One line: a name, and its points in the order of time. */
export interface Line {
  readonly name: string
  readonly points: ReadonlyArray<{ readonly at: Date; readonly value: number }>
}

interface Props {
  readonly title: string
  /** What the values are counted in. */
  readonly unit: string
  readonly lines: ReadonlyArray<Line>
  /** The same as a table. */
  readonly children: ReactNode
}

const width = 720
const height = 240
const margin = { top: 12, right: 12, bottom: 28, left: 44 }

/** Lines are told apart by dashes as well as by colour. */
const dashes = ["", "8 4", "2 3", "10 3 2 3", "14 5", "1 4"]

const styleOf = (index: number) => ({
  className: `line-${index % dashes.length}`,
  strokeDasharray: dashes[index % dashes.length] ?? ""
})

/** Values over time as lines, with their table beneath: the drawing says nothing that the table does not. */
export const LineChart = ({ children, lines, title, unit }: Props) => {
  const { format, text } = useShown()
  const id = useId()
  const points = lines.flatMap((line) => line.points)
  const times = points.map(({ at }) => at.getTime())
  const x = scaleUtc({
    domain: [new Date(Math.min(...times)), new Date(Math.max(...times))],
    range: [margin.left, width - margin.right]
  })
  const y = scaleLinear({
    domain: [0, Math.max(1, ...points.map(({ value }) => value))],
    range: [height - margin.bottom, margin.top],
    nice: true
  })
  return (
    <figure className="chart">
      <figcaption id={id}>
        {title} <span className="quiet">({unit})</span>
      </figcaption>
      {points.length === 0 ? null : (
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={id}>
          <AxisLeft scale={y} left={margin.left} numTicks={4} tickFormat={(value) => format.number(Number(value))} />
          <AxisBottom
            scale={x}
            top={height - margin.bottom}
            numTicks={6}
            tickFormat={(value) => format.minute(new Date(Number(value)))}
          />
          {lines.map((line, index) => (
            <LinePath
              key={line.name}
              data={[...line.points]}
              x={({ at }) => x(at)}
              y={({ value }) => y(value)}
              fill="none"
              {...styleOf(index)}
            />
          ))}
        </svg>
      )}
      <ul className="legend">
        {lines.map(({ name }, index) => (
          <li key={name}>
            <svg viewBox="0 0 32 8" width="32" height="8" aria-hidden="true">
              <line x1="0" x2="32" y1="4" y2="4" {...styleOf(index)} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <details>
        <summary>{text.asTable}</summary>
        {children}
      </details>
    </figure>
  )
}
