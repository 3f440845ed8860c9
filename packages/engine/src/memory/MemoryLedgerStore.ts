import type { Context } from "effect"
import type { LedgerStore } from "../ports/LedgerStore.ts"
import * as Messages from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"

/** The limit ledger of a memory store. */
export const make = ({ journal, ledger }: State): Context.Tag.Service<LedgerStore> => {
  const read = (scope: string, key: string): unknown => {
    const kept = ledger.get(Messages.pair(scope, key))
    return kept === undefined ? null : JSON.parse(kept)
  }
  return {
    read: (scope, key) => journal.step(() => read(scope, key)),
    modify: (scope, key, f) =>
      journal.step(() => {
        const [answer, next] = f(read(scope, key))
        ledger.put(Messages.pair(scope, key), JSON.stringify(next) ?? "null")
        return answer
      })
  }
}
