import type { Hold } from "./Judge.ts"

/** A sender's media after failures: five in a row suspend them for two hours; text goes on (MD-03). */
export interface MediaSuspension {
  readonly standing: (atMillis: number) => Hold | null
  readonly outcome: (failed: boolean, atMillis: number) => void
}

/** No failure yet. `failuresMax` of them in a row suspend the sender's media for `spanMillis`. */
export const make = (phoneNumberId: string, failuresMax: number, spanMillis: number): MediaSuspension => {
  let inRow = 0
  let sinceMillis: number | null = null
  const standing = (atMillis: number): Hold | null =>
    sinceMillis === null || atMillis >= sinceMillis + spanMillis
      ? null
      : {
          level: "media",
          scope: "sender",
          id: phoneNumberId,
          sinceMillis,
          untilMillis: sinceMillis + spanMillis,
          awaitsReview: false
        }
  return {
    standing,
    outcome: (failed, atMillis) => {
      // What becomes known during a suspension was sent before it, and proves nothing about it.
      if (standing(atMillis) !== null) return
      inRow = failed ? inRow + 1 : 0
      if (inRow < failuresMax) return
      inRow = 0
      sinceMillis = atMillis
    }
  }
}
