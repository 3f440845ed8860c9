import type { CampaignForecast, CampaignView } from "../../src/api/Shapes.ts"
import * as Language from "../../src/language/Language.ts"
import { CampaignActs } from "../parts/CampaignActs.tsx"
import { CampaignBadge } from "../parts/CampaignBadge.tsx"
import { DataTable } from "../parts/DataTable.tsx"
import { Facts } from "../parts/Facts.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useCampaign, useForecast } from "../state/Queries.ts"

const places = [
  "remaining",
  "queued",
  "underway",
  "sent",
  "delivered",
  "read",
  "failed",
  "cancelled",
  "skipped"
] as const

/** What it was, or would be, foreseen to come to (RL-12). */
const Forecast = ({ of: { binding, finishAt, holds, perMinute, startAt } }: { readonly of: CampaignForecast }) => {
  const { format, text } = useShown()
  return (
    <Facts
      facts={[
        [text.campaigns.startAt, <Time at={startAt} />],
        [text.campaigns.finishAt, finishAt === null ? text.campaigns.never : <Time at={finishAt} />],
        [text.campaigns.pace, text.campaigns.perMinute(format.number(perMinute))],
        [
          text.campaigns.binding,
          binding === null
            ? text.none
            : text.campaigns.bindingShare(Language.word(text.limits, binding.limit), format.share(binding.share))
        ],
        [text.campaigns.ownHolds, format.number(holds)]
      ]}
    />
  )
}

const ForecastOf = ({ id, state }: { readonly id: string; readonly state: CampaignView["state"] }) => {
  const { text } = useShown()
  return (
    <Section title={text.campaigns.forecast}>
      <p className="quiet">{state === "draft" ? text.campaigns.forecastNow : text.campaigns.forecastThen}</p>
      <Read of={useForecast(id)}>{(forecast) => <Forecast of={forecast} />}</Read>
    </Section>
  )
}

/** One campaign: where its rows are, when it will be through, and what can be done to it. */
export const Campaign = ({ id }: { readonly id: string }) => {
  const { format, text } = useShown()
  const campaign = useCampaign(id)
  return (
    <>
      <PageTitle>{campaign.data?.name ?? text.campaigns.name}</PageTitle>
      <Read of={campaign}>
        {(view) => (
          <>
            <Section title={text.campaigns.state}>
              <p>
                <CampaignBadge state={view.state} />
              </p>
              <Facts
                facts={[
                  [text.budget.sender, view.senderIds.join(", ")],
                  [text.campaigns.startAt, <Time at={view.startsAt} />],
                  [text.campaigns.finish, <Time at={view.progress.finishAt} />],
                  [
                    text.campaigns.pace,
                    view.progress.perMinute === null
                      ? "–"
                      : text.campaigns.perMinute(format.number(view.progress.perMinute))
                  ]
                ]}
              />
              <CampaignActs campaign={view} />
            </Section>
            <Section title={text.campaigns.rows}>
              <DataTable
                caption={text.campaigns.rows}
                keyOf={(place) => place}
                rows={places.filter((place) => view.progress[place] > 0)}
                columns={[
                  { name: text.campaigns.place, heads: true, cell: (place) => text.rowPlaces[place] },
                  { name: text.campaigns.count, numeric: true, cell: (place) => format.number(view.progress[place]) }
                ]}
              />
            </Section>
            <ForecastOf id={id} state={view.state} />
          </>
        )}
      </Read>
    </>
  )
}
