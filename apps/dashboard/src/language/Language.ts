import { english } from "./English.ts"
import { korean } from "./Korean.ts"

/** The languages of the dashboard, each in its own name. */
export const names = { ko: "한국어", en: "English" } as const

export type Language = keyof typeof names

/** Every text of the page; the English one is the measure, and the other has the same keys or does not compile. */
export type Dictionary = typeof english

export const dictionaries: Readonly<Record<Language, Dictionary>> = { ko: korean, en: english }

export const isLanguage = (text: string | null): text is Language => text === "ko" || text === "en"

/** The first of the reader's languages (as `Accept-Language` tells them, best first) that there is; English where there is none of them. */
export const choose = (preferred: ReadonlyArray<string>): Language => {
  for (const tag of preferred) {
    const [primary = ""] = tag.toLowerCase().split("-")
    if (isLanguage(primary)) return primary
  }
  return "en"
}

/** A word of a list that the server may have made longer meanwhile: what is not known is shown as it is. */
export const word = (words: Readonly<Record<string, string>>, code: string): string => words[code] ?? code
