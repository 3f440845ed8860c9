import type { Style } from "./Output.ts"
import * as Shown from "./Shown.ts"

/** How a check ended, as a report has it: the colour, and a word of at most four letters. */
export type Mark = readonly [tone: keyof Style, word: string]

/** A check for people: how it ended, what was asked and seen, and under it what to do about it where something is. */
export const lines = (
  [tone, word]: Mark,
  { asked, remedy, seen }: { readonly asked: string; readonly seen: string; readonly remedy: string | null },
  style: Style
): ReadonlyArray<string> => [
  `${style[tone](word.padEnd(4))}  ${asked}: ${Shown.whole(seen)}`,
  ...(remedy === null ? [] : [`      ${style.quiet(Shown.whole(remedy))}`])
]
