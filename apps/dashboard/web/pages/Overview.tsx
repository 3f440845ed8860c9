import { Link } from "wouter"
import * as Throughput from "../../src/figures/Throughput.ts"
import { LineChart } from "../parts/LineChart.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { BudgetTable } from "../parts/BudgetTable.tsx"
import { SendsTable } from "../parts/SendsTable.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useAlerts, useBudgets, useHolds, useSenders, useSends } from "../state/Queries.ts"

/** Lines that can still be told apart. */
const linesMax = 6

/** What somebody has to look at: holds, reviews that are due, alerts that stand. */
const Attention = () => {
  const { text } = useShown()
  const holds = useHolds()
  const alerts = useAlerts()
  const inForce = holds.data?.holds ?? []
  const reviews = inForce.filter(({ needsReview }) => needsReview).length
  const standing = alerts.data?.alerts.filter(({ recoveredAt }) => recoveredAt === null).length ?? 0
  return (
    <Section title={text.overview.standing}>
      <Read of={holds}>
        {() =>
          inForce.length === 0 && standing === 0 ? (
            <p className="quiet">{text.overview.calm}</p>
          ) : (
            <ul className="attention">
              {inForce.length === 0 ? null : (
                <li>
                  <Link href="/holds">{text.overview.holds(inForce.length)}</Link>
                </li>
              )}
              {reviews === 0 ? null : (
                <li>
                  <Link href="/holds">{text.overview.review(reviews)}</Link>
                </li>
              )}
              {standing === 0 ? null : (
                <li>
                  <Link href="/alerts">{text.overview.alerts(standing)}</Link>
                </li>
              )}
            </ul>
          )
        }
      </Read>
    </Section>
  )
}

/** Is it sending, how fast, and what stands in the way? */
export const Overview = () => {
  const { text } = useShown()
  const senders = useSenders()
  const sends = useSends()
  const budgets = useBudgets()
  const ids = senders.data?.senders.map(({ id }) => id) ?? []
  return (
    <>
      <PageTitle>{text.overview.title}</PageTitle>
      <Attention />
      <Section title={text.nav.senders}>
        <Read of={sends}>
          {(figures) => {
            const all = Throughput.series(figures, ids)
            return (
              <LineChart
                title={text.overview.throughput}
                unit={text.overview.perMinute}
                lines={Throughput.busiest(all, linesMax).map(({ points, senderId }) => ({
                  name: senderId,
                  points: points.map(({ at, sends: value }) => ({ at, value }))
                }))}
              >
                <SendsTable series={all} />
              </LineChart>
            )
          }}
        </Read>
      </Section>
      <Section title={text.overview.budgets}>
        <Read of={budgets}>{({ budgets: all }) => <BudgetTable budgets={all} sends={sends.data} />}</Read>
      </Section>
    </>
  )
}
