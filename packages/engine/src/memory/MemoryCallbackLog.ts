import type { Context } from "effect"
import { Clock, Effect, Encoding } from "effect"
import { dayMillis, handedBytesMax, repeatMillis } from "../ports/CallbackLog.ts"
import type { CallbackLog, NewCallback, StoredCallback } from "../ports/CallbackLog.ts"
import type { State } from "./internal/State.ts"

/**
 * The callback log of a memory store. While one consumer runs, all other uses of the store wait: the store has one transaction
 * at a time.
 */
export const make = ({
  callbacks,
  digests,
  journal,
  nextCallback,
  pending
}: State): Context.Tag.Service<CallbackLog> => {
  const appendOne = (callback: NewCallback): "appended" | "duplicate" => {
    const digest = Encoding.encodeHex(callback.digest)
    if (digests.get(digest) !== undefined) return "duplicate"
    const stored = { ...callback, id: nextCallback() }
    digests.put(digest, callback.receivedMillis)
    callbacks.put(stored.id, { callback: stored, verdict: stored.verdict, report: null, processedMillis: null })
    return "appended"
  }

  const oldest = (limit: number): ReadonlyArray<StoredCallback> => {
    const found = pending.items.slice(0, limit).flatMap((id) => callbacks.get(id)?.callback ?? [])
    let bytes = 0
    return found.filter(({ body }, index) => {
      bytes += body.length
      return index === 0 || bytes <= handedBytesMax
    })
  }

  const dayOf = (millis: number): number => Math.floor(millis / dayMillis)

  const consume: Context.Tag.Service<CallbackLog>["consume"] = (limit, f) =>
    Effect.gen(function* () {
      const handed = yield* journal.step(() => oldest(limit))
      if (handed.length === 0) return 0
      const processed = yield* f(handed)
      const processedMillis = yield* Clock.currentTimeMillis
      const left = new Map(handed.map((callback) => [callback.id, callback]))
      return yield* journal.step(() => {
        let consumed = 0
        for (const { id, left: kept, report, verdict } of processed) {
          const callback = left.get(id)
          if (callback === undefined || !left.delete(id)) continue
          callbacks.put(id, { callback: { ...callback, ...kept }, verdict, report, processedMillis })
          consumed++
        }
        return consumed
      })
    }).pipe(journal.transaction)

  return {
    append: (added) => journal.step(() => added.map(appendOne)),
    consume,
    oldestPendingMillis: journal.step(() => oldest(1)[0]?.receivedMillis ?? null),
    heardMillis: (accountIds) =>
      journal.step(() => {
        const heard = new Map<string, number>()
        for (const { callback, verdict } of callbacks.values()) {
          const { accountId, receivedMillis } = callback
          if (verdict !== "processed" || !accountIds.includes(accountId)) continue
          heard.set(accountId, Math.max(heard.get(accountId) ?? receivedMillis, receivedMillis))
        }
        return heard
      }),
    gaps: ({ accountId, longerMillis, sinceMillis }) =>
      journal.step(() => {
        const arrivals = [...callbacks.values()]
          .filter(({ callback, verdict }) => verdict === "processed" && callback.accountId === accountId)
          .map(({ callback }) => callback.receivedMillis)
          .filter((millis) => millis > sinceMillis)
          .sort((a, b) => a - b)
        return arrivals
          .map((untilMillis, index) => ({ fromMillis: arrivals[index - 1] ?? sinceMillis, untilMillis }))
          .filter(({ fromMillis, untilMillis }) => untilMillis - fromMillis > longerMillis)
      }),
    quarantined: ({ accountId, limit, sinceMillis }) =>
      journal.step(() =>
        [...callbacks.values()]
          .filter(({ verdict }) => verdict === "quarantined")
          .map(({ callback }) => callback)
          .sort((a, b) => b.id - a.id)
          .slice(0, limit)
          .filter((callback) => callback.accountId === accountId && callback.receivedMillis >= sinceMillis)
      ),
    maintain: ({ keepMillis, nowMillis }) =>
      journal.step(() => {
        const waiting = new Set(pending.items.map((id) => dayOf(callbacks.get(id)?.callback.receivedMillis ?? 0)))
        for (const [id, { callback }] of callbacks.entries()) {
          const day = dayOf(callback.receivedMillis)
          if (day < dayOf(nowMillis - keepMillis) && !waiting.has(day)) callbacks.remove(id)
        }
        for (const [digest, receivedMillis] of digests.entries()) {
          if (receivedMillis < nowMillis - repeatMillis) digests.remove(digest)
        }
      }),
    counts: journal.step(() => {
      const counts: Record<string, number> = {}
      for (const { verdict } of callbacks.values()) counts[verdict] = (counts[verdict] ?? 0) + 1
      return counts
    })
  }
}
