import type { Context } from "effect"
import { Order } from "effect"
import type { OptOutKey, OptOuts } from "../ports/OptOuts.ts"
import * as Messages from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"
import * as Unwanted from "./internal/Unwanted.ts"

/** Code points sort by their UTF-16 units here: numbers and the words of scope and source are ASCII. */
const order: Order.Order<Omit<OptOutKey, "accountId">> = Order.combineAll([
  Order.mapInput(Order.string, (optOut: Omit<OptOutKey, "accountId">) => optOut.recipient),
  Order.mapInput(Order.string, (optOut: Omit<OptOutKey, "accountId">) => optOut.scope),
  Order.mapInput(Order.string, (optOut: Omit<OptOutKey, "accountId">) => optOut.source)
])

/** Opt-outs of a memory store. */
export const make = (state: State): Context.Tag.Service<OptOuts> => {
  const { journal, messages, optOuts } = state

  return {
    put: (added) =>
      journal.step(() => {
        const fresh = added.filter((optOut) => {
          const isNew = optOuts.get(Messages.optOutKey(optOut)) === undefined
          if (isNew) optOuts.put(Messages.optOutKey(optOut), optOut)
          return isNew
        })
        return fresh.length
      }),
    lift: (lifts) =>
      journal.step(() => {
        const lifted = lifts.flatMap(({ accountId, recipient, scope, sources }) =>
          Unwanted.standing(state, accountId, recipient)
            .filter(
              (optOut) =>
                (scope === undefined || optOut.scope === scope) &&
                (sources === undefined || sources.includes(optOut.source))
            )
            .map(Messages.optOutKey)
        )
        const keys = new Set(lifted)
        for (const key of keys) optOuts.remove(key)
        return keys.size
      }),
    of: (addressees) =>
      journal.step(() => {
        const asked = new Set(addressees.map(({ accountId, recipient }) => Messages.pair(accountId, recipient)))
        return [...optOuts.values()].filter(({ accountId, recipient }) =>
          asked.has(Messages.pair(accountId, recipient))
        )
      }),
    unwanted: (messageIds) =>
      journal.step(() => {
        const found = messageIds.flatMap((id) => messages.table.get(id) ?? [])
        return new Set(found.filter((message) => Unwanted.is(state, message)).map(({ id }) => id))
      }),
    list: ({ accountId, after, limit, recipient }) =>
      journal.step(() =>
        [...optOuts.values()]
          .filter(
            (optOut) =>
              optOut.accountId === accountId &&
              (recipient === undefined || optOut.recipient === recipient) &&
              (after === undefined || order(after, optOut) < 0)
          )
          .sort(order)
          .slice(0, limit)
      )
  }
}
