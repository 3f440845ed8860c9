/**
 * How often something happened of late, for any window up to `windowMillisMax`, at the cost of one number a second. Pure.
 *
 * Pairs of second and count, oldest first.
 */
export type State = ReadonlyArray<readonly [second: number, count: number]>

/** It has never happened. */
export const initial: State = []

/** Longest window that can be asked about. */
export const windowMillisMax = 60_000

const secondOf = (millis: number): number => Math.floor(millis / 1_000)

/** Once more, at `atMillis`. */
export const add = (state: State, atMillis: number): State => {
  const second = secondOf(atMillis)
  const oldest = second - windowMillisMax / 1_000
  const last = state.at(-1)
  return last !== undefined && last[0] >= second
    ? [...state.slice(0, -1), [last[0], last[1] + 1]]
    : [...state.filter(([before]) => before >= oldest), [second, 1]]
}

/** How often within the last `windowMillis`, rounded up to whole seconds. */
export const within = (state: State, windowMillis: number, nowMillis: number): number => {
  const oldest = secondOf(nowMillis - windowMillis)
  return state.reduce((total, [second, count]) => (second >= oldest ? total + count : total), 0)
}
