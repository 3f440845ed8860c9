/**
 * What was put last, by key; the rest is forgotten. Two generations: when the younger is full it becomes the older, whose own is dropped.
 * So between half and all of `entriesMax` are known, and nothing is ever moved.
 */
export interface Remembered<A> {
  readonly get: (key: string) => A | undefined
  readonly put: (key: string, value: A) => void
}

export const make = <A>(entriesMax: number): Remembered<A> => {
  let younger = new Map<string, A>()
  let older = new Map<string, A>()
  return {
    get: (key) => younger.get(key) ?? older.get(key),
    put: (key, value) => {
      if (younger.size >= entriesMax / 2) {
        older = younger
        younger = new Map()
      }
      younger.set(key, value)
    }
  }
}
