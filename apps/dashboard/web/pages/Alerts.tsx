import type { Alert } from "../../src/api/Shapes.ts"
import * as Language from "../../src/language/Language.ts"
import { AlertCare } from "../parts/AlertCare.tsx"
import { Badge, type Tone } from "../parts/Badge.tsx"
import { DataTable } from "../parts/DataTable.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useAlerts } from "../state/Queries.ts"

const tones: Readonly<Record<Alert["severity"], Tone>> = { info: "calm", warning: "warning", critical: "bad" }

interface Props {
  readonly title: string
  readonly empty: string
  readonly alerts: ReadonlyArray<Alert>
  readonly recovered: boolean
}

const AlertTable = ({ alerts, empty, recovered, title }: Props) => {
  const { text } = useShown()
  return (
    <Section title={title}>
      <DataTable
        caption={title}
        empty={empty}
        keyOf={({ id }) => String(id)}
        rows={alerts}
        columns={[
          { name: text.alerts.alert, heads: true, cell: ({ means }) => <span lang="en">{means}</span> },
          {
            name: text.alerts.severity,
            cell: ({ severity }) => <Badge tone={tones[severity]}>{Language.word(text.severities, severity)}</Badge>
          },
          {
            name: text.alerts.about,
            cell: ({ place }) =>
              Object.entries(place)
                .map(([name, value]) => `${name} ${value}`)
                .join(", ")
          },
          { name: text.alerts.since, cell: ({ since }) => <Time at={since} /> },
          recovered
            ? { name: text.alerts.recovered, cell: ({ recoveredAt }: Alert) => <Time at={recoveredAt} /> }
            : { name: text.alerts.acknowledged, cell: (alert: Alert) => <AlertCare alert={alert} /> },
          { name: text.alerts.remedy, cell: ({ remedy }) => <span lang="en">{remedy}</span> }
        ]}
      />
    </Section>
  )
}

/** What is out of order, since when, and what to do about it. */
export const Alerts = () => {
  const { text } = useShown()
  return (
    <>
      <PageTitle>{text.alerts.title}</PageTitle>
      <Read of={useAlerts()}>
        {({ alerts }) => (
          <>
            <AlertTable
              title={text.alerts.standing}
              empty={text.alerts.empty}
              alerts={alerts.filter(({ recoveredAt }) => recoveredAt === null)}
              recovered={false}
            />
            <AlertTable
              title={text.alerts.past}
              empty={text.alerts.pastEmpty}
              alerts={alerts.filter(({ recoveredAt }) => recoveredAt !== null)}
              recovered
            />
          </>
        )}
      </Read>
    </>
  )
}
