import type { Policy } from "@sluice/core/policy/Policy"
import type { Effect, Redacted } from "effect"
import { Context, Data } from "effect"

/** One number that sends, with the policy that paces it. */
export interface Sender {
  /** Our own name of the sender, unique over all accounts. */
  readonly id: string
  readonly accountId: string
  readonly businessId: string
  /** The platform's id of the number (CLOUD_API 3.1). */
  readonly phoneNumberId: string
  /** The number itself in E.164. */
  readonly number: string
  readonly tier: "initial" | "raised"
  readonly throughput: "standard" | "upgraded" | "coexistence"
  /** IANA time zone of the business; peak hours are read in it (RL-01). */
  readonly timeZone: string
  readonly policy: Policy
}

/** One account at a provider: where it is reached and with which secrets. */
export interface Account {
  readonly id: string
  readonly provider: "cloud-api"
  /** Endpoints in order of preference; the first is the primary (SF-03). */
  readonly baseUrls: readonly [string, ...ReadonlyArray<string>]
  /** Graph API version, as in `v25.0`. */
  readonly version: string
  readonly accessToken: Redacted.Redacted
  /** Secrets that sign callbacks; two are valid at once while one is rotated. */
  readonly appSecrets: ReadonlyArray<Redacted.Redacted>
  /** What the handshake must present. */
  readonly verifyToken: Redacted.Redacted
  /**
   * Whether messages are fitted to the account's registered templates (TP-07), or go unchecked. Left out: unchecked until the first template
   * is imported.
   */
  readonly templates?: "registry" | "unchecked"
}

/** No sender of that id is configured, or not for the caller's account. */
export class SenderUnknown extends Data.TaggedError("SenderUnknown")<{ readonly senderId: string }> {
  override get message(): string {
    return `no sender ${JSON.stringify(this.senderId)} is configured`
  }
}

/** No account of that id is configured. */
export class AccountUnknown extends Data.TaggedError("AccountUnknown")<{ readonly accountId: string }> {
  override get message(): string {
    return `no account ${JSON.stringify(this.accountId)} is configured`
  }
}

/** Who may send, and through what. */
export class Directory extends Context.Tag("@sluice/engine/Directory")<
  Directory,
  {
    readonly sender: (senderId: string) => Effect.Effect<Sender, SenderUnknown>
    readonly senderByPhoneNumberId: (phoneNumberId: string) => Effect.Effect<Sender, SenderUnknown>
    readonly senders: Effect.Effect<ReadonlyArray<Sender>>
    readonly account: (accountId: string) => Effect.Effect<Account, AccountUnknown>
    readonly accounts: Effect.Effect<ReadonlyArray<Account>>
  }
>() {}
