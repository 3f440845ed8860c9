import { Link } from "wouter"
import type { Hold, Standing as Shown } from "../../src/api/Shapes.ts"
import * as Weeks from "../../src/figures/Weeks.ts"
import * as Language from "../../src/language/Language.ts"
import { Badge, type Tone } from "../parts/Badge.tsx"
import { DataTable } from "../parts/DataTable.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useHolds, useStanding } from "../state/Queries.ts"

const tones: Readonly<Record<Weeks.Week["state"], Tone>> = {
  calm: "good",
  alerted: "warning",
  stopped: "bad",
  over: "calm"
}

/** What keeps bulk traffic back, and the first weeks that may come to it (ST-03). */
const Bulk = ({
  holds,
  standing
}: {
  readonly holds: ReadonlyArray<Hold>
  readonly standing: ReadonlyArray<Shown>
}) => {
  const { format, text } = useShown()
  const endOf = ({ hold, until }: Weeks.Week) =>
    hold === null ? <Time at={until} /> : <Link href={`/holds/${hold.id}`}>{text.standing.byReview(hold.id)}</Link>
  return (
    <DataTable
      caption={text.standing.bulk}
      empty={text.standing.bulkEmpty}
      keyOf={({ businessId }) => businessId}
      rows={Weeks.of(standing, holds)}
      columns={[
        { name: text.senders.business, heads: true, cell: ({ businessId }) => businessId },
        {
          name: text.standing.week,
          cell: ({ state }) => <Badge tone={tones[state]}>{text.standing.weeks[state]}</Badge>
        },
        { name: text.standing.liveAt, cell: ({ liveAt }) => <Time at={liveAt} /> },
        {
          name: text.standing.complaints,
          numeric: true,
          cell: ({ share }) => (share === null ? "–" : format.share(share))
        },
        { name: text.standing.ends, cell: endOf }
      ]}
    />
  )
}

/** What recipients think of the numbers, what stops bulk sends and until when, and what stands in the way of a higher limit. */
export const Standing = () => {
  const { format, text } = useShown()
  const standing = useStanding()
  const holds = useHolds()
  const share = ({ complaints }: Shown): string =>
    complaints.share === null
      ? "–"
      : text.standing.of(format.share(complaints.share), format.number(complaints.complaints))
  return (
    <>
      <PageTitle>{text.standing.title}</PageTitle>
      <Section title={text.standing.bulk}>
        <Read of={standing}>{({ standing: all }) => <Bulk standing={all} holds={holds.data?.holds ?? []} />}</Read>
      </Section>
      <Section title={text.standing.senders}>
        <Read of={standing}>
          {({ standing: all }) => (
            <DataTable
              caption={text.standing.senders}
              empty={text.senders.empty}
              keyOf={({ senderId }) => senderId}
              rows={all}
              columns={[
                { name: text.budget.sender, heads: true, cell: ({ senderId }) => senderId },
                { name: text.budget.tier, cell: ({ tier }) => text.tiers[tier] },
                {
                  name: text.standing.daily,
                  numeric: true,
                  cell: ({ dailyMessages }) => format.number(Math.round(dailyMessages))
                },
                { name: text.standing.complaints, numeric: true, cell: share },
                { name: text.standing.raise, cell: ({ raise }) => text.standing.raises[raise] },
                { name: text.standing.watchedUntil, cell: ({ watchedUntil }) => <Time at={watchedUntil} /> },
                {
                  name: text.standing.advice,
                  cell: ({ advice }) =>
                    advice === null ? text.standing.byPlatform : Language.word(text.standing.verdicts, advice.verdict)
                }
              ]}
            />
          )}
        </Read>
      </Section>
      <Section title={text.standing.failing}>
        <Read of={standing}>
          {({ standing: all }) => (
            <DataTable
              caption={text.standing.failing}
              empty={text.standing.failingEmpty}
              keyOf={({ condition, senderId }) => `${senderId} ${condition}`}
              rows={all.flatMap(({ advice, senderId }) => (advice?.failing ?? []).map((one) => ({ ...one, senderId })))}
              columns={[
                { name: text.budget.sender, heads: true, cell: ({ senderId }) => senderId },
                { name: text.standing.condition, cell: ({ says }) => <span lang="en">{says}</span> }
              ]}
            />
          )}
        </Read>
      </Section>
    </>
  )
}
