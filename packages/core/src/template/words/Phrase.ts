/** A phrase of a dictionary where it stands in a text, in UTF-16 units. */
export interface Match {
  readonly start: number
  readonly end: number
  /** As it is written in the text. */
  readonly text: string
  /** The entry that it matched. */
  readonly phrase: string
}

/**
 * Where a word of letters must not go on: `VIP` counts in `VIP고객` and not in `VIPER`, `U` not in `U.S.`, `DM` not in `dm@example.com`.
 * A Hangul word must begin a word, and may have particles after it. Chinese and Japanese are written without blanks: no bounds.
 */
const latinBefore = "(?<![\\p{sc=Latin}\\p{M}\\p{Nd}]|[\\p{sc=Latin}\\p{Nd}][.&@_])"
const latinAfter = "(?![\\p{sc=Latin}\\p{M}\\p{Nd}]|[.&@_][\\p{sc=Latin}\\p{Nd}])"
const hangulBefore = "(?<!\\p{sc=Hangul})"

const latin = /[\p{sc=Latin}\p{Nd}]/u
const hangul = /\p{sc=Hangul}/u

const boundBefore = (first: string): string => {
  if (latin.test(first)) return latinBefore
  return hangul.test(first) ? hangulBefore : ""
}

const source = (phrase: string): string =>
  phrase
    .split(/\s+/)
    .map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}/]/g, "\\$&"))
    .join("\\s+")

/** Before and after a phrase, by its first and last character. */
const bounds = (phrase: string): readonly [before: string, after: string] => {
  const characters = [...phrase]
  return [boundBefore(characters[0] ?? ""), latin.test(characters.at(-1) ?? "") ? latinAfter : ""]
}

/** The phrases with the same bounds, which stand once in the expression: they are what costs time when it is compiled. */
const matchesOfGroup = (phrases: ReadonlyArray<string>, text: string): ReadonlyArray<Match> => {
  const longestFirst = phrases.toSorted((a, b) => b.length - a.length)
  const [before, after] = bounds(longestFirst[0] ?? "")
  const all = new RegExp(`${before}(?:${longestFirst.map((phrase) => `(${source(phrase)})`).join("|")})${after}`, "giu")
  return [...text.matchAll(all)].flatMap((match) => {
    const [found, ...groups] = match
    const phrase = longestFirst[groups.findIndex((group) => group !== undefined)]
    return phrase === undefined ? [] : [{ start: match.index, end: match.index + found.length, text: found, phrase }]
  })
}

/**
 * Finds phrases in a text, the longest where several begin at one place, and none within another. Capitals do not count, and a blank
 * stands for any blanks. A phrase that is blank is passed over.
 */
export const matches = (phrases: ReadonlyArray<string>, text: string): ReadonlyArray<Match> => {
  const wanted = phrases.map((phrase) => phrase.trim()).filter((phrase) => phrase !== "")
  const found = [...Map.groupBy(wanted, (phrase) => bounds(phrase).join()).values()]
    .flatMap((group) => matchesOfGroup(group, text))
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
  let free = 0
  return found.filter(({ end, start }) => {
    if (start < free) return false
    free = end
    return true
  })
}
