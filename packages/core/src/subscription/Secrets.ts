/**
 * The secrets of a subscription, the newest first: one that lasts, and at most one before it that ends (DESIGN, telling others).
 */
export interface Timed {
  /** Null for the newest, which lasts until it is replaced. */
  readonly untilMillis: number | null
}

/** How long the one before signs beside the new one, unless told otherwise. */
export const overlapMillisDefault = 86_400_000

/** Far longer than anybody needs, and short of for ever. */
export const overlapMillisMax = 30 * 86_400_000

/** Those that sign now. */
export const inUse = <A extends Timed>(secrets: ReadonlyArray<A>, nowMillis: number): ReadonlyArray<A> =>
  secrets.filter(({ untilMillis }) => untilMillis === null || untilMillis > nowMillis)

/** With a new one in front: the one before it ends after the overlap, and older ones at once. */
export const rotated = <A extends Timed>(
  secrets: ReadonlyArray<A>,
  next: A,
  overlapMillis: number,
  nowMillis: number
): ReadonlyArray<A> => {
  const [before] = secrets
  return before === undefined || overlapMillis <= 0
    ? [next]
    : [next, { ...before, untilMillis: nowMillis + overlapMillis }]
}
