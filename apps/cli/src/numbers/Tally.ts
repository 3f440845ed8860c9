import type * as Finding from "@sluice/core/phone/Finding"
import type * as PhoneNumber from "@sluice/core/phone/PhoneNumber"

/** Running totals over the rows of a list (SPEC PH-09). Mutable, since it is fed once for every row of millions. */
export interface Tally {
  rows: number
  sendable: number
  duplicates: number
  unreadable: number
  readonly byCode: Map<Finding.Code, Count>
}

/** How many rows have a finding, with what every such finding says of itself. */
export interface Count {
  readonly rule: string
  readonly severity: Finding.Severity
  rows: number
}

/** Nothing counted. */
export const make = (): Tally => ({ rows: 0, sendable: 0, duplicates: 0, unreadable: 0, byCode: new Map() })

/** Counts one row. */
export const add = (tally: Tally, { findings, sendable }: PhoneNumber.Verdict): void => {
  tally.rows++
  if (sendable) tally.sendable++
  for (const { code, rule, severity } of findings) {
    const known = tally.byCode.get(code)
    if (known === undefined) tally.byCode.set(code, { rule, severity, rows: 1 })
    else known.rows++
    if (code === "duplicate") tally.duplicates++
    if (code === "row-unreadable") tally.unreadable++
  }
}

/** Rows that cannot be sent to. */
export const refused = (tally: Tally): number => tally.rows - tally.sendable

/** Totals as JSON values, findings by falling number of rows. */
export const summary = (tally: Tally) => ({
  rows: tally.rows,
  sendable: tally.sendable,
  refused: refused(tally),
  duplicates: tally.duplicates,
  unreadable: tally.unreadable,
  findings: [...tally.byCode].map(([code, count]) => ({ code, ...count })).sort((a, b) => b.rows - a.rows)
})
export type Summary = ReturnType<typeof summary>
