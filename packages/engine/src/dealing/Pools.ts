import { Either } from "effect"
import * as Caller from "../access/Caller.ts"
import type { Finding } from "../accept/Finding.ts"
import type { Account, Pool } from "../ports/Directory.ts"

/** A pool, and whose it is. */
export interface Found {
  readonly accountId: string
  readonly pool: Pool
}

const refused = (
  path: string,
  code: string,
  message: string,
  suggestion: string
): Either.Either<never, ReadonlyArray<Finding>> => Either.left([{ path, code, rule: "RL-10", message, suggestion }])

const named = (caller: Caller.Caller, accounts: ReadonlyArray<Account>, id: string) => {
  for (const account of accounts) {
    const pool = account.pools?.find((one) => one.id === id)
    // A pool of another account is told like one that does not exist.
    if (pool !== undefined && Caller.mayUse(caller, account.id)) return Either.right({ accountId: account.id, pool })
  }
  const message = `no pool ${JSON.stringify(id)} is configured`
  return refused("pool", "pool-unknown", message, "name a pool of the accounts file, or a sender")
}

/**
 * The pool that a request without a sender goes to: the one it names, else the default of the caller's own account.
 *
 * A key that may use every account names a pool or a sender: no account is its own.
 */
export const find = (
  caller: Caller.Caller,
  accounts: ReadonlyArray<Account>,
  id: string | null
): Either.Either<Found, ReadonlyArray<Finding>> => {
  if (id !== null) return named(caller, accounts, id)
  const own = accounts.find((account) => account.id === caller.accountId)
  return own?.defaultPool === undefined
    ? refused("senderId", "sender-missing", "neither a sender nor a pool is named", "name one of the two")
    : named(caller, [own], own.defaultPool)
}
