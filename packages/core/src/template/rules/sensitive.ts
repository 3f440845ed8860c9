import * as Finding from "../Finding.ts"
import * as Phrase from "../words/Phrase.ts"
import type { Rule } from "./Context.ts"
import { clauseAt } from "./clause.ts"

const sentences = /[^.!?\u3002\uFF01\uFF0E\uFF1F\n]+/gu

/** Commas, colons, dashes: what ends a clause within a sentence. */
const clauseEnd = /[,;:\u2014\u3001\uFF0C\uFF1A\uFF1B]/u

/**
 * A template may not ask for what identifies or authenticates a person (CLOUD_API 3.7): an identifier and a word that asks for it, in one
 * sentence.
 *
 * A warning is no request ("never share your PIN"): the clause that asks must not deny it. Nor is a part of an identifier one ("the last
 * four digits of your card").
 */
export const sensitive: Rule = ({ language, wording }) => {
  const identifiers = Phrase.phrases(language.identifiers)
  const asking = Phrase.phrases(language.asking)
  const denying = Phrase.phrases(language.denying)
  const partial = Phrase.phrases(language.partial)
  const asks = (sentence: string): boolean =>
    asking(sentence).some((match) => denying(clauseAt(sentence, match, clauseEnd)).length === 0) &&
    partial(sentence).length === 0
  return wording.flatMap(({ bare, field }) =>
    [...bare.matchAll(sentences)].flatMap((sentence) => {
      const [identifier] = identifiers(sentence[0])
      if (identifier === undefined || !asks(sentence[0])) return []
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
}
