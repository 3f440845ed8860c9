import type { Budget, SendFigures } from "../../src/api/Shapes.ts"
import * as Throughput from "../../src/figures/Throughput.ts"
import { useShown } from "../state/Preferences.tsx"
import { BindingText } from "./BindingText.tsx"
import { DataTable } from "./DataTable.tsx"

/** How full a window is: 80 % of a limit is a warning (RL-04). */
const warnShare = 0.8

const Usage = ({ budget: { limitUnits, usedUnits } }: { readonly budget: Budget }) => {
  const { format, text } = useShown()
  if (limitUnits === null || usedUnits === null) return <>–</>
  const label = text.budget.usage(format.number(usedUnits), format.number(limitUnits))
  return (
    <>
      <meter aria-label={label} min={0} max={limitUnits} high={limitUnits * warnShare} optimum={0} value={usedUnits} />{" "}
      <span>{label}</span>
    </>
  )
}

/** What each sender may send, what of it is in use, and what binds it now. */
export const BudgetTable = ({
  budgets,
  sends
}: {
  readonly budgets: ReadonlyArray<Budget>
  readonly sends: SendFigures | undefined
}) => {
  const { format, text } = useShown()
  const limitOf = ({ limitUnits, usedUnits, windowSeconds }: Budget): string => {
    if (limitUnits === null || windowSeconds === null) return text.budget.unlimited
    return usedUnits === null
      ? text.budget.perSecond(format.number(limitUnits))
      : text.budget.perWindow(format.number(limitUnits), format.number(windowSeconds))
  }
  const lately = (senderId: string): string => {
    const [series] = sends === undefined ? [] : Throughput.series(sends, [senderId])
    return series === undefined ? "–" : format.number(Throughput.lastMinute(series))
  }
  return (
    <DataTable
      caption={text.overview.budgets}
      empty={text.senders.empty}
      keyOf={({ senderId }) => senderId}
      rows={budgets}
      columns={[
        { name: text.budget.sender, heads: true, cell: ({ senderId }) => senderId },
        { name: text.budget.lastMinute, numeric: true, cell: ({ senderId }) => lately(senderId) },
        { name: text.budget.used, cell: (budget) => <Usage budget={budget} /> },
        { name: text.budget.limit, cell: limitOf },
        { name: text.budget.binding, cell: ({ binding }) => <BindingText binding={binding} /> }
      ]}
    />
  )
}
