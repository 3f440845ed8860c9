import * as TokenForm from "@sluice/core/access/TokenForm"
import * as TokenStanding from "@sluice/core/access/TokenStanding"
import { Clock, Effect, Redacted } from "effect"
import type { Account, Sender } from "../ports/Directory.ts"
import { TokenInspector } from "../ports/TokenInspector.ts"

/** What was found out about a token: nothing of it holds a part of the token. */
export interface Inspection {
  readonly form: ReadonlyArray<TokenForm.Finding>
  readonly standing: TokenStanding.Standing
}

/** How a token of an account stands now (SF-04). Form first: what cannot be a token goes nowhere. */
export const of = Effect.fn("Inspection.of")(function* (
  account: Account,
  senders: ReadonlyArray<Sender>,
  token: Redacted.Redacted
) {
  const inspector = yield* TokenInspector
  const form = account.provider === "cloud-api" ? TokenForm.check(Redacted.value(token)) : []
  const told = TokenForm.isRefused(form)
    ? { word: { _tag: "Unreachable" as const, detail: "it was not asked about" }, reaches: [] }
    : yield* inspector.inspect(account, senders, token)
  const found: Inspection = { form, standing: TokenStanding.judge({ form, ...told }, yield* Clock.currentTimeMillis) }
  return found
})
