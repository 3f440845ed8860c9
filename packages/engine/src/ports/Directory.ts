import type { Policy } from "@sluice/core/policy/Policy"
import type { State } from "@sluice/core/standing/Told"
import type { Effect, Redacted } from "effect"
import { Context, Data } from "effect"

/** What the platform has told of a number by callbacks, and what was configured before (CLOUD_API 3.4, 3.6). */
export interface Told {
  /** As the accounts file has them; the sender's own fields are what holds. */
  readonly configured: { readonly throughput: Sender["throughput"]; readonly messagingTier: string | null }
  /** Of the number itself. */
  readonly number: State
  /** Of the platform's account that it belongs to; nothing while that is not known. */
  readonly account: State
}

/** One number that sends, with the policy that paces it. */
export interface Sender {
  /** Our own name of the sender, unique over all accounts. */
  readonly id: string
  readonly accountId: string
  readonly businessId: string
  /**
   * The platform's id of the number (CLOUD_API 3.1): Bird's and MessageBird's is the channel's, Zendesk's the integration's, and Twilio, which
   * has none, goes by the number's digits.
   */
  readonly phoneNumberId: string
  /**
   * The platform's id by which callers of its own paths go on to know the number, where the provider has another for it: after a move, as a rule. Left out,
   * they know it by the provider's.
   */
  readonly knownAs?: string
  /** The number itself in E.164. */
  readonly number: string
  readonly tier: "initial" | "raised"
  readonly throughput: "standard" | "upgraded" | "coexistence"
  /** The portfolio's messaging limit as the platform names it (`TIER_2K`, CLOUD_API 3.4); left out, it is the lowest. */
  readonly messagingTier?: string
  /** IANA time zone of the business; peak hours are read in it (RL-01). */
  readonly timeZone: string
  /** Left out where nothing was told. */
  readonly told?: Told
  readonly policy: Policy
}

/** Senders of one account that take turns for whoever names the pool instead of one of them (RL-10). */
export interface Pool {
  /** Unique over all accounts, as the ids of senders are. */
  readonly id: string
  readonly senderIds: readonly [string, ...ReadonlyArray<string>]
}

/** Secrets of which two are valid at once while one is rotated; the current one first, and it is the one that is presented. */
export type Secrets = ReadonlyArray<Redacted.Redacted>

/** What every account has, whoever its provider is. */
interface AtProvider {
  readonly id: string
  /** Endpoints in order of preference; the first is the primary (SF-03). */
  readonly baseUrls: readonly [string, ...ReadonlyArray<string>]
  /**
   * Whether messages are fitted to the account's registered templates (TP-07), or go unchecked. Left out: unchecked until the first template
   * is imported.
   */
  readonly templates?: "registry" | "unchecked"
  /** Left out where every message names its sender. */
  readonly pools?: ReadonlyArray<Pool>
  /** Id of the pool for messages that name neither sender nor pool; left out where there has to be one of the two. */
  readonly defaultPool?: string
}

/** An account at the platform itself (CLOUD_API 3.1, 3.6). */
export interface CloudApiAccount extends AtProvider {
  readonly provider: "cloud-api"
  /** Graph API version, as in `v25.0`. */
  readonly version: string
  readonly accessToken: Redacted.Redacted
  /** They sign callbacks. */
  readonly appSecrets: Secrets
  /** What the handshake must present. */
  readonly verifyToken: Redacted.Redacted
}

/** An account at Twilio (CLOUD_API 3.9). */
export interface TwilioAccount extends AtProvider {
  readonly provider: "twilio"
  readonly accountSid: string
  /** They are presented with requests, and sign callbacks. */
  readonly authTokens: Secrets
  /**
   * Our own address for callbacks. It goes along with every message, with the message's id, so that its statuses name it: Twilio hands nothing else
   * back (RT-04). Left out, statuses go where Twilio's console says, and name Twilio's own id alone.
   */
  readonly callbackUrl?: string
  /** Twilio's id (`HX…`) of each template, by `name` or `name/language`. Left out, no template can be sent. */
  readonly contentSids?: Readonly<Record<string, string>>
}

/** An account at MessageBird's older interface (CLOUD_API 3.9). */
export interface MessageBirdAccount extends AtProvider {
  readonly provider: "messagebird"
  readonly accessKey: Redacted.Redacted
  /** They sign the tokens of callbacks. */
  readonly signingKeys: Secrets
  /** Our own address for callbacks, told with every message; left out, statuses go where MessageBird's webhooks say. */
  readonly callbackUrl?: string
  /** The namespace that the account's templates are in; left out, no template can be sent. */
  readonly templateNamespace?: string
}

/** An account at Bird (CLOUD_API 3.9). */
export interface BirdAccount extends AtProvider {
  readonly provider: "bird"
  readonly workspaceId: string
  readonly accessKey: Redacted.Redacted
  /** They sign callbacks. */
  readonly signingKeys: Secrets
  /** Where Bird keeps each template, by its name; left out, no template can be sent. */
  readonly templateProjects?: Readonly<Record<string, { readonly projectId: string; readonly version: string }>>
}

/** An app of Zendesk's Sunshine Conversations (CLOUD_API 3.9). */
export interface ZendeskAccount extends AtProvider {
  readonly provider: "zendesk"
  readonly appId: string
  readonly keyId: string
  readonly keySecret: Redacted.Redacted
  /** What webhooks carry in `X-API-Key`. */
  readonly webhookSecrets: Secrets
}

/** A channel of 360dialog (CLOUD_API 3.9). */
export interface Dialog360Account extends AtProvider {
  readonly provider: "360dialog"
  readonly apiKey: Redacted.Redacted
  /** Lowercase name of the header that 360dialog was told to send with its calls, since it signs nothing itself. */
  readonly callbackHeader: string
  /** What that header carries. */
  readonly callbackKeys: Secrets
}

/** One account at a provider: where it is reached and with which secrets. */
export type Account =
  | CloudApiAccount
  | TwilioAccount
  | MessageBirdAccount
  | BirdAccount
  | ZendeskAccount
  | Dialog360Account

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
    /** By the provider's id of the number, or by the one that callers know it by. */
    readonly senderByPhoneNumberId: (phoneNumberId: string) => Effect.Effect<Sender, SenderUnknown>
    readonly senders: Effect.Effect<ReadonlyArray<Sender>>
    readonly account: (accountId: string) => Effect.Effect<Account, AccountUnknown>
    readonly accounts: Effect.Effect<ReadonlyArray<Account>>
  }
>() {}
