import { Effect } from "effect"
import { CurrentCaller } from "./Answer.ts"
import { RequestInvalid } from "./Refusals.ts"

const unnamed = (path: string) =>
  new RequestInvalid({
    findings: [
      {
        path,
        code: "missing",
        rule: null,
        message: "is missing: the key may use every account, so the request has to name one",
        suggestion: null
      }
    ]
  })

/** The account that a request is about: the one it names, else the one that its key is bound to. */
export const named = Effect.fn("OwnAccount.named")(function* (accountId: string | undefined, path: string) {
  const caller = yield* CurrentCaller
  const account = accountId ?? caller.accountId
  return account === null ? yield* unnamed(path) : account
})
