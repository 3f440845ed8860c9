/**
 * A word of the platform out of a closed list; `other` is one that the list does not have, kept in `text` as it came (SPEC WH-09).
 *
 * Lists grow with every release of the platform. A reader that switches over `word` is therefore forced to say what it does with a
 * word it does not know, and a report can tell which one it was.
 */
export interface Word<Known extends string> {
  readonly word: Known | "other"
  readonly text: string
}

/** A closed list of words. */
export interface Words<Known extends string> {
  /** By the word as the list writes it, and by its folded form. Values are shared, so that reading a known word allocates nothing. */
  readonly known: ReadonlyMap<string, Word<Known>>
}

/** The word that a list reads to. */
export type In<List> = List extends Words<infer Known> ? Word<Known> : never

/** The platform writes one word as `COMPLETED`, `Completed`, `Needs Testing`: case and the kind of gap tell nothing. */
const folded = (text: string): string => text.toUpperCase().replaceAll(/[ -]/g, "_")

/** A list of words, written as the platform documents them. */
export const list = <const Known extends string>(...words: ReadonlyArray<Known>): Words<Known> => ({
  known: new Map(
    words.flatMap((word) => {
      const read: Word<Known> = { word, text: word }
      return [[folded(word), read] as const, [word, read] as const]
    })
  )
})

/** Reads a word. Total: what is not in the list is `other`. */
export const read = <Known extends string>({ known }: Words<Known>, text: string): Word<Known> =>
  known.get(text) ?? { word: known.get(folded(text))?.word ?? "other", text }
