import type { Event } from "@sluice/core/callback/Event"
import * as KeyCheck from "@sluice/core/guard/KeyCheck"
import { type Policy, shipped } from "@sluice/core/policy/Policy"
import { Effect, Option, Schema } from "effect"
import * as UntilStored from "../dispatch/UntilStored.ts"
import { Directory } from "../ports/Directory.ts"
import type { Finish } from "../ports/Lanes.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"

/** The guide's "too fast". */
const code = 1_351

/** Under which each account's count lies among the small states of the ledger; every process adds to the same. */
export const scope = "key-check"

const decode = Schema.decodeUnknownOption(KeyCheck.State)

/** What is stored, as a state; what is not one counts from none. */
export const stateOf = (stored: unknown): KeyCheck.State => Option.getOrElse(decode(stored), () => KeyCheck.initial)

/** How many "too fast" errors an event tells. */
const told = (event: Event): number =>
  event._tag === "StatusChanged" || event._tag === "AccountErrors"
    ? event.errors.filter((error) => error.code === code).length
    : 0

/** The policy of an account's numbers. */
export const policyOf = (accountId: string): Effect.Effect<Policy, never, Directory> =>
  Effect.flatMap(Directory, ({ senders }) =>
    Effect.map(senders, (all) => all.find((sender) => sender.accountId === accountId)?.policy ?? shipped.guide)
  )

/** Counts so many "too fast" errors of one account (SPEC GD-04); the tenth within the hour calls for a check of its key. */
export const note = Effect.fn("TooFast.note")(function* (accountId: string, count: number, atMillis: number) {
  const ledger = yield* LedgerStore
  const { receiving } = yield* policyOf(accountId)
  yield* ledger.modify(scope, accountId, (stored) => {
    let state = stateOf(stored)
    for (let n = 0; n < count; n++) state = KeyCheck.afterTooFast(receiving, state, atMillis)
    return [undefined, state]
  })
})

/**
 * Counts those that requests were answered with, as soon as the store takes it. Should its answer be lost they count twice: a check may come early,
 * never late.
 */
export const noteAnswers = (
  accountId: string,
  answers: ReadonlyArray<{ readonly finish: Pick<Finish, "answeredMillis" | "code"> }>
): Effect.Effect<void, never, Directory | LedgerStore> => {
  const refused = answers.filter(({ finish }) => finish.code === code)
  const [first] = refused
  return first === undefined
    ? Effect.void
    : UntilStored.retry(note(accountId, refused.length, first.finish.answeredMillis))
}

/** Counts those that callbacks tell of, in the transaction of whoever reads them; accounts in the order of their names. */
export const noteAll = Effect.fnUntraced(function* (
  heard: ReadonlyArray<{ readonly accountId: string; readonly events: ReadonlyArray<Event> }>,
  atMillis: number
) {
  const counts = new Map<string, number>()
  for (const { accountId, events } of heard) {
    const count = events.reduce((total, event) => total + told(event), 0)
    if (count > 0) counts.set(accountId, (counts.get(accountId) ?? 0) + count)
  }
  for (const [accountId, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    yield* note(accountId, count, atMillis)
  }
})
