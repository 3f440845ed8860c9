import { Array, Effect, Either } from "effect"
import type { Deal } from "../dealing/Deal.ts"
import type { Pool } from "../ports/Directory.ts"
import type { Decided, Judged } from "./Row.ts"
import type { Chosen } from "./Senders.ts"
import * as WindowRule from "./WindowRule.ts"

/** How rows are dealt: for good, or as a rehearsal. */
export type By = (typeof Deal.Service)["deal" | "rehearse"]

/** A row that is to be dealt, where it stands, and to whom. */
interface Undealt {
  readonly index: number
  readonly judged: Judged
  readonly pool: Pool
}

/** The rows of a pool that may be queued. */
const undealt = (chosen: Chosen, decided: ReadonlyArray<Decided>): ReadonlyArray<Undealt> =>
  decided.flatMap((row, index) => {
    if (Either.isLeft(row) || row.right.request.senderId !== null) return []
    const candidates = chosen(row.right.request)
    return Either.isRight(candidates) && candidates.right.pool !== null
      ? [{ index, judged: row.right, pool: candidates.right.pool }]
      : []
  })

/** Gives each row of a pool its sender; each pool is dealt to once, in the order of its rows (RL-10). */
export const all = Effect.fn("Dealing.all")(function* (by: By, chosen: Chosen, decided: ReadonlyArray<Decided>) {
  const open = undealt(chosen, decided)
  if (open.length === 0) return decided
  const dealt: Array<Decided> = [...decided]
  for (const rows of Object.values(Array.groupBy(open, ({ pool }) => pool.id))) {
    const asked = rows.map(({ judged: { sound } }) => ({
      recipient: sound.recipient,
      units: sound.units,
      needsWindow: WindowRule.needsWindow(sound.content)
    }))
    const given = yield* by(rows[0].pool, asked)
    for (const [{ index, judged }, one] of Array.zip(rows, given)) dealt[index] = Either.right({ ...judged, ...one })
  }
  return dealt
})
