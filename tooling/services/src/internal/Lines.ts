import { Effect } from "effect"

/**
 * What a process printed, line by line: the last `linesMax` of them, and whoever waits for one.
 *
 * A server under load prints without end; what an error message needs is the end of it.
 */
export interface Lines {
  readonly push: (line: string) => void
  readonly last: () => ReadonlyArray<string>
  /** The first line that matches, of those kept or those to come. */
  readonly first: (pattern: RegExp) => Effect.Effect<string>
}

export const make = (linesMax: number): Lines => {
  const kept: Array<string> = []
  const listeners = new Set<(line: string) => void>()
  return {
    push: (line) => {
      kept.push(line)
      if (kept.length > linesMax) kept.shift()
      for (const listener of listeners) listener(line)
    },
    last: () => [...kept],
    first: (pattern) =>
      Effect.async<string>((resume) => {
        const known = kept.find((line) => pattern.test(line))
        if (known !== undefined) return resume(Effect.succeed(known))
        const listener = (line: string) => {
          if (!pattern.test(line)) return
          listeners.delete(listener)
          resume(Effect.succeed(line))
        }
        listeners.add(listener)
        return Effect.sync(() => listeners.delete(listener))
      })
  }
}
