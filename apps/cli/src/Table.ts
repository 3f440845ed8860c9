import { stripVTControlCharacters } from "node:util"
import * as Shown from "./Shown.ts"

/** Text in columns, for people. Numbers are put flush right by `numeric`, everything else flush left. */
export const render = (
  heads: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  numeric: ReadonlySet<number> = new Set()
): string => {
  const all = heads.length === 0 ? rows : [heads, ...rows]
  const widths = columnWidths(all)
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const blanks = " ".repeat((widths[column] ?? 0) - width(cell))
          return numeric.has(column) ? blanks + cell : cell + blanks
        })
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}

/** The same of texts that others may have written (`Shown`): no cell speaks to the terminal. */
export const plain: typeof render = (heads, rows, numeric) =>
  render(
    heads,
    rows.map((row) => row.map(Shown.whole)),
    numeric
  )

const columnWidths = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<number> =>
  rows.reduce<ReadonlyArray<number>>(
    (widths, row) => row.map((cell, column) => Math.max(widths[column] ?? 0, width(cell))),
    []
  )

/** East Asian wide characters and full-width forms take two columns of a terminal. */
const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]/gu
/** Marks that colour text take none. */
const width = (text: string): number => {
  const bare = stripVTControlCharacters(text)
  return [...bare].length + (bare.match(wide)?.length ?? 0)
}
