import * as Accounts from "@sluice/client/Accounts"
import * as Caller from "@sluice/engine/access/Caller"
import { AccountUnknown } from "@sluice/engine/ports/Directory"
import { type AccountToken, Tokens } from "@sluice/engine/tokens/Tokens"
import { Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

type View = (typeof Accounts.AccountView)["Encoded"]

const view = ({ account, fingerprint, replacement, report, senders }: AccountToken): View => {
  const standing = report?.standing
  return {
    id: account.id,
    provider: account.provider,
    senders: senders.map(({ id }) => id),
    token: {
      fingerprint,
      source: replacement === null ? "file" : "database",
      putAt: isoOrNull(replacement?.putMillis ?? null),
      putBy: replacement?.putBy ?? null,
      sealedWith: replacement?.keyId ?? null,
      state: standing?.state ?? "unchecked",
      expiresAt: isoOrNull(standing?.expiresMillis ?? null),
      scopes: standing?.scopes ?? null,
      missing: standing?.missing ?? [],
      denied: standing?.denied ?? [],
      checkedAt: report === null ? null : iso(report.checkedMillis),
      detail: standing?.detail ?? "it has not been checked yet"
    }
  }
}

/** The account in the path, if the caller may use it: one that they may not use is not there. */
const named = Effect.fn("Accounting.named")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const { id } = yield* Input.path(Accounts.AccountPath, request)
  return Caller.mayUse(caller, id) ? id : yield* new AccountUnknown({ accountId: id })
})

/** The accounts of the caller. */
export const list = Effect.fn("Accounting.list")(function* () {
  const caller = yield* CurrentCaller
  const tokens = yield* Tokens
  const all = yield* tokens.list
  return { accounts: all.filter(({ account }) => Caller.mayUse(caller, account.id)).map(view) }
})

/** One account. */
export const get = Effect.fn("Accounting.get")(function* (request: FastifyRequest) {
  const tokens = yield* Tokens
  return view(yield* tokens.find(yield* named(request)))
})

/** Asks the provider about the token now. */
export const check = Effect.fn("Accounting.check")(function* (request: FastifyRequest) {
  const tokens = yield* Tokens
  const id = yield* named(request)
  yield* tokens.check(id)
  return view(yield* tokens.find(id))
})

/** Puts another token in place. */
export const putToken = Effect.fn("Accounting.putToken")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const tokens = yield* Tokens
  const id = yield* named(request)
  const { token } = yield* Input.body(Accounts.NewToken, request)
  return view(yield* tokens.put(id, token, `key ${caller.keyId}`))
})
