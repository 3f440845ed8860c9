import type { Series } from "../../src/figures/Throughput.ts"
import { useShown } from "../state/Preferences.tsx"
import { DataTable } from "./DataTable.tsx"

/** Sends by minute: a row a minute in which anything was sent, the newest first, a column a sender. */
export const SendsTable = ({ series }: { readonly series: ReadonlyArray<Series> }) => {
  const { format, text } = useShown()
  const minutes = (series[0]?.points ?? [])
    .map(({ at }, index) => ({ at, sends: series.map(({ points }) => points[index]?.sends ?? 0) }))
    .filter(({ sends }) => sends.some((count) => count > 0))
    .toReversed()
  return (
    <DataTable
      caption={text.overview.throughput}
      empty={text.none}
      keyOf={({ at }) => at.toISOString()}
      rows={minutes}
      columns={[
        { name: text.callbacks.minute, heads: true, cell: ({ at }) => format.minute(at) },
        ...series.map(({ senderId }, index) => ({
          name: senderId,
          numeric: true,
          cell: ({ sends }: { readonly sends: ReadonlyArray<number> }) => format.number(sends[index] ?? 0)
        }))
      ]}
    />
  )
}
