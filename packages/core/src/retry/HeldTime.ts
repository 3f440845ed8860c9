/** A span in which nothing was allowed to leave: a hold, a pause by an operator. Null where it still lasts. */
export interface Span {
  readonly sinceMillis: number
  readonly untilMillis: number | null
}

/**
 * How much of the time between two moments lies within some span, each instant once however many spans cover it (SPEC RT-01).
 *
 * For the deadline of a retry plan, from which held time is taken off. Spans may come in any order, overlap, and reach beyond both
 * moments; one that ends before it begins covers nothing.
 */
export const within = (spans: ReadonlyArray<Span>, fromMillis: number, toMillis: number): number => {
  let heldMillis = 0
  let coveredMillis = fromMillis
  for (const { sinceMillis, untilMillis } of spans.toSorted((a, b) => a.sinceMillis - b.sinceMillis)) {
    const startMillis = Math.max(sinceMillis, coveredMillis)
    const endMillis = Math.min(untilMillis ?? toMillis, toMillis)
    if (endMillis <= startMillis) continue
    heldMillis += endMillis - startMillis
    coveredMillis = endMillis
  }
  return heldMillis
}
