import * as Finding from "../Finding.ts"
import * as Phrase from "../words/Phrase.ts"
import type { Rule } from "./Context.ts"

/** Non-standard abbreviations, by the dictionary of the template's language (TP-02). */
export const abbreviations: Rule = ({ language, wording }) => {
  const search = Phrase.shortForms(language.abbreviations.map(([short]) => short))
  return wording.flatMap(({ bare, field }) =>
    search(bare).map((match) => {
      const long = language.abbreviations.find(([short]) => short.trim() === match.phrase)?.[1] ?? null
      return Finding.stretch("abbreviation", field, match, `"${match.text}" is an abbreviation; write it out`, long)
    })
  )
}
