import type { Event } from "./Event.ts"
import { readEvents } from "./internal/opinion/events.ts"
import { readJson } from "./internal/opinion/json.ts"
import * as Reading from "./internal/opinion/Reading.ts"

/**
 * A second, independent reading of the fields that carry business meaning: ids, recipients, statuses and words, moments, prices,
 * amounts and limits, of messages and of everything else that the platform tells (SPEC WH-11).
 *
 * It shares nothing with the decoder: it looks every field up by its full path in the JSON, after a list of its own, and has rules of
 * its own for what a moment, an amount or a limit is. Where the two readings differ, the event is not to be believed: it is
 * quarantined, and processing goes on.
 */
export type Opinion =
  | { readonly _tag: "Agreement"; readonly fieldsCompared: number }
  | { readonly _tag: "Disagreement"; readonly differences: ReadonlyArray<Difference> }

/** One field read differently; null is a reading too: nothing there. `path` names the field in the callback. */
export interface Difference {
  readonly path: string
  readonly first: string | null
  readonly second: string | null
}

/** Most differences that are listed; one is enough to distrust a callback. */
const differencesMax = 100

const differencesOf = (one: Reading.Reading, other: Reading.Reading): ReadonlyArray<Difference> => {
  const first = Reading.byPath(one)
  const second = Reading.byPath(other)
  const differences: Array<Difference> = []
  const note = (difference: Difference) => {
    if (differences.length < differencesMax) differences.push(difference)
  }
  for (const [path, value] of first) {
    const read = second.get(path) ?? null
    if (value !== read) note({ path, first: value, second: read })
  }
  for (const [path, value] of second) {
    if (!first.has(path)) note({ path, first: null, second: value })
  }
  return differences
}

/** Compares what was decoded with what the JSON says. Total over any value; cost is linear in the callback. */
export const compare = (decoded: { readonly events: ReadonlyArray<Event> }, json: unknown): Opinion => {
  const first = readEvents(decoded.events)
  const second = readJson(json)
  const fieldsCompared = second.values.length
  if (Reading.same(first, second)) return { _tag: "Agreement", fieldsCompared }
  const differences = differencesOf(first, second)
  return differences.length === 0 ? { _tag: "Agreement", fieldsCompared } : { _tag: "Disagreement", differences }
}
