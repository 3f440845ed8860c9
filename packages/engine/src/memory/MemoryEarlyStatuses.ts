import type { Context } from "effect"
import { Effect } from "effect"
import type { EarlyStatus, EarlyStatuses } from "../ports/EarlyStatuses.ts"
import type { State } from "./internal/State.ts"

/** Parked statuses of a memory store. */
export const make = ({ early, journal, messages, nextEarly }: State): Context.Tag.Service<EarlyStatuses> => {
  const known = (limit: number, sinceMillis: number): ReadonlyArray<readonly [id: number, status: EarlyStatus]> =>
    [...early.entries()]
      .filter(
        ([, { receivedMillis, wamid }]) =>
          receivedMillis >= sinceMillis && messages.find({ _tag: "Wamid", wamid }) !== undefined
      )
      .sort(([a, first], [b, second]) => first.receivedMillis - second.receivedMillis || a - b)
      .slice(0, limit)

  const consumeKnown: Context.Tag.Service<EarlyStatuses>["consumeKnown"] = ({ limit, sinceMillis }, f) =>
    Effect.gen(function* () {
      const handed = yield* journal.step(() => known(limit, sinceMillis))
      if (handed.length === 0) return 0
      yield* f(handed.map(([, status]) => status))
      yield* journal.step(() => {
        for (const [id] of handed) early.remove(id)
      })
      return handed.length
    }).pipe(journal.transaction)

  return {
    park: (statuses) =>
      journal.step(() => {
        for (const status of statuses) early.put(nextEarly(), status)
      }),
    consumeKnown,
    expire: (beforeMillis) =>
      journal.step(() => {
        const old = [...early.entries()].filter(([, { receivedMillis }]) => receivedMillis < beforeMillis)
        for (const [id] of old) early.remove(id)
        return old.length
      }),
    count: journal.step(() => early.size())
  }
}
