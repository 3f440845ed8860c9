import type * as Preflight from "@sluice/core/phone/Preflight"
import * as Percent from "../Percent.ts"
import * as Table from "../Table.ts"
import * as Triage from "./Triage.ts"

/** What the sample promised, in one sentence (PH-08). */
export const projection = ({
  failed,
  failures,
  failuresHigh,
  failuresLow,
  high,
  low,
  rate,
  rows,
  sampled
}: Preflight.Projection): string =>
  `  A sample of ${sampled} first: ${failed} would fail. For all ${rows}: ${Percent.of(rate)} (${Percent.of(low)} to ${Percent.of(high)} with 95 % confidence), about ${failures} rows (${failuresLow} to ${failuresHigh}).`

/** What was found, a row a cause with its first example; then what is doubted but sent (PH-06). */
export const table = ({ doubts, refused, sendable }: Triage.Triage): string => {
  const rows = Triage.byCause(refused).map(([cause, count]) => {
    const example = refused.find((one) => one.cause === cause)
    return [
      `  ${cause}`,
      String(count),
      String(example?.recipient.line ?? ""),
      JSON.stringify(example?.recipient.number ?? ""),
      example?.suggestion ?? example?.message ?? ""
    ]
  })
  const doubted = [...doubts].map(([code, count]) => `${count} ${code}`).join(", ")
  return [
    `  All of them: ${sendable.length} can be sent to, ${refused.length} are refused. Nothing is repaired unasked.`,
    "",
    Table.render(["  refused for", "rows", "line", "written there", "meant, or why"], rows, new Set([1, 2])),
    ...(doubted === "" ? [] : ["", `  Sent with a doubt: ${doubted}.`])
  ].join("\n")
}
