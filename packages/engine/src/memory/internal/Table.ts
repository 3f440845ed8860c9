import type { Journal } from "./Journal.ts"

/**
 * Rows by key, with indexes that follow them, and changes that the journal can undo. Rows are immutable; the table is not.
 */
export interface Table<K, V> {
  readonly get: (key: K) => V | undefined
  readonly values: () => IterableIterator<V>
  readonly entries: () => IterableIterator<[K, V]>
  readonly size: () => number
  readonly put: (key: K, row: V) => void
  readonly remove: (key: K) => void
}

/** Keeps something beside a table in step with it. */
export interface Index<V> {
  readonly add: (row: V) => void
  readonly drop: (row: V) => void
}

export const make = <K, V>(journal: Journal, ...indexes: ReadonlyArray<Index<V>>): Table<K, V> => {
  const rows = new Map<K, V>()
  const change = (key: K, next: V | undefined): void => {
    const before = rows.get(key)
    if (before !== undefined) for (const index of indexes) index.drop(before)
    if (next === undefined) rows.delete(key)
    else {
      rows.set(key, next)
      for (const index of indexes) index.add(next)
    }
    journal.onUndo(() => change(key, before))
  }
  return {
    get: (key) => rows.get(key),
    values: () => rows.values(),
    entries: () => rows.entries(),
    size: () => rows.size,
    put: change,
    remove: (key) => change(key, undefined)
  }
}
