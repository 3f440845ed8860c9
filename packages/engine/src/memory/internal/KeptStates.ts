import type { Journal } from "./Journal.ts"
import type { Table } from "./Table.ts"

/** A state, with how often it changed. */
export interface Kept<A> {
  readonly state: A
  readonly puts: number
}

/** States by key that are decided on one by one, and read together. */
export const make = <A>(journal: Journal, rows: Table<string, Kept<A>>) => ({
  modify: <B>(key: string, f: (known: A | null) => readonly [answer: B, next: A | null]) =>
    journal.step(() => {
      const before = rows.get(key)
      const [answer, state] = f(before?.state ?? null)
      if (state !== null) rows.put(key, { state, puts: (before?.puts ?? 0) + 1 })
      return answer
    }),
  list: journal.step(() =>
    [...rows.entries()].map(([key, { state }]) => ({ key, state })).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  ),
  revision: journal.step(() => [...rows.values()].reduce((sum, { puts }) => sum + puts, 0))
})
