import * as RefusedCallbacks from "@sluice/core/guard/RefusedCallbacks"
import { Clock, Effect, Option, Schema } from "effect"
import * as Caller from "../access/Caller.ts"
import { Directory } from "../ports/Directory.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { Unkept } from "./RefusalBook.ts"

/** Under which the tallies of each account lie among the small states of the ledger; every process adds to the same. */
const scope = "refused-callbacks"

/** Of all that is not configured: no account's id is empty. */
const keyOf = (accountId: string | null): string => accountId ?? ""

const decode = Schema.decodeUnknownOption(RefusedCallbacks.State)

/** What is stored; what is none of it counts as nothing. */
const stateOf = (stored: unknown): RefusedCallbacks.State =>
  Option.getOrElse(decode(stored), () => RefusedCallbacks.initial)

/** Adds what a process refused to what is on record. Should the store's answer be lost it is added twice. */
export const add = Effect.fn("KeptRefusals.add")(function* ({ accountId, tallies }: Unkept) {
  const ledger = yield* LedgerStore
  yield* ledger.modify(scope, keyOf(accountId), (stored) => [
    undefined,
    RefusedCallbacks.merge(stateOf(stored), tallies)
  ])
})

/** What was refused of the accounts that the caller may use, the newest first; what named none that is configured for callers of all accounts alone. */
export const list = Effect.fn("KeptRefusals.list")(function* (caller: Caller.Caller) {
  const directory = yield* Directory
  const ledger = yield* LedgerStore
  const nowMillis = yield* Clock.currentTimeMillis
  const configured = (yield* directory.accounts).map(({ id }) => id).filter((id) => Caller.mayUse(caller, id))
  const asked: ReadonlyArray<string | null> = caller.accountId === null ? [...configured, null] : configured
  const found = yield* Effect.forEach(asked, (accountId) =>
    Effect.map(ledger.read(scope, keyOf(accountId)), (stored) =>
      RefusedCallbacks.told(stateOf(stored), nowMillis).map((tally) => ({ accountId, ...tally }))
    )
  )
  return found.flat().toSorted((a, b) => b.lastMillis - a.lastMillis)
})
