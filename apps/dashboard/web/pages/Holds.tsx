import { Link } from "wouter"
import type { Hold } from "../../src/api/Shapes.ts"
import * as Language from "../../src/language/Language.ts"
import { Badge } from "../parts/Badge.tsx"
import { DataTable } from "../parts/DataTable.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useHolds } from "../state/Queries.ts"

/** What stops messages now, and which of it waits for somebody. */
export const Holds = () => {
  const { text } = useShown()
  const holds = useHolds()
  const endOf = ({ needsReview, until }: Hold) =>
    needsReview || until === null ? text.holds.byReview : <Time at={until} />
  return (
    <>
      <PageTitle>{text.holds.title}</PageTitle>
      <Section title={text.holds.caption}>
        <Read of={holds}>
          {({ holds: all }) => (
            <DataTable
              caption={text.holds.caption}
              empty={text.holds.empty}
              keyOf={({ id }) => String(id)}
              rows={all}
              columns={[
                {
                  name: text.holds.hold,
                  heads: true,
                  cell: ({ id }) => <Link href={`/holds/${id}`}>{text.holds.look(id)}</Link>
                },
                {
                  name: text.holds.level,
                  cell: ({ level, needsReview }) => (
                    <Badge tone={needsReview ? "bad" : "warning"}>{Language.word(text.holdLevels, level)}</Badge>
                  )
                },
                { name: text.holds.scope, cell: ({ key, scope }) => `${Language.word(text.scopes, scope)} ${key}` },
                { name: text.holds.since, cell: ({ since }) => <Time at={since} /> },
                { name: text.holds.until, cell: endOf },
                { name: text.holds.reason, cell: ({ reason }) => <span lang="en">{reason}</span> }
              ]}
            />
          )}
        </Read>
      </Section>
    </>
  )
}
