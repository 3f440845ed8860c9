import * as Ordered from "./Ordered.ts"
import * as Waiting from "./Waiting.ts"

/** What waits at one lane, and its candidates: the first of them, as its last look showed them. */
export interface LaneQueue {
  readonly open: ReadonlyArray<Waiting.Waiting>
  readonly candidates: () => ReadonlyArray<Waiting.Waiting>
  /** Units of all that is open. */
  readonly units: () => number
  /** Something stands before a candidate that no look has shown. */
  readonly isUnseen: () => boolean
  readonly add: (waiting: Waiting.Waiting) => void
  /** Without effect on a message that is not here. */
  readonly drop: (waiting: Waiting.Waiting) => void
  /** A look: at most so many are candidates from now on. */
  readonly show: (max: number) => void
}

export const make = (): LaneQueue => {
  const open: Array<Waiting.Waiting> = []
  let candidates: Array<Waiting.Waiting> = []
  let units = 0
  let isUnseen = false

  return {
    open,
    candidates: () => candidates,
    units: () => (open.length === 0 ? 0 : units),
    isUnseen: () => isUnseen,
    add: (waiting) => {
      const last = candidates.at(-1)
      if (last !== undefined && Waiting.isBefore(waiting, last)) isUnseen = true
      waiting.blockedUntilMillis = Number.NEGATIVE_INFINITY
      Ordered.insert(open, waiting, Waiting.isBefore)
      units += waiting.message.units
    },
    drop: (waiting) => {
      if (!Ordered.remove(open, waiting)) return
      Ordered.remove(candidates, waiting)
      units -= waiting.message.units
    },
    show: (max) => {
      candidates = open.slice(0, max)
      isUnseen = false
    }
  }
}
