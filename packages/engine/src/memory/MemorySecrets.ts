import type { Context } from "effect"
import type { Secrets } from "../ports/Secrets.ts"
import * as Sealing from "../tokens/Sealing.ts"
import type { State } from "./internal/State.ts"

/** Sealed secrets of a memory store. */
export const make = ({ journal, secrets }: State): Context.Tag.Service<Secrets> => {
  const sorted = () =>
    [...secrets.values()].sort((a, b) => (a.secret.label.accountId < b.secret.label.accountId ? -1 : 1))
  return {
    put: (secret) =>
      journal.step(() => {
        const key = `${secret.label.field} ${secret.label.accountId}`
        secrets.put(key, { secret, puts: (secrets.get(key)?.puts ?? 0) + 1 })
      }),
    reseal: (label, before, after) =>
      journal.step(() => {
        const key = `${label.field} ${label.accountId}`
        const kept = secrets.get(key)
        if (kept === undefined || !Sealing.isSame(kept.secret.sealed, before)) return false
        secrets.put(key, { secret: { ...kept.secret, sealed: after }, puts: kept.puts + 1 })
        return true
      }),
    list: journal.step(() => sorted().map(({ secret }) => secret)),
    revision: journal.step(() => sorted().reduce((sum, { puts }) => sum + puts, 0))
  }
}
