import * as Hold from "@sluice/core/throttle/Hold"
import type { Context } from "effect"
import type { Holds, PlacedHold } from "../ports/Holds.ts"
import type { State } from "./internal/State.ts"

const isSame = (a: Hold.Hold, b: Hold.Hold): boolean =>
  a.scope === b.scope && a.key === b.key && a.level === b.level && a.number === b.number

/** Holds of a memory store. */
export const make = ({ holds, journal, nextHold }: State): Context.Tag.Service<Holds> => {
  const isActive = ({ clearedMillis, hold }: PlacedHold, nowMillis: number): boolean =>
    clearedMillis === null && Hold.stands(hold, nowMillis)

  return {
    place: (hold) =>
      journal.step(() => {
        const known = [...holds.values()].find((placed) => isSame(placed.hold, hold))
        if (known !== undefined && known.clearedMillis !== null) return known
        const placed: PlacedHold = { id: known?.id ?? nextHold(), hold, clearedMillis: null, clearedBy: null }
        holds.put(placed.id, placed)
        return placed
      }),
    active: (nowMillis, keys) =>
      journal.step(() =>
        [...holds.values()]
          .filter(
            (placed) =>
              isActive(placed, nowMillis) &&
              (keys === undefined ||
                keys.some(({ key, scope }) => scope === placed.hold.scope && key === placed.hold.key))
          )
          .sort((a, b) => a.id - b.id)
      ),
    clear: (id, by, nowMillis) =>
      journal.step(() => {
        const placed = holds.get(id)
        if (placed === undefined || !isActive(placed, nowMillis)) return false
        holds.put(id, { ...placed, clearedMillis: nowMillis, clearedBy: by })
        return true
      })
  }
}
