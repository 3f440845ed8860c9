import type { Decoded } from "../Callback.ts"
import type { Event } from "../Event.ts"
import * as Place from "../drift/Place.ts"

/**
 * Where two decoders read one callback differently (SPEC WH-10). It names places and never values: a report is for everybody's eyes.
 *
 * - `event-added`, `event-lost`: the candidate tells an event that the current one does not, or the other way round; `path` ends in its tag.
 * - `field-changed`: the same event with another value in one field.
 * - `unknown-added`, `unknown-gone`, `issue-added`, `issue-gone`: what the candidate does not know, or complains of, and the current one does.
 * - `broke`: the candidate broke on it. It has to be total like every decoder.
 */
export interface Difference {
  readonly kind:
    | "event-added"
    | "event-lost"
    | "field-changed"
    | "unknown-added"
    | "unknown-gone"
    | "issue-added"
    | "issue-gone"
    | "broke"
  /** The place in the format (`drift/Place`). */
  readonly path: string
}

/** Most differences that are listed of one callback; one is enough to look at it. */
const differencesMax = 100

/** One event can only be compared with one of the same place and tag; several of them, with those in the same order. */
const named = (events: ReadonlyArray<Event>): ReadonlyMap<string, Event> => {
  const counts = new Map<string, number>()
  return new Map(
    events.map((event) => {
      const name = `${event.path} ${event._tag}`
      const count = counts.get(name) ?? 0
      counts.set(name, count + 1)
      return [`${name} ${count}`, event]
    })
  )
}

const placeOf = (event: Event): string => `${Place.of(event.path)} ${event._tag}`

const differingFields = (one: Event, other: Event): ReadonlyArray<Difference> => {
  const first = new Map<string, unknown>(Object.entries(one))
  const second = new Map<string, unknown>(Object.entries(other))
  return [...new Set([...first.keys(), ...second.keys()])]
    .filter((name) => JSON.stringify(first.get(name)) !== JSON.stringify(second.get(name)))
    .map((name) => ({ kind: "field-changed", path: `${placeOf(one)}.${name}` }))
}

const beside = (
  first: ReadonlyArray<{ readonly path: string }>,
  second: ReadonlyArray<{ readonly path: string }>,
  added: Difference["kind"],
  gone: Difference["kind"]
): ReadonlyArray<Difference> => {
  const before = new Set(first.map(({ path }) => path))
  const after = new Set(second.map(({ path }) => path))
  return [
    ...[...after].filter((path) => !before.has(path)).map((path) => ({ kind: added, path: Place.of(path) })),
    ...[...before].filter((path) => !after.has(path)).map((path) => ({ kind: gone, path: Place.of(path) }))
  ]
}

/** The differences of one callback, each once for each time that it occurs; empty where both read it alike. */
export const of = (current: Decoded, candidate: Decoded): ReadonlyArray<Difference> => {
  const first = named(current.events)
  const second = named(candidate.events)
  const differences: Array<Difference> = []
  for (const [name, event] of first) {
    const other = second.get(name)
    if (other === undefined) differences.push({ kind: "event-lost", path: placeOf(event) })
    else differences.push(...differingFields(event, other))
  }
  for (const [name, event] of second)
    if (!first.has(name)) differences.push({ kind: "event-added", path: placeOf(event) })
  differences.push(
    ...beside(current.unknown, candidate.unknown, "unknown-added", "unknown-gone"),
    ...beside(current.issues, candidate.issues, "issue-added", "issue-gone")
  )
  return differences.slice(0, differencesMax)
}
