import type { Context } from "effect"
import { Order } from "effect"
import type { RegisteredTemplate, TemplateKey, Templates } from "../ports/Templates.ts"
import * as Messages from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"

const order: Order.Order<Omit<TemplateKey, "accountId">> = Order.combineAll([
  Order.mapInput(Order.string, (key: Omit<TemplateKey, "accountId">) => key.name),
  Order.mapInput(Order.string, (key: Omit<TemplateKey, "accountId">) => key.language)
])

const keyOf = ({ accountId, language, name }: TemplateKey): string =>
  Messages.pair(accountId, Messages.pair(name, language))

/** The templates of a memory store. */
export const make = ({ journal, templates }: State): Context.Tag.Service<Templates> => {
  const of = (accountId: string): ReadonlyArray<RegisteredTemplate> =>
    [...templates.values()].filter((template) => template.accountId === accountId)

  return {
    named: (accountId, names) =>
      journal.step(() => {
        const known = of(accountId)
        return { isEmpty: known.length === 0, templates: known.filter(({ draft }) => names.includes(draft.name)) }
      }),
    // A transaction, so that a rule that breaks on one template leaves the others as they were.
    modify: (keys, f) =>
      journal.transaction(
        journal.step(() => {
          for (const [index, key] of keys.entries()) {
            const next = f(templates.get(keyOf(key)) ?? null, index)
            if (next !== null) templates.put(keyOf(key), next)
          }
        })
      ),
    list: ({ accountId, after, limit }) =>
      journal.step(() =>
        of(accountId)
          .filter(({ draft }) => after === undefined || order(after, draft) < 0)
          .sort((a, b) => order(a.draft, b.draft))
          .slice(0, limit)
      )
  }
}
