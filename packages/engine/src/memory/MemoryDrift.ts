import type { Context } from "effect"
import { others, placesMax } from "../ports/Drift.ts"
import type { Drift, Drifted, Seen } from "../ports/Drift.ts"
import type { State } from "./internal/State.ts"

const keyOf = ({ kind, path, provider, version }: Seen): string => [provider, kind, path, version].join("\n")

const byKey = (a: Drifted, b: Drifted): number => (keyOf(a) < keyOf(b) ? -1 : 1)

/** The places of a memory store. */
export const make = ({ drift, journal }: State): Context.Tag.Service<Drift> => ({
  note: (seen, atMillis) =>
    journal.step(() => {
      let room = placesMax - drift.size()
      for (const one of [...seen].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
        const known = drift.get(keyOf(one)) !== undefined
        const place = known || room > 0 ? one : { ...one, path: others, version: "", sample: "" }
        if (!known) room--
        const before = drift.get(keyOf(place))
        drift.put(
          keyOf(place),
          before === undefined
            ? { ...place, firstMillis: atMillis, lastMillis: atMillis }
            : {
                ...before,
                count: before.count + place.count,
                firstMillis: Math.min(before.firstMillis, atMillis),
                lastMillis: Math.max(before.lastMillis, atMillis)
              }
        )
      }
    }),
  list: (sinceMillis) =>
    journal.step(() => [...drift.values()].filter(({ lastMillis }) => lastMillis >= sinceMillis).sort(byKey)),
  forget: (beforeMillis) =>
    journal.step(() => {
      const old = [...drift.entries()].filter(([, { lastMillis }]) => lastMillis < beforeMillis)
      for (const [key] of old) drift.remove(key)
      return old.length
    })
})
