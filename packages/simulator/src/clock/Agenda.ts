/**
 * What is to happen later: a binary heap by time, so that tens of thousands of pending callbacks cost one timer and a
 * few words each. Items due at the same moment come out in the order they went in.
 */
export interface Agenda<A> {
  readonly push: (atMillis: number, item: A) => void
  /** The earliest item that is due, removed; undefined when none is. */
  readonly popDue: (nowMillis: number) => A | undefined
  readonly nextAtMillis: () => number | undefined
  readonly size: () => number
  readonly clear: () => void
}

interface Entry<A> {
  readonly atMillis: number
  /** Order of arrival: a heap alone does not keep it. */
  readonly order: number
  readonly item: A
}

const before = <A>(left: Entry<A>, right: Entry<A>): boolean =>
  left.atMillis < right.atMillis || (left.atMillis === right.atMillis && left.order < right.order)

/** Nothing to happen. The millis are those of any one clock. */
export const make = <A>(): Agenda<A> => {
  let heap: Array<Entry<A>> = []
  let pushed = 0

  const rise = (entry: Entry<A>): void => {
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt]
      if (parent === undefined || !before(entry, parent)) break
      heap[at] = parent
      at = parentAt
    }
    heap[at] = entry
  }

  const sink = (entry: Entry<A>): void => {
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      const right = heap[2 * at + 2]
      const child = left !== undefined && right !== undefined && before(right, left) ? right : left
      if (child === undefined || !before(child, entry)) break
      heap[at] = child
      at = child === left ? 2 * at + 1 : 2 * at + 2
    }
    heap[at] = entry
  }

  return {
    push: (atMillis, item) => rise({ atMillis, order: pushed++, item }),
    popDue: (nowMillis) => {
      const first = heap[0]
      if (first === undefined || first.atMillis > nowMillis) return undefined
      const last = heap.pop()
      if (last !== undefined && last !== first) sink(last)
      return first.item
    },
    nextAtMillis: () => heap[0]?.atMillis,
    size: () => heap.length,
    clear: () => {
      heap = []
    }
  }
}
