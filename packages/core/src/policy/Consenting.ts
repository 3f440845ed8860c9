import { Schema } from "effect"

const words = Schema.Array(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(64)))

/**
 * By which words people say that they want no more messages, or want them again (SPEC, around it: who opted out is never messaged).
 *
 * The dictionaries of `consent/Keyword` stand for several languages; an account adds words of its own to them, and takes out those that mean something
 * else to its customers. A word counts where it is the whole of a message, whatever its case, accents and width.
 */
export const Consent = Schema.Struct({
  /** More words for no messages at all. */
  stopWords: words,
  /** More words for no advertising. */
  stopMarketingWords: words,
  /** More words for messages again. */
  startWords: words,
  /** Words of the dictionaries that are no wish here. */
  ignoredWords: words
}).pipe(
  Schema.filter(({ startWords, stopMarketingWords, stopWords }) => {
    const stops = new Set([...stopWords, ...stopMarketingWords].map((word) => word.toLowerCase()))
    return startWords.flatMap((word, index) =>
      stops.has(word.toLowerCase())
        ? [
            {
              path: ["startWords", index],
              message: `Expected no word that also means stop, actual ${JSON.stringify(word)}`
            }
          ]
        : []
    )
  })
)
export type Consent = typeof Consent.Type
