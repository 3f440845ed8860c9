import type { Message } from "../../ports/Outbox.ts"
import type { Sorted } from "./Sorted.ts"

/** The part of a queue that has one priority. */
export interface Level {
  /** Its due messages are the queue's members from `start` up to `end`, the latter not among them. */
  readonly start: number
  readonly end: number
  /** When the first that is not due will be; null when all are. */
  readonly nextDueMillis: number | null
}

/** After every id: they are hexadecimal. */
const lastId = "~"

/** The levels of a queue, in the order of their priorities, each found by binary search. */
export const at = (queue: Sorted<Message>, nowMillis: number): ReadonlyArray<Level> => {
  const levels: Array<Level> = []
  let start = 0
  for (;;) {
    const first = queue.items[start]
    if (first === undefined) return levels
    const end = queue.from({ ...first, dueMillis: nowMillis, id: lastId })
    const next = queue.from({ ...first, dueMillis: Infinity, id: lastId })
    levels.push({ start, end, nextDueMillis: end < next ? (queue.items[end]?.dueMillis ?? null) : null })
    start = next
  }
}
