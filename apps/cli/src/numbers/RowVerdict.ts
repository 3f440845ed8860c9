import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import { decode, encode, isUtf8 } from "./Bytes.ts"
import type { Bytes } from "./Bytes.ts"
import type { Judgeable, Judged, List } from "./List.ts"

/** How one text is judged in this run: policy, mode and region are chosen. */
export type Judge = (text: string) => PhoneNumber.Verdict

/** What is shown of a row that cannot be read. */
const shownMax = 200

/** The verdict on a row by itself (SPEC PH-09): of its number, of its encoding, or that it cannot be read. */
export const of = (row: Judgeable, judge: Judge): PhoneNumber.Verdict => {
  if (row._tag === "Unreadable") return PhoneNumber.unreadable(decode(row.raw).slice(0, shownMax), row.reason)
  const verdict = judge(row.number)
  return isUtf8(row.raw)
    ? verdict
    : PhoneNumber.noting(verdict, { code: "row-encoding", message: `row ${row.row} is not UTF-8` })
}

/** The number by which a row is compared with others: the one it has, or the one that was suggested for it. */
export const normalised = ({ e164, findings }: PhoneNumber.Verdict): string | null =>
  e164 ?? findings.find(({ suggestion }) => suggestion !== null)?.suggestion ?? null

/** A verdict with what earlier rows say about it. */
export const compared = (verdict: PhoneNumber.Verdict, duplicateOfRow: number | null): Judged => ({
  verdict:
    duplicateOfRow === null
      ? verdict
      : PhoneNumber.noting(verdict, { code: "duplicate", message: `the same number as in row ${duplicateOfRow}` }),
  duplicateOfRow
})

/** One line of `--json`: the verdict, the row it belongs to, and the row itself. */
export const json = (list: List, row: Judgeable, { duplicateOfRow, verdict }: Judged): Bytes => {
  const head = encode(JSON.stringify({ ...verdict, row: row.row, duplicateOfRow }))
  return `${head.slice(0, -1)},"record":${list.record(row)}}\n`
}
