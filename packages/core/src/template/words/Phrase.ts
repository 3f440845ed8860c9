/** A phrase of a dictionary where it stands in a text, in UTF-16 units. */
export interface Match {
  readonly start: number
  readonly end: number
  /** As it is written in the text. */
  readonly text: string
  /** The entry that it matched. */
  readonly phrase: string
}

/** Looks for the phrases of a dictionary: the longest where several begin at one place, and none within another. */
export type Search = (text: string) => ReadonlyArray<Match>

/**
 * Where a word of letters must not go on: `VIP` counts in `VIP고객` and not in `VIPER`, `U` not in `U.S.`, `DM` not in `dm@example.com`.
 * Chinese is written without blanks: no bounds.
 */
const latinBefore = "(?<![\\p{sc=Latin}\\p{M}\\p{Nd}]|[\\p{sc=Latin}\\p{Nd}][.&@_])"
const latinAfter = "(?![\\p{sc=Latin}\\p{M}\\p{Nd}]|[.&@_][\\p{sc=Latin}\\p{Nd}])"

/** One or two signs are parts of more words than they are words: `u` is none in `u-turn`. */
const tinyBefore = `(?<![-'\u2019])${latinBefore}`
const tinyAfter = `${latinAfter}(?![-'\u2019])`

/** Syllables, without the single consonants that stand for a laugh and belong to no word. */
const syllable = "[\\uAC00-\\uD7A3]"
const hangulBefore = `(?<!${syllable})`

/** What may follow a short word of Korean that is over: nothing, a particle, or what makes a verb of it. `강추` counts in `강추합니다`, not in `강추위`. */
const particles =
  "은|는|이|가|을|를|의|에|께|로|으로|와|과|랑|도|만|부터|까지|보다|처럼|요|입니다|예요|하|해|했|합|한|할|됩|되|된|님|들"
const hangulAfter = `(?=${particles}|[^\\uAC00-\\uD7A3]|$)`

/** A word of Katakana is over where other signs begin: `インスタ` is none in `インスタント`. */
const katakana = "[\\u30A1-\\u30FA\\u30FC]"

interface Entry {
  readonly phrase: string
  readonly before: string
  readonly after: string
  readonly flags: string
  /** Place in the list: the first of two that match the same stretch counts. */
  readonly rank: number
}

const latin = /[\p{sc=Latin}\p{Nd}]/u
const isHangul = new RegExp(syllable, "u")
const isKatakana = new RegExp(katakana, "u")

const ends = (phrase: string): readonly [first: string, last: string] => {
  const characters = [...phrase]
  return [characters[0] ?? "", characters.at(-1) ?? ""]
}

/** A phrase begins at a word, and may go on in languages that inflect by endings (`링크를 눌러` counts in `링크를 눌러주세요`). */
const asPhrase = (phrase: string, rank: number): Entry => {
  const [first, last] = ends(phrase)
  const before = latin.test(first) ? latinBefore : isHangul.test(first) ? hangulBefore : ""
  return { phrase, rank, before, after: latin.test(last) ? latinAfter : "", flags: "giu" }
}

const tinyMax = 2

const wordBefore = (first: string, isTiny: boolean): string => {
  if (latin.test(first)) return isTiny ? tinyBefore : latinBefore
  if (isHangul.test(first)) return hangulBefore
  return isKatakana.test(first) ? `(?<!${katakana})` : ""
}

const wordAfter = (last: string, isTiny: boolean): string => {
  if (latin.test(last)) return isTiny ? tinyAfter : latinAfter
  if (isHangul.test(last)) return hangulAfter
  return isKatakana.test(last) ? `(?!${katakana})` : ""
}

const asShortForm = (phrase: string, rank: number): Entry => {
  const [first, last] = ends(phrase)
  const isTiny = [...phrase].length <= tinyMax
  // With capitals only as it is written: `COD` is no `cod`. So are one or two signs: `tb` is no `TB`.
  const isExact = isTiny || phrase !== phrase.toLowerCase()
  return {
    phrase,
    rank,
    before: wordBefore(first, isTiny),
    after: wordAfter(last, isTiny),
    flags: isExact ? "gu" : "giu"
  }
}

const source = (phrase: string): string =>
  phrase
    .split(/\s+/)
    .map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}/]/g, "\\$&").replaceAll(/['\u2019]/g, "['\\u2019]"))
    .join("\\s+")

interface Found extends Match {
  readonly rank: number
}

/** The entries with the same bounds stand in one expression: they are what costs time when it is compiled. */
const searchOfGroup = (entries: ReadonlyArray<Entry>): ((text: string) => ReadonlyArray<Found>) => {
  const ordered = entries.toSorted((a, b) => b.phrase.length - a.phrase.length || a.rank - b.rank)
  const { after = "", before = "", flags = "gu" } = ordered[0] ?? {}
  const all = new RegExp(`${before}(?:${ordered.map(({ phrase }) => `(${source(phrase)})`).join("|")})${after}`, flags)
  return (text) =>
    [...text.matchAll(all)].flatMap((match) => {
      const [found, ...groups] = match
      const entry = ordered[groups.findIndex((group) => group !== undefined)]
      if (entry === undefined) return []
      const { phrase, rank } = entry
      return [{ start: match.index, end: match.index + found.length, text: found, phrase, rank }]
    })
}

const search = (phrases: ReadonlyArray<string>, entryOf: (phrase: string, rank: number) => Entry): Search => {
  const entries = phrases
    .map((phrase) => phrase.trim())
    .flatMap((phrase, rank) => (phrase === "" ? [] : entryOf(phrase, rank)))
  const groups = [...Map.groupBy(entries, ({ after, before, flags }) => [before, after, flags].join()).values()].map(
    searchOfGroup
  )
  return (text) => {
    let free = 0
    return groups
      .flatMap((group) => group(text))
      .toSorted((a, b) => a.start - b.start || b.end - a.end || a.rank - b.rank)
      .flatMap(({ end, phrase, start, text: found }) => {
        if (start < free) return []
        free = end
        return [{ start, end, text: found, phrase }]
      })
  }
}

/** A search for ways to say something. Capitals do not count, a blank stands for any blanks, and what is blank is passed over. */
export const phrases = (all: ReadonlyArray<string>): Search => search(all, asPhrase)

/**
 * A search for short forms, which are whole words.
 *
 * A form with a capital letter counts only as it is written, and so does one of at most two signs; any other in small and capital letters.
 */
export const shortForms = (all: ReadonlyArray<string>): Search => search(all, asShortForm)
