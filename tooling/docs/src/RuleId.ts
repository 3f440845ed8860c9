/**
 * Ids of rules (`RL-07`): where they stand in a text, and in which order they are told.
 *
 * The ids are those of the specification that code, tests and documents cite; a fresh clone holds them in `rules/`.
 */
const chapters = ["PH", "TP", "MD", "RL", "ST", "NV", "SF", "WH", "GD", "RT", "ON", "CO"] as const
export type Chapter = (typeof chapters)[number]

/** One id. The digits are checked by the test that compares the list with the specification. */
export type RuleId = `${Chapter}-${number}${number}`

const one = `(${chapters.join("|")})-(\\d{2})`
const mention = new RegExp(`\\b${one}\\b(?: to ${one}\\b)?`, "g")

const spell = (chapter: string, number: number): string => `${chapter}-${String(number).padStart(2, "0")}`

/**
 * The ids that a text cites, in the order of their first mention. `RL-01 to RL-03` cites three; a span across chapters has no
 * inside, so only its ends count.
 */
export const cited = (text: string): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const [, chapter = "", first = "", lastChapter, last] of text.matchAll(mention)) {
    found.add(spell(chapter, Number(first)))
    if (lastChapter === undefined || last === undefined) continue
    if (lastChapter === chapter) {
      for (let number = Number(first); number <= Number(last); number++) found.add(spell(chapter, number))
    }
    found.add(spell(lastChapter, Number(last)))
  }
  return found
}
