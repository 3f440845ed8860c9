/** A map that remembers what was set last, up to a bound: the longest untouched is forgotten first. */
export interface Recent<A> {
  readonly get: (key: string) => A | undefined
  readonly set: (key: string, value: A) => void
}

/** Nothing remembered, and room for `entriesMax` keys. Reading is no touch: only `set` is. */
export const make = <A>(entriesMax: number): Recent<A> => {
  const entries = new Map<string, A>()
  return {
    get: (key) => entries.get(key),
    set: (key, value) => {
      // Deleted first, so that the map stays in the order of the last touch.
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= entriesMax) return
      for (const oldest of entries.keys()) {
        entries.delete(oldest)
        return
      }
    }
  }
}
