import type { Span } from "@sluice/engine/ports/Spans"

/** A span with its own id, as it waits for the collector. */
export type Waiting = Span & { readonly spanId: string }

/** What became of spans since the process began. */
export interface Counts {
  /** There was no room for them. */
  dropped: number
  /** The collector has them. */
  exported: number
  /** They were posted, and not taken. */
  lost: number
}

/** The one place where spans wait: `waitingMax` of them, whatever comes. */
export interface SpanQueue {
  /** False where there is no room: then it is dropped, and the older ones stay. */
  readonly offer: (span: Waiting) => boolean
  /** The oldest, `limit` at most. */
  readonly take: (limit: number) => ReadonlyArray<Waiting>
  readonly size: () => number
  readonly counts: Counts
}

/**
 * An empty queue, with room for `waitingMax` spans in memory.
 *
 * @param enough is called when `enoughAt` spans wait.
 */
export const make = (waitingMax: number, enoughAt: number, enough: () => void): SpanQueue => {
  let waiting: Array<Waiting> = []
  const counts: Counts = { dropped: 0, exported: 0, lost: 0 }
  return {
    offer: (span) => {
      if (waiting.length >= waitingMax) {
        counts.dropped++
        return false
      }
      if (waiting.push(span) === enoughAt) enough()
      return true
    },
    take: (limit) => {
      const taken = waiting.slice(0, limit)
      waiting = waiting.slice(limit)
      return taken
    },
    size: () => waiting.length,
    counts
  }
}
