import type * as Contest from "./Contest.ts"
import * as Table from "./Table.ts"

/** The page on the contest: its words are written by hand, its tables by the contest, between two marks each. */

const begins = (name: string): string => `<!-- pacing: ${name} -->`
const ends = "<!-- pacing: end -->"

const block = (result: Contest.Result): string =>
  [begins(result.scenario.name), "", Table.markdown(result), "", Table.remark(result), "", ends].join("\n")

/** The page with the tables of these results; null where it has no place for one of them. */
export const filled = (page: string, results: ReadonlyArray<Contest.Result>): string | null =>
  results.reduce<string | null>((text, result) => {
    const from = text?.indexOf(begins(result.scenario.name)) ?? -1
    const until = from < 0 ? -1 : (text?.indexOf(ends, from) ?? -1)
    if (text === null || until < 0) return null
    return text.slice(0, from) + block(result) + text.slice(until + ends.length)
  }, page)
