import * as Finding from "../Finding.ts"
import * as Phrase from "../words/Phrase.ts"
import type { Rule } from "./Context.ts"

const sentences = /[^.!?\u3002\uFF01\uFF0E\uFF1F\n]+/gu

/** A template may not ask for what identifies or authenticates a person (CLOUD_API 3.7): an identifier and a word that asks, in one sentence. */
export const sensitive: Rule = ({ language, wording }) =>
  wording.flatMap(({ bare, field }) =>
    [...bare.matchAll(sentences)].flatMap((sentence) => {
      const [identifier] = Phrase.matches(language.identifiers, sentence[0])
      if (identifier === undefined || Phrase.matches(language.asking, sentence[0]).length === 0) return []
      const place = { start: sentence.index + identifier.start, end: sentence.index + identifier.end }
      return [
        Finding.stretch(
          "sensitive-request",
          field,
          place,
          `asks the customer for "${identifier.text}"; ask elsewhere, or not at all`
        )
      ]
    })
  )
