import type { Context } from "effect"
import { Order } from "effect"
import type { Known, PlatformWords, Subject } from "../ports/PlatformWords.ts"
import type { State } from "./internal/State.ts"

const keyOf = ({ accountId, id, kind }: Subject): string => JSON.stringify([accountId, kind, id])

const order: Order.Order<Known> = Order.combineAll([
  Order.mapInput(Order.string, ({ subject }: Known) => subject.accountId),
  Order.mapInput(Order.string, ({ subject }: Known) => subject.kind),
  Order.mapInput(Order.string, ({ subject }: Known) => subject.id)
])

/** What the platform told, in a memory store. */
export const make = ({ journal, platformWords }: State): Context.Tag.Service<PlatformWords> => ({
  // A transaction, so that a rule that breaks on one subject leaves the others as they were.
  modify: (subjects, f) =>
    journal.transaction(
      journal.step(() => {
        for (const [index, subject] of subjects.entries()) {
          const before = platformWords.get(keyOf(subject))
          const state = f(before?.known.state ?? null, index)
          if (state === null) continue
          platformWords.put(keyOf(subject), { known: { subject, state }, puts: (before?.puts ?? 0) + 1 })
        }
      })
    ),
  list: journal.step(() => [...platformWords.values()].map(({ known }) => known).sort(order)),
  revision: journal.step(() => [...platformWords.values()].reduce((sum, { puts }) => sum + puts, 0))
})
