import { useState } from "react"
import { Link } from "wouter"
import * as Causes from "../../src/figures/Causes.ts"
import type { FailureFigures } from "../../src/api/Shapes.ts"
import * as Language from "../../src/language/Language.ts"
import { BarChart } from "../parts/BarChart.tsx"
import { DataTable } from "../parts/DataTable.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useFailures } from "../state/Queries.ts"

const spans = { hour: 60, day: 1_440, week: 10_080 } as const
const names = ["hour", "day", "week"] as const

const Figures = ({ figures }: { readonly figures: FailureFigures }) => {
  const { format, text } = useShown()
  const causes = Causes.byCause(figures)
  const rate = Causes.rate(figures)
  const failed = causes.reduce((sum, { count }) => sum + count, 0)
  if (rate === null || failed === 0) return <p className="quiet">{text.failures.empty}</p>
  return (
    <>
      <p>{text.failures.rate(format.share(rate), format.number(failed), format.number(figures.attempted))}</p>
      <BarChart
        title={text.failures.byCause}
        bars={causes.map(({ cause, count, share }) => ({
          name: Language.word(text.causes, cause),
          value: count,
          written: `${format.number(count)} (${format.share(share)})`
        }))}
      />
      <DataTable
        caption={text.failures.bySender}
        keyOf={({ cause, code, senderId }) => `${senderId} ${cause} ${code}`}
        rows={figures.failed}
        columns={[
          { name: text.budget.sender, heads: true, cell: ({ senderId }) => senderId },
          { name: text.failures.cause, cell: ({ cause }) => Language.word(text.causes, cause) },
          { name: text.failures.code, numeric: true, cell: ({ code }) => code ?? "–" },
          { name: text.failures.count, numeric: true, cell: ({ count }) => format.number(count) }
        ]}
      />
    </>
  )
}

/** What fails, how much of it, and why (SF-01, SF-07). */
export const Failures = () => {
  const { text } = useShown()
  const [span, setSpan] = useState<(typeof names)[number]>("day")
  const figures = useFailures(spans[span])
  return (
    <>
      <PageTitle>{text.failures.title}</PageTitle>
      <Section title={text.failures.byCause}>
        <label htmlFor="span">{text.failures.span}</label>
        <select
          id="span"
          value={span}
          onChange={({ target }) => setSpan(names.find((name) => name === target.value) ?? "day")}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {text.failures.spans[name]}
            </option>
          ))}
        </select>
        <Read of={figures}>{(found) => <Figures figures={found} />}</Read>
        <p>
          <Link href="/messages?state=failed">{text.failures.list}</Link>
        </p>
      </Section>
    </>
  )
}
