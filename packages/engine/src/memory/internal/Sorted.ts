import type { Order } from "effect"

/**
 * A list that is kept in order, without two equal members. Mutable.
 *
 * Finding is a binary search; inserting moves the rest, which for the lengths of a queue is cheaper than any tree.
 */
export interface Sorted<A> {
  readonly items: ReadonlyArray<A>
  /** Index of the first member that is not before `item`. */
  readonly from: (item: A) => number
  readonly insert: (item: A) => void
  readonly remove: (item: A) => void
}

export const make = <A>(order: Order.Order<A>): Sorted<A> => {
  const items: Array<A> = []
  const from = (item: A): number => {
    let low = 0
    let high = items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const member = items[middle]
      if (member !== undefined && order(member, item) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
  const holdsAt = (index: number, item: A): boolean => {
    const member = items[index]
    return member !== undefined && order(member, item) === 0
  }
  return {
    items,
    from,
    insert: (item) => {
      const index = from(item)
      if (!holdsAt(index, item)) items.splice(index, 0, item)
    },
    remove: (item) => {
      const index = from(item)
      if (holdsAt(index, item)) items.splice(index, 1)
    }
  }
}
