import * as Throughput from "../../src/figures/Throughput.ts"
import type { Budget, Sender, SendFigures } from "../../src/api/Shapes.ts"
import { BindingText } from "../parts/BindingText.tsx"
import { DataTable } from "../parts/DataTable.tsx"
import { Read } from "../parts/Read.tsx"
import { Section } from "../parts/Section.tsx"
import { PageTitle } from "../shell/Title.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useBudgets, useSenders, useSends } from "../state/Queries.ts"

interface Row {
  readonly sender: Sender
  readonly budget: Budget | undefined
  readonly hour: ReturnType<typeof Throughput.totals>
}

const nothing = { sends: 0, accepted: 0, refused: 0 }

const rowOf =
  (budgets: ReadonlyArray<Budget>, figures: SendFigures | undefined) =>
  (sender: Sender): Row => ({
    sender,
    budget: budgets.find(({ senderId }) => senderId === sender.id),
    hour: figures === undefined ? nothing : Throughput.totals(figures, sender.id)
  })

/** Which numbers send, under which terms, and how the last hour went. */
export const Senders = () => {
  const { format, text } = useShown()
  const senders = useSenders()
  const budgets = useBudgets()
  const sends = useSends()
  return (
    <>
      <PageTitle>{text.senders.title}</PageTitle>
      <Section title={text.senders.caption}>
        <Read of={senders}>
          {({ senders: all }) => (
            <DataTable
              caption={text.senders.caption}
              empty={text.senders.empty}
              keyOf={({ sender }) => sender.id}
              rows={all.map(rowOf(budgets.data?.budgets ?? [], sends.data))}
              columns={[
                { name: text.budget.sender, heads: true, cell: ({ sender }) => sender.id },
                { name: text.senders.number, cell: ({ sender }) => sender.number },
                { name: text.senders.account, cell: ({ sender }) => sender.accountId },
                { name: text.senders.business, cell: ({ sender }) => sender.businessId },
                { name: text.senders.policy, cell: ({ sender }) => sender.policy },
                { name: text.budget.tier, cell: ({ sender }) => text.tiers[sender.tier] },
                {
                  name: text.budget.reputation,
                  numeric: true,
                  cell: ({ budget }) => (budget === undefined ? "–" : format.number(budget.reputation))
                },
                { name: text.senders.hour, numeric: true, cell: ({ hour }) => format.number(hour.sends) },
                { name: text.senders.accepted, numeric: true, cell: ({ hour }) => format.number(hour.accepted) },
                { name: text.senders.refused, numeric: true, cell: ({ hour }) => format.number(hour.refused) },
                { name: text.senders.timeZone, cell: ({ sender }) => sender.timeZone },
                { name: text.budget.binding, cell: ({ budget }) => <BindingText binding={budget?.binding ?? null} /> }
              ]}
            />
          )}
        </Read>
      </Section>
    </>
  )
}
