/**
 * How many of a campaign's messages take a slot of their portfolio's day, and how many slots that day has (CLOUD_API 3.4).
 *
 * Every recipient is taken to be somebody whom nobody has written to that day, and outside of a service window: the slots of those who are not come on top.
 */
export interface Reach {
  /** Templates: nothing else leaves outside a service window. */
  readonly counted: number
  /** Slots of one window, over all portfolios that the campaign sends from. */
  readonly most: number
  readonly windowMillis: number
}

/** What a limit of the day makes of the end of a campaign. */
export interface Waiting {
  /** Whole windows that pass before the last slots are free, in milliseconds; 0 where one window is enough. */
  readonly waitMillis: number
  /** Messages that leave only then. */
  readonly left: number
}

/** How long the last messages wait for slots that the first took, if those left at once. */
export const waiting = ({ counted, most, windowMillis }: Reach): Waiting => {
  const windows = Math.max(0, Math.ceil(counted / most) - 1)
  return { waitMillis: windows * windowMillis, left: counted - windows * most }
}
