import type { Context } from "effect"
import { Effect, Option } from "effect"
import type { ApiKeys } from "../ports/ApiKeys.ts"
import type { State } from "./internal/State.ts"

/** API keys of a memory store. */
export const make = ({ journal, keys }: State): Context.Tag.Service<ApiKeys> => ({
  add: (key) =>
    Effect.flatten(
      journal.step(() => {
        if (keys.get(key.id) !== undefined) return Effect.dieMessage(`there is a key ${key.id} already`)
        keys.put(key.id, key)
        return Effect.void
      })
    ),
  find: (id) => journal.step(() => Option.fromNullable(keys.get(id))),
  list: journal.step(() =>
    [...keys.values()].sort((a, b) => a.createdMillis - b.createdMillis || (a.id < b.id ? -1 : 1))
  ),
  revoke: (id, nowMillis) =>
    journal.step(() => {
      const key = keys.get(id)
      if (key === undefined || key.revokedMillis !== null) return false
      keys.put(id, { ...key, revokedMillis: nowMillis })
      return true
    }),
  rotate: (id, next, untilMillis) =>
    journal.step(() => {
      const key = keys.get(id)
      if (key === undefined || key.revokedMillis !== null || key.replacedBy !== null) return false
      const expiresMillis = key.expiresMillis ?? Infinity
      if (expiresMillis <= next.createdMillis) return false
      keys.put(next.id, next)
      keys.put(id, { ...key, replacedBy: next.id, expiresMillis: Math.min(expiresMillis, untilMillis) })
      return true
    }),
  used: (id, nowMillis) =>
    journal.step(() => {
      const key = keys.get(id)
      if (key === undefined || (key.lastUsedMillis ?? -Infinity) >= nowMillis) return
      keys.put(id, { ...key, lastUsedMillis: nowMillis })
    })
})
