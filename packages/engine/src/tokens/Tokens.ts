import * as TokenStanding from "@sluice/core/access/TokenStanding"
import { Clock, Context, Data, Effect, Layer, type Redacted } from "effect"
import * as Credential from "../directory/Credential.ts"
import { LiveTokens } from "../directory/LiveDirectory.ts"
import type { Replacement } from "../directory/LiveDirectory.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory } from "../ports/Directory.ts"
import type { Account, AccountUnknown, Sender } from "../ports/Directory.ts"
import { Secrets } from "../ports/Secrets.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { TokenInspector } from "../ports/TokenInspector.ts"
import { TokenReports } from "../ports/TokenReports.ts"
import type { TokenReport } from "../ports/TokenReports.ts"
import { Vault } from "../ports/Vault.ts"
import type { VaultClosed } from "../ports/Vault.ts"
import * as Fingerprint from "./Fingerprint.ts"
import * as Inspection from "./Inspection.ts"

/** A token that would stop the account: nothing was replaced. The message holds no part of it. */
export class TokenRefused extends Data.TaggedError("TokenRefused")<{
  readonly state: TokenStanding.State
  readonly detail: string
}> {
  override get message(): string {
    return `the token was not put in place: ${this.detail}`
  }
}

/** An account and its token, without the token. */
export interface AccountToken {
  readonly account: Account
  readonly senders: ReadonlyArray<Sender>
  /** Null where the account presents nothing. */
  readonly fingerprint: string | null
  /** Null for the token of the accounts file. */
  readonly replacement: Replacement | null
  /** Of this very token; null while it has not been checked. */
  readonly report: TokenReport | null
}

const make = Effect.gen(function* () {
  const directory = yield* Directory
  const live = yield* LiveTokens
  const secrets = yield* Secrets
  const vault = yield* Vault
  const reports = yield* TokenReports
  const inspector = yield* TokenInspector
  const crypto = yield* Crypto

  const sendersOf = (accountId: string) =>
    Effect.map(directory.senders, (senders) => senders.filter((sender) => sender.accountId === accountId))

  const judge = Effect.fnUntraced(
    function* (account: Account, token: Redacted.Redacted) {
      const { standing } = yield* Inspection.of(account, yield* sendersOf(account.id), token)
      return standing
    },
    Effect.provideService(TokenInspector, inspector)
  )

  const keep = Effect.fnUntraced(function* (
    account: Account,
    token: Redacted.Redacted,
    standing: TokenStanding.Standing,
    known: TokenReport | null
  ) {
    const fingerprint = Fingerprint.of(crypto, token)
    const checkedMillis = yield* Clock.currentTimeMillis
    const sinceMillis = known?.fingerprint === fingerprint ? known.sinceMillis : checkedMillis
    const report: TokenReport = { accountId: account.id, fingerprint, sinceMillis, checkedMillis, standing }
    yield* reports.put(report)
    return report
  })

  const reportOf = (accountId: string) =>
    Effect.map(reports.list, (all) => all.find((one) => one.accountId === accountId) ?? null)

  const view = Effect.fnUntraced(function* (account: Account, known: ReadonlyArray<TokenReport>) {
    const token = Credential.of(account)
    const fingerprint = token === null ? null : Fingerprint.of(crypto, token)
    const told: AccountToken = {
      account,
      senders: yield* sendersOf(account.id),
      fingerprint,
      replacement: live.replacement(account.id),
      report: known.find((one) => one.accountId === account.id && one.fingerprint === fingerprint) ?? null
    }
    return told
  })

  const list = Effect.gen(function* () {
    const known = yield* reports.list
    return yield* Effect.forEach(yield* directory.accounts, (account) => view(account, known))
  }).pipe(Effect.withSpan("Tokens.list"))

  const find = Effect.fn("Tokens.find")(function* (accountId: string) {
    return yield* view(yield* directory.account(accountId), yield* reports.list)
  })

  const check = Effect.fn("Tokens.check")(function* (accountId: string) {
    const account = yield* directory.account(accountId)
    const token = Credential.of(account)
    if (token === null) return null
    return yield* keep(account, token, yield* judge(account, token), yield* reportOf(accountId))
  })

  const put = Effect.fn("Tokens.put")(function* (accountId: string, token: Redacted.Redacted, by: string) {
    const account = yield* directory.account(accountId)
    const standing = yield* judge(account, token)
    if (TokenStanding.stops(standing)) {
      return yield* new TokenRefused({ state: standing.state, detail: standing.detail })
    }
    const label = { accountId, field: "access-token" } as const
    const sealed = yield* vault.seal(label, token)
    yield* secrets.put({ label, sealed, putMillis: yield* Clock.currentTimeMillis, putBy: by })
    const report = yield* keep(account, token, standing, null)
    yield* live.refresh
    yield* Effect.logInfo(`the token of account ${accountId} was replaced by ${by}; it is ${report.fingerprint} now`)
    return yield* find(accountId)
  })

  return { list, find, check, put }
})

/** The accounts' tokens: how they stand, and putting another one in place while everything runs (SPEC SF-04). */
export class Tokens extends Context.Tag("@sluice/engine/Tokens")<
  Tokens,
  {
    readonly list: Effect.Effect<ReadonlyArray<AccountToken>, StoreUnavailable>
    readonly find: (accountId: string) => Effect.Effect<AccountToken, AccountUnknown | StoreUnavailable>
    /** Asks the provider now, and keeps what it says; null where the account presents nothing. */
    readonly check: (accountId: string) => Effect.Effect<TokenReport | null, AccountUnknown | StoreUnavailable>
    /**
     * Checks a token, seals it and puts it in place of the account's; every process uses it within a second or so, and holds that the one
     * before it caused end by themselves (`TokenWatch`). One that would stop the account is refused; one that nobody could be asked about is
     * taken.
     */
    readonly put: (
      accountId: string,
      token: Redacted.Redacted,
      by: string
    ) => Effect.Effect<AccountToken, AccountUnknown | TokenRefused | VaultClosed | StoreUnavailable>
  }
>() {
  static readonly layer = Layer.effect(Tokens, make)
}
