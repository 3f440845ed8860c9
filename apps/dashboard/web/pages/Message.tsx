import type { MessageDetail } from "../../src/api/Shapes.ts"
import * as Language from "../../src/language/Language.ts"
import { DataTable } from "../parts/DataTable.tsx"
import { Facts } from "../parts/Facts.tsx"
import { MessageBadge } from "../parts/MessageBadge.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { Time } from "../parts/Time.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useMessage } from "../state/Queries.ts"

type Entry = MessageDetail["history"][number]

/** An entry's data in one line: what is nothing is left out. */
const detailsOf = ({ data }: Entry): string =>
  Object.entries(data)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(" · ")

const Why = ({ message: { why } }: { readonly message: MessageDetail }) => {
  const { format, text } = useShown()
  return (
    <Section title={text.message.why}>
      <p className="answer">{Language.word(text.whys, why.code)}</p>
      <p lang="en">{why.text}</p>
      {why.until === null ? null : <p>{text.message.until(format.moment(why.until))}</p>}
    </Section>
  )
}

const Failed = ({ message: { failure } }: { readonly message: MessageDetail }) => {
  const { text } = useShown()
  if (failure === null) return null
  return (
    <Section title={text.message.failure}>
      <Facts
        facts={[
          [text.failures.cause, Language.word(text.causes, failure.cause)],
          [text.message.explain, failure.code === null ? (failure.httpStatus ?? "–") : failure.code],
          [text.message.details, <span lang="en">{failure.detail}</span>],
          [text.message.remedy, <span lang="en">{failure.remedy}</span>]
        ]}
      />
    </Section>
  )
}

/** One message: why it is where it is, why it failed, and everything that happened to it. */
export const Message = ({ id }: { readonly id: string }) => {
  const { format, text } = useShown()
  return (
    <>
      <PageTitle>{text.message.title}</PageTitle>
      <Read of={useMessage(id)}>
        {(message) => (
          <>
            <Why message={message} />
            <Failed message={message} />
            <Section title={text.message.facts}>
              <Facts
                facts={[
                  [text.messages.message, <code>{message.id}</code>],
                  [text.messages.state, <MessageBadge state={message.state} delivery={message.delivery} />],
                  [text.messages.recipient, message.recipient],
                  [text.messages.sender, message.senderId],
                  [text.messages.accepted, <Time at={message.acceptedAt} />],
                  [text.message.due, <Time at={message.dueAt} />],
                  [text.message.attempts, format.number(message.attempts)],
                  [text.message.units, format.number(message.units)]
                ]}
              />
            </Section>
            <Section title={text.message.history}>
              <DataTable
                caption={text.message.history}
                keyOf={({ index }) => String(index)}
                rows={message.history.map((entry, index) => ({ ...entry, index }))}
                columns={[
                  { name: text.message.when, cell: ({ at }) => <Time at={at} /> },
                  { name: text.message.what, heads: true, cell: ({ kind }) => Language.word(text.events, kind) },
                  { name: text.message.details, cell: (entry) => <span lang="en">{detailsOf(entry)}</span> }
                ]}
              />
            </Section>
          </>
        )}
      </Read>
    </>
  )
}
