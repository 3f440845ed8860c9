/** How many single-character edits make one word of another. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (const [i, x] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, y] of [...b].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + Number(x !== y)))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/**
 * The known word that was most likely meant, the first of those that are equally near: at most a third of it is different. Null where nothing is near.
 *
 * For what people write and machines do not know: names of variables, commands and options.
 */
export const of = (word: string, known: ReadonlyArray<string>): string | null => {
  const [best] = known
    .map((candidate) => ({ candidate, off: distance(word, candidate) }))
    .filter(({ candidate, off }) => off <= Math.max(1, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.off - b.off)
  return best?.candidate ?? null
}
