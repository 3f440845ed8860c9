import { Link } from "wouter"
import * as Queue from "../../src/figures/Queue.ts"
import * as Steps from "../../src/figures/Steps.ts"
import { CampaignBadge } from "../parts/CampaignBadge.tsx"
import { DataTable } from "../parts/DataTable.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useCampaigns, useQueue } from "../state/Queries.ts"

const Waiting = () => {
  const { format, text } = useShown()
  return (
    <Section title={text.campaigns.queue}>
      <Read of={useQueue()}>
        {({ depths }) => (
          <DataTable
            caption={text.campaigns.queue}
            empty={text.campaigns.queueEmpty}
            keyOf={({ senderId }) => senderId}
            rows={Queue.waiting(depths)}
            columns={[
              { name: text.budget.sender, heads: true, cell: ({ senderId }) => senderId },
              { name: text.campaigns.queued, numeric: true, cell: ({ queued }) => format.number(queued) },
              { name: text.campaigns.underway, numeric: true, cell: ({ underway }) => format.number(underway) },
              { name: text.campaigns.firstDue, cell: ({ firstDueAt }) => <Time at={firstDueAt} /> }
            ]}
          />
        )}
      </Read>
    </Section>
  )
}

/** What waits, and when each campaign will be through. */
export const Campaigns = () => {
  const { format, text } = useShown()
  return (
    <>
      <PageTitle>{text.campaigns.title}</PageTitle>
      <Waiting />
      <Section title={text.campaigns.list}>
        <Read of={useCampaigns()}>
          {({ campaigns }) => (
            <DataTable
              caption={text.campaigns.list}
              empty={text.campaigns.empty}
              keyOf={({ id }) => id}
              rows={campaigns}
              columns={[
                {
                  name: text.campaigns.name,
                  heads: true,
                  cell: ({ id, name }) => <Link href={`/campaigns/${id}`}>{name}</Link>
                },
                { name: text.campaigns.state, cell: ({ state }) => <CampaignBadge state={state} /> },
                {
                  name: text.campaigns.progress,
                  numeric: true,
                  cell: (campaign) =>
                    text.campaigns.of(format.number(Steps.over(campaign)), format.number(campaign.progress.rows))
                },
                {
                  name: text.campaigns.finish,
                  cell: ({ forecast, progress }) => <Time at={progress.finishAt ?? forecast?.finishAt ?? null} />
                }
              ]}
            />
          )}
        </Read>
      </Section>
    </>
  )
}
