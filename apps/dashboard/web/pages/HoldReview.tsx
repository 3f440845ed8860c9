import type { HoldDetail } from "../../src/api/Shapes.ts"
import * as Language from "../../src/language/Language.ts"
import { DataTable } from "../parts/DataTable.tsx"
import { Facts } from "../parts/Facts.tsx"
import { Read } from "../parts/Read.tsx"
import { ReviewForm } from "../parts/ReviewForm.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useHold } from "../state/Queries.ts"

type Sends = HoldDetail["sends"][number]

const refusalsOf = ({ refusals }: Sends): string =>
  refusals.map(({ code, count, httpStatus }) => `${code ?? httpStatus ?? "–"} × ${count}`).join(", ") || "–"

/** What was sent in the hour before a hold (RL-07): what a review is made by. */
const HourBefore = ({ hold: { sends, sendsFrom, sendsUntil } }: { readonly hold: HoldDetail }) => {
  const { format, text } = useShown()
  const count = (name: string, of: (sends: Sends) => number) => ({
    name,
    numeric: true,
    cell: (one: Sends) => format.number(of(one))
  })
  return (
    <>
      <p>{text.review.span(format.moment(sendsFrom), format.moment(sendsUntil))}</p>
      <DataTable
        caption={text.review.caption}
        empty={text.review.quiet}
        keyOf={({ senderId }) => senderId}
        rows={sends}
        columns={[
          { name: text.budget.sender, heads: true, cell: ({ senderId }) => senderId },
          count(text.review.sendsCount, (one) => one.sends),
          count(text.review.busiest, (one) => one.busiestMinute),
          count(text.review.accepted, (one) => one.accepted),
          count(text.review.refused, (one) => one.refused),
          count(text.review.unanswered, (one) => one.unanswered),
          { name: text.review.refusals, cell: refusalsOf }
        ]}
      />
    </>
  )
}

/** A hold, the hour before it, and the review that lets it end; the review stands behind what it is made by. */
export const HoldReview = ({ id }: { readonly id: string }) => {
  const { format, text } = useShown()
  const hold = useHold(id)
  return (
    <>
      <PageTitle>{text.review.title(id)}</PageTitle>
      <Read of={hold}>
        {(detail) => (
          <>
            <Section title={text.review.about}>
              <Facts
                facts={[
                  [text.holds.level, Language.word(text.holdLevels, detail.level)],
                  [text.holds.scope, `${Language.word(text.scopes, detail.scope)} ${detail.key}`],
                  [text.holds.reason, <span lang="en">{detail.reason}</span>],
                  [text.holds.since, <Time at={detail.since} />],
                  [
                    text.holds.until,
                    detail.clearedAt !== null ? (
                      <Time at={detail.clearedAt} />
                    ) : detail.needsReview || detail.until === null ? (
                      text.holds.byReview
                    ) : (
                      <Time at={detail.until} />
                    )
                  ]
                ]}
              />
              {detail.review === null ? null : (
                <p>
                  {text.review.done(detail.review.by, format.moment(detail.review.at))} {detail.review.note}
                </p>
              )}
            </Section>
            <Section title={text.review.sends}>
              <HourBefore hold={detail} />
            </Section>
            <Section title={text.review.form}>
              <ReviewForm hold={detail} />
            </Section>
          </>
        )}
      </Read>
    </>
  )
}
