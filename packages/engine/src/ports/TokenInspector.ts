import type { Reach, Word } from "@sluice/core/access/TokenStanding"
import type { Effect, Redacted } from "effect"
import { Context } from "effect"
import type { Account, Sender } from "./Directory.ts"

/** Asks a provider about a token: with the token itself, and without sending anything (SF-04). It never fails: every end is an answer. */
export class TokenInspector extends Context.Tag("@sluice/engine/TokenInspector")<
  TokenInspector,
  {
    /** `token` may be one that the account does not use yet. */
    readonly inspect: (
      account: Account,
      senders: ReadonlyArray<Sender>,
      token: Redacted.Redacted
    ) => Effect.Effect<{ readonly word: Word; readonly reaches: ReadonlyArray<Reach> }>
  }
>() {}
