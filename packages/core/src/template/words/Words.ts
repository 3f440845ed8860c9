import { english } from "./english.ts"
import { chineseSimplified, chineseTraditional } from "./chinese.ts"
import { japanese } from "./japanese.ts"
import { korean } from "./korean.ts"
import type { Language } from "./Language.ts"
import { portuguese } from "./portuguese.ts"
import { shorteners } from "./shorteners.ts"
import { spanish } from "./spanish.ts"

/** The languages by tag (`en`, `zh_Hans`), and the hosts of link shorteners. */
export interface Words {
  readonly languages: Readonly<Record<string, Language>>
  readonly shorteners: ReadonlyArray<string>
}

/** What ships with the linter. */
export const shipped: Words = {
  languages: {
    en: english,
    ko: korean,
    zh_Hans: chineseSimplified,
    zh_Hant: chineseTraditional,
    ja: japanese,
    es: spanish,
    pt: portuguese
  },
  shorteners
}

/** What a user adds: abbreviations by tag, where a short form that is known already gets the new long form, and hosts. */
export interface Additions {
  readonly abbreviations?: Readonly<Record<string, Language["abbreviations"]>>
  readonly linkRequests?: Readonly<Record<string, ReadonlyArray<string>>>
  readonly shorteners?: ReadonlyArray<string>
}

/** Phrases and suggestions of a language that is not known: none, and the English ones. */
const unknown: Language = {
  ...english,
  abbreviations: [],
  linkRequests: [],
  identifiers: [],
  asking: [],
  denying: [],
  partial: []
}

/** Words with a user's own; a language that is not there yet is added. */
export const extended = (
  words: Words,
  { abbreviations = {}, linkRequests = {}, shorteners: hosts = [] }: Additions
): Words => {
  const tags = new Set([...Object.keys(words.languages), ...Object.keys(abbreviations), ...Object.keys(linkRequests)])
  const languages = [...tags].map((tag): readonly [string, Language] => {
    const known = own(words.languages, tag) ?? unknown
    return [
      tag,
      {
        ...known,
        // The matcher takes the first long form of a short one, so the user's go first.
        abbreviations: [...(own(abbreviations, tag) ?? []), ...known.abbreviations],
        linkRequests: [...(own(linkRequests, tag) ?? []), ...known.linkRequests]
      }
    ]
  })
  return { languages: Object.fromEntries(languages), shorteners: [...words.shorteners, ...hosts] }
}

const own = <A>(record: Readonly<Record<string, A>>, key: string): A | null =>
  Object.hasOwn(record, key) ? (record[key] ?? null) : null

/** Chinese is written in two scripts, which the platform tells apart by country. */
const scripts: Readonly<Record<string, string>> = {
  zh_TW: "zh_Hant",
  zh_HK: "zh_Hant",
  zh_CN: "zh_Hans",
  zh: "zh_Hans"
}

/** The language that a template's code stands for (`pt_BR` is `pt`); English where it is not known, as reviewers read that everywhere. */
export const languageOf = (words: Words, code: string): Language => {
  const tag = code.replaceAll("-", "_")
  const base = tag.split("_", 1)[0]?.toLowerCase() ?? ""
  return (
    own(words.languages, own(scripts, tag) ?? tag) ??
    own(words.languages, own(scripts, base) ?? base) ??
    own(words.languages, "en") ??
    english
  )
}
