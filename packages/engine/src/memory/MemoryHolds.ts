import * as Hold from "@sluice/core/throttle/Hold"
import type { Context } from "effect"
import { Array, Option } from "effect"
import { listPlace } from "../ports/Holds.ts"
import type { Holds, ListPlace, PlacedHold, Review } from "../ports/Holds.ts"
import * as Messages from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"

const isSame = (a: Hold.Hold, b: Hold.Hold): boolean =>
  a.scope === b.scope && a.key === b.key && a.level === b.level && a.number === b.number

/** Holds of a memory store. */
export const make = ({ holds, journal, ledger, nextHold, versions }: State): Context.Tag.Service<Holds> => {
  const isActive = ({ clearedMillis, hold }: PlacedHold, nowMillis: number): boolean =>
    clearedMillis === null && Hold.stands(hold, nowMillis)

  const active = (nowMillis: number): ReadonlyArray<PlacedHold> =>
    [...holds.values()].filter((placed) => isActive(placed, nowMillis)).sort((a, b) => a.id - b.id)

  const place = (hold: Hold.Hold, review: Review | null): PlacedHold => {
    const known = [...holds.values()].find((placed) => isSame(placed.hold, hold))
    if (known !== undefined && known.clearedMillis !== null) return known
    const placed: PlacedHold = {
      id: known?.id ?? nextHold(),
      hold,
      review: known?.review ?? review,
      clearedMillis: null,
      clearedBy: null
    }
    holds.put(placed.id, placed)
    if (Hold.reach(hold.scope) === "message") versions.put("hold", (versions.get("hold") ?? 0) + 1)
    return placed
  }

  return {
    place: (hold) => journal.step(() => place(hold, null)),
    rule: (scope, key, f) =>
      journal.step(() => {
        const row = Messages.pair(scope, key)
        const kept = ledger.get(row)
        const ruled = f(kept === undefined ? null : JSON.parse(kept))
        ledger.put(row, JSON.stringify(ruled.next) ?? "null")
        for (const hold of ruled.holds) place(hold, ruled.review ?? null)
        return ruled.answer
      }),
    active: (nowMillis, keys) =>
      journal.step(() =>
        active(nowMillis).filter(
          ({ hold }) => keys === undefined || keys.some(({ key, scope }) => scope === hold.scope && key === hold.key)
        )
      ),
    seen: (nowMillis) =>
      journal.step(() => {
        const [holds, recipients] = Array.partition(active(nowMillis), ({ hold }) => Hold.isOfRecipient(hold))
        return { version: versions.get("hold") ?? 0, holds, recipients: recipients.length > 0 }
      }),
    page: (nowMillis, { after, limit }) =>
      journal.step(() => {
        const [wide, recipients] = Array.partition(active(nowMillis), ({ hold }) => Hold.isOfRecipient(hold))
        const listed = [...wide, ...recipients]
        if (after === null) return listed.slice(0, limit)
        const isPast = (place: ListPlace): boolean =>
          place.isOfRecipient === after.isOfRecipient ? place.id > after.id : place.isOfRecipient
        return listed.filter((placed) => isPast(listPlace(placed))).slice(0, limit)
      }),
    find: (id) => journal.step(() => Option.fromNullable(holds.get(id))),
    clear: (id, review) =>
      journal.step(() => {
        const placed = holds.get(id)
        if (placed === undefined || !isActive(placed, review.atMillis)) return false
        holds.put(id, {
          ...placed,
          review: placed.review ?? review,
          clearedMillis: review.atMillis,
          clearedBy: review.by
        })
        return true
      })
  }
}
