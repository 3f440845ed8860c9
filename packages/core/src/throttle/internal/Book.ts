/**
 * A map by text that never changes as its holders see it, at the price of a plain `Map` for whoever writes on from the newest version.
 *
 * Every version of one lineage shares one `Map`, which shows the newest. An older version is a note of one step back from its
 * successor (which key, and what stood there), so reading it first walks the map back to it and turns the notes on the way around: the
 * answers are those of its own time, whoever wrote meanwhile (persistent by rerooting). Writing on from an older version is the same
 * walk, then a branch. A lane writes on from its newest state alone, and never walks; a what-if of some steps walks some steps.
 *
 * **Memory.** A version leads to those after it, not to those before it: what nobody holds is collected. A version that is held for long
 * would keep every later note alive, so after some writes for each entry a lineage ends and the next begins with a copy of its own: a step
 * still costs the same on average, and no holder keeps more than a map and some notes for each entry.
 */
export interface Book<A> {
  /** The shared map, on the version that it shows; null on every other, and on the blank book. */
  entries: Map<string, A> | null
  /** The version this one is one step from; null on the one that `entries` shows, and on the blank book. */
  next: Book<A> | null
  /** What differs from `next`: under `key` stood `value` here, or nothing (undefined). */
  key: string
  value: A | undefined
  /** Writes since the lineage began. */
  readonly age: number
}

/** Without entries, and without a lineage: each first write begins its own. */
export const empty = <A>(): Book<A> => ({ entries: null, next: null, key: "", value: undefined, age: 0 })

/** A lineage ends after this many writes for each entry, and not before the least: copying is cheap only where it is rare. */
const writesPerEntry = 8
const writesMin = 1_024

/** Lets the shared map show `book`. Null for the blank book, which has none. */
const shown = <A>(book: Book<A>): Map<string, A> | null => {
  if (book.entries !== null || book.next === null) return book.entries
  const path: Array<Book<A>> = []
  let newest = book
  while (newest.next !== null) {
    path.push(newest)
    newest = newest.next
  }
  const entries = newest.entries
  if (entries === null) return null
  let from = newest
  for (let i = path.length - 1; i >= 0; i--) {
    const to = path[i]
    if (to === undefined) break
    const { key, value } = to
    const stood = entries.get(key)
    if (value === undefined) entries.delete(key)
    else entries.set(key, value)
    from.entries = null
    from.next = to
    from.key = key
    from.value = stood
    from = to
  }
  book.entries = entries
  book.next = null
  return entries
}

/** What stands under a key; undefined for nothing. */
export const get = <A>(book: Book<A>, key: string): A | undefined => (book.entries ?? shown(book))?.get(key)

/** How many entries there are. */
export const size = <A>(book: Book<A>): number => (book.entries ?? shown(book))?.size ?? 0

const successor = <A>(book: Book<A>, entries: Map<string, A>, key: string, stood: A | undefined): Book<A> => {
  if (book.age >= writesMin && book.age >= writesPerEntry * entries.size) {
    return { entries: new Map(entries), next: null, key: "", value: undefined, age: 0 }
  }
  const next: Book<A> = { entries, next: null, key: "", value: undefined, age: book.age + 1 }
  book.entries = null
  book.next = next
  book.key = key
  book.value = stood
  return next
}

/**
 * With `value` under `key`.
 *
 * @param stood what stands there now, as `get` gave it: who writes has mostly just read.
 */
export const set = <A>(book: Book<A>, key: string, value: A, stood: A | undefined): Book<A> => {
  const entries = book.entries ?? shown(book)
  if (entries === null) return { entries: new Map([[key, value]]), next: null, key: "", value: undefined, age: 0 }
  const next = successor(book, entries, key, stood)
  next.entries?.set(key, value)
  return next
}

/**
 * Without `key`; the same book where nothing stood there.
 *
 * @param stood what stands there now, as `get` gave it.
 */
export const remove = <A>(book: Book<A>, key: string, stood: A | undefined): Book<A> => {
  const entries = book.entries ?? shown(book)
  if (entries === null || stood === undefined) return book
  const next = successor(book, entries, key, stood)
  next.entries?.delete(key)
  return next
}

/** The entries that `keeps` wants, as a lineage of their own; the same book where it wants all. */
export const filter = <A>(book: Book<A>, keeps: (value: A) => boolean): Book<A> => {
  const entries = book.entries ?? shown(book)
  if (entries === null) return book
  const kept = new Map<string, A>()
  for (const [key, value] of entries) if (keeps(value)) kept.set(key, value)
  return kept.size === entries.size ? book : { entries: kept, next: null, key: "", value: undefined, age: 0 }
}
