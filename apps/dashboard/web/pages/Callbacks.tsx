import type { WaitFigures } from "../../src/api/Shapes.ts"
import * as Language from "../../src/language/Language.ts"
import { DataTable } from "../parts/DataTable.tsx"
import { LineChart } from "../parts/LineChart.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useCounts, useDrift, useWaits } from "../state/Queries.ts"
import { useSession } from "../state/Session.tsx"

const Waits = ({ figures: { waits } }: { readonly figures: WaitFigures }) => {
  const { format, text } = useShown()
  if (waits.length === 0) return <p className="quiet">{text.callbacks.empty}</p>
  const line = (name: string, of: "medianMillis" | "p95Millis") => ({
    name,
    points: waits.map((step) => ({ at: new Date(step.from), value: step[of] }))
  })
  return (
    <LineChart
      title={text.callbacks.waits}
      unit={text.callbacks.millis}
      lines={[line(text.callbacks.median, "medianMillis"), line(text.callbacks.p95, "p95Millis")]}
    >
      <DataTable
        caption={text.callbacks.waits}
        keyOf={({ from }) => from}
        rows={waits.toReversed()}
        columns={[
          { name: text.callbacks.minute, heads: true, cell: ({ from }) => format.minute(new Date(from)) },
          { name: text.callbacks.count, numeric: true, cell: ({ callbacks }) => format.number(callbacks) },
          { name: text.callbacks.median, numeric: true, cell: ({ medianMillis }) => format.millis(medianMillis) },
          { name: text.callbacks.p95, numeric: true, cell: ({ p95Millis }) => format.millis(p95Millis) },
          { name: text.callbacks.longest, numeric: true, cell: ({ longestMillis }) => format.millis(longestMillis) }
        ]}
      />
    </LineChart>
  )
}

/** What is told of all accounts together. */
const OverAllAccounts = () => {
  const { format, text } = useShown()
  const counts = useCounts()
  const drift = useDrift()
  return (
    <>
      <Section title={text.callbacks.counts}>
        <Read of={counts}>
          {({ counts: all, oldestPendingAt }) => (
            <>
              <DataTable
                caption={text.callbacks.counts}
                empty={text.none}
                keyOf={([verdict]) => verdict}
                rows={Object.entries(all)}
                columns={[
                  {
                    name: text.callbacks.verdict,
                    heads: true,
                    cell: ([verdict]) => Language.word(text.verdicts, verdict)
                  },
                  { name: text.callbacks.count, numeric: true, cell: ([, count]) => format.number(count) }
                ]}
              />
              {oldestPendingAt === null ? null : (
                <p>{text.callbacks.pendingSince(format.distance(oldestPendingAt, Date.now()))}</p>
              )}
            </>
          )}
        </Read>
      </Section>
      <Section title={text.callbacks.drift}>
        <Read of={drift}>
          {({ places }) => (
            <DataTable
              caption={text.callbacks.drift}
              empty={text.callbacks.driftEmpty}
              keyOf={({ kind, path, provider, version }) => `${provider} ${kind} ${path} ${version}`}
              rows={places}
              columns={[
                { name: text.callbacks.path, heads: true, cell: ({ path }) => <code>{path}</code> },
                { name: text.callbacks.kind, cell: ({ kind }) => kind },
                { name: text.callbacks.provider, cell: ({ provider }) => provider },
                { name: text.callbacks.version, cell: ({ version }) => version ?? "–" },
                { name: text.callbacks.count, numeric: true, cell: ({ count }) => format.number(count) },
                { name: text.callbacks.last, cell: ({ lastAt }) => <Time at={lastAt} /> }
              ]}
            />
          )}
        </Read>
      </Section>
    </>
  )
}

/** Are callbacks processed in time (WH-08), and do they still look as expected (WH-09)? */
export const Callbacks = () => {
  const { text } = useShown()
  // A key of one account would be refused what is told of all.
  const { accountId } = useSession()
  return (
    <>
      <PageTitle>{text.callbacks.title}</PageTitle>
      <Section title={text.callbacks.waits}>
        <Read of={useWaits()}>{(figures) => <Waits figures={figures} />}</Read>
      </Section>
      {accountId === null ? <OverAllAccounts /> : null}
    </>
  )
}
