import * as E164 from "@sluice/core/phone/E164"
import * as Policy from "@sluice/core/policy/Policy"
import { Array, DateTime, Either, Option, ParseResult, Schema, Struct } from "effect"
import { SecretReference } from "./SecretReference.ts"

const Name = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message: () => "expected 1 to 64 letters, digits, dots, hyphens or underscores, starting with a letter or digit"
  })
)

const Digits = Schema.String.pipe(
  Schema.pattern(/^[0-9]{1,32}$/, { message: () => "expected digits only, as the platform shows the id" })
)

const TimeZone = Schema.String.pipe(
  Schema.filter((name) => Option.isSome(DateTime.zoneMakeNamed(name)), {
    message: () => "expected a time zone of the IANA database, such as Asia/Taipei"
  })
)

const BaseUrl = Schema.String.pipe(
  Schema.pattern(/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/, {
    message: () => "expected an http or https address without query, such as https://graph.facebook.com"
  })
)

const Version = Schema.String.pipe(
  Schema.pattern(/^v[0-9]{1,3}\.[0-9]{1,2}$/, { message: () => "expected a Graph API version, such as v25.0" })
)

/** What a provider that stands before the platform calls a number: a channel, an integration. */
const ChannelId = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9_-]{1,64}$/, { message: () => "expected the id as the provider shows it" })
)

/** Our own address for callbacks of an account, as providers are told it with each message. */
const CallbackUrl = Schema.String.pipe(
  Schema.pattern(/^https?:\/\/[^\s/?#]+\/[^\s?#]*$/, {
    message: () => "expected the address of our callbacks, such as https://hooks.example.com/callbacks/twilio/acme"
  })
)

/** Twilio's id of a template. */
const ContentSid = Schema.String.pipe(
  Schema.pattern(/^HX[0-9a-f]{32}$/i, { message: () => "expected a content SID: HX and 32 hexadecimal digits" })
)

const HeaderName = Schema.String.pipe(
  Schema.pattern(/^[a-z0-9-]{1,64}$/, { message: () => "expected the name of a header, in lowercase" })
)

/** Secrets that prove callbacks: the current one first; a second one is valid beside it while it is replaced. */
const Rotated = Schema.NonEmptyArray(SecretReference).pipe(
  Schema.maxItems(2, { message: () => "expected one secret, or two while one is replaced" })
)

/** One number that sends, whatever the provider calls it (CLOUD_API 3.1). */
const senderFields = {
  id: Name,
  number: E164.E164,
  tier: Schema.optionalWith(Schema.Literal("initial", "raised"), { default: () => "initial" }),
  throughput: Schema.optionalWith(Schema.Literal("standard", "upgraded", "coexistence"), { default: () => "standard" })
}

const senderWith = <A, I>(phoneNumberId: Schema.Schema<A, I>) => Schema.Struct({ ...senderFields, phoneNumberId })

/** How many people a business may write to in a day, as the platform names it; without it, the lowest is assumed (CLOUD_API 3.4). */
const MessagingTier = Schema.String.pipe(
  Schema.pattern(/^TIER_[0-9A-Z_]{1,32}$/, {
    message: () => "expected the messaging limit as the platform names it, such as TIER_2K or TIER_UNLIMITED"
  })
)

const businessWith = <A, I>(sender: Schema.Schema<A, I>) =>
  Schema.Struct({
    id: Name,
    timeZone: TimeZone,
    messagingTier: Schema.optionalWith(MessagingTier, { exact: true }),
    senders: Schema.NonEmptyArray(sender)
  })

/** Senders that take turns (RL-10). */
const PoolConfig = Schema.Struct({ id: Name, senders: Schema.NonEmptyArray(Name) })

const common = {
  id: Name,
  policy: Schema.Literal("guide", "cloud-api"),
  /** Parts of the policy that are replaced, as `Policy.override` takes them. */
  policyOverrides: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  baseUrls: Schema.NonEmptyArray(BaseUrl),
  /** Whether messages are fitted to the registered templates; without it from the first import on (TP-07). */
  templates: Schema.optionalWith(Schema.Literal("registry", "unchecked"), { exact: true }),
  pools: Schema.optionalWith(Schema.NonEmptyArray(PoolConfig), { exact: true }),
  /** The pool of messages that name neither sender nor pool; without it the account's only pool, where it has but one. */
  defaultPool: Schema.optionalWith(Name, { exact: true })
}

/** None where an account only takes callbacks still: its senders have been moved elsewhere. */
const numbered = { businesses: Schema.Array(businessWith(senderWith(Digits))) }
const channelled = { businesses: Schema.Array(businessWith(senderWith(ChannelId))) }

/** Twilio has no id of a number apart from the number: its digits are taken for one. */
const TwilioSender = Schema.transform(Schema.Struct(senderFields), Schema.typeSchema(senderWith(Digits)), {
  strict: true,
  decode: (sender) => ({ ...sender, phoneNumberId: sender.number.slice(1) }),
  encode: (sender) => Struct.omit(sender, "phoneNumberId")
})

/** What an account is told of depends on its provider: each has its own ids, keys and secrets (CLOUD_API 3.9). */
const AccountConfig = Schema.Union(
  Schema.Struct({
    ...common,
    ...numbered,
    provider: Schema.Literal("cloud-api"),
    version: Version,
    accessToken: SecretReference,
    appSecrets: Rotated,
    verifyToken: SecretReference
  }),
  Schema.Struct({
    ...common,
    provider: Schema.Literal("twilio"),
    accountSid: ChannelId,
    authTokens: Rotated,
    callbackUrl: Schema.optionalWith(CallbackUrl, { exact: true }),
    /** By the template's name, or by name and language: `order_update`, `order_update/pt_BR`. */
    contentSids: Schema.optionalWith(Schema.Record({ key: Schema.String, value: ContentSid }), { exact: true }),
    businesses: Schema.Array(businessWith(TwilioSender))
  }),
  Schema.Struct({
    ...common,
    ...channelled,
    provider: Schema.Literal("messagebird"),
    accessKey: SecretReference,
    signingKeys: Rotated,
    callbackUrl: Schema.optionalWith(CallbackUrl, { exact: true }),
    templateNamespace: Schema.optionalWith(Schema.NonEmptyString, { exact: true })
  }),
  Schema.Struct({
    ...common,
    ...channelled,
    provider: Schema.Literal("bird"),
    workspaceId: ChannelId,
    accessKey: SecretReference,
    signingKeys: Rotated,
    /** By the template's name. */
    templateProjects: Schema.optionalWith(
      Schema.Record({ key: Schema.String, value: Schema.Struct({ projectId: ChannelId, version: ChannelId }) }),
      { exact: true }
    )
  }),
  Schema.Struct({
    ...common,
    ...channelled,
    provider: Schema.Literal("zendesk"),
    appId: ChannelId,
    keyId: ChannelId,
    keySecret: SecretReference,
    webhookSecrets: Rotated
  }),
  Schema.Struct({
    ...common,
    ...numbered,
    provider: Schema.Literal("360dialog"),
    apiKey: SecretReference,
    /** The header that 360dialog was told to add to its calls (`POST /v1/configs/webhook`). */
    callbackHeader: Schema.optionalWith(HeaderName, { default: () => "authorization" }),
    callbackKeys: Rotated
  })
)
type AccountConfig = typeof AccountConfig.Type

/**
 * The accounts file: who may send, through what, at which pace.
 *
 * One account at a provider holds businesses, a business holds senders; a policy belongs to an account.
 */
const AccountsFile = Schema.Struct({
  /** For editors that read a schema's address; ignored. */
  $schema: Schema.optional(Schema.String),
  accounts: Schema.NonEmptyArray(AccountConfig)
})

/** One account of the file, with its policy worked out. */
export type Account = AccountConfig & { readonly effectivePolicy: Policy.Policy }

/** One reason why an accounts file cannot be used. */
export interface Issue {
  /** Dotted, list positions in brackets: `accounts[0].businesses[0].timeZone`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly remedy: string
}

const decodeFile = Schema.decodeUnknownEither(AccountsFile, { onExcessProperty: "error", errors: "all" })

/** The accounts of a parsed JSON file, or every reason why they cannot be used. Secrets are still references. */
export const decode = (json: unknown): Either.Either<ReadonlyArray<Account>, ReadonlyArray<Issue>> =>
  Either.flatMap(Either.mapLeft(decodeFile(json), shapeIssues), (file) => {
    const [issuesOfPolicies, accounts] = Array.partitionMap(file.accounts, withPolicy)
    const issues = [...repeatedNames(file.accounts), ...file.accounts.flatMap(unknownNames), ...issuesOfPolicies.flat()]
    return issues.length > 0 ? Either.left(issues) : Either.right(accounts)
  })

const shapeIssues = (error: ParseResult.ParseError): ReadonlyArray<Issue> =>
  ParseResult.ArrayFormatter.formatErrorSync(error).map((issue) => ({
    path: issue.path
      .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
      .join("")
      .replace(/^\./, ""),
    message: issue.message,
    remedy:
      issue._tag === "Missing"
        ? "add it"
        : issue._tag === "Unexpected"
          ? "remove it, or correct its name"
          : "correct it"
  }))

const withPolicy = (config: AccountConfig, index: number): Either.Either<Account, ReadonlyArray<Issue>> =>
  Either.mapBoth(Policy.override(Policy.shipped[config.policy], config.policyOverrides ?? {}), {
    onRight: (effectivePolicy) => ({ ...config, effectivePolicy }),
    onLeft: (issues) =>
      issues.map((issue) => ({
        path: `accounts[${index}].policyOverrides.${issue.path}`,
        message: issue.message,
        remedy: "correct it, or remove it to keep the default"
      }))
  })

/**
 * Names that must be unique and are not.
 *
 * Business ids are unique over all accounts because holds name businesses by them; a number that appeared twice would be
 * sent from at twice its limit.
 */
const repeatedNames = (accounts: ReadonlyArray<AccountConfig>): ReadonlyArray<Issue> => {
  const named = accounts.flatMap((account, a) => [
    { kind: "account id", value: account.id, path: `accounts[${a}].id` },
    ...(account.pools ?? []).map((pool, p) => ({
      kind: "pool id",
      value: pool.id,
      path: `accounts[${a}].pools[${p}].id`
    })),
    ...account.businesses.flatMap((business, b) => [
      { kind: "business id", value: business.id, path: `accounts[${a}].businesses[${b}].id` },
      ...business.senders.flatMap((sender, s) => {
        const path = `accounts[${a}].businesses[${b}].senders[${s}]`
        return [
          { kind: "sender id", value: sender.id, path: `${path}.id` },
          { kind: "phoneNumberId", value: sender.phoneNumberId, path: `${path}.phoneNumberId` },
          { kind: "number", value: sender.number, path: `${path}.number` }
        ]
      })
    ])
  ])
  const firstAt = new Map<string, string>()
  return named.flatMap(({ kind, value, path }) => {
    const key = `${kind} ${value}`
    const first = firstAt.get(key)
    if (first === undefined) {
      firstAt.set(key, path)
      return []
    }
    return [{ path, message: `the ${kind} ${value} is already used at ${first}`, remedy: "give each its own" }]
  })
}

/** What an account's pools name and the account does not have, or has twice. */
const unknownNames = (account: AccountConfig, a: number): ReadonlyArray<Issue> => {
  const pools = account.pools ?? []
  const own = new Set(account.businesses.flatMap(({ senders }) => senders.map(({ id }) => id)))
  const ofPools = pools.flatMap(({ senders }, p) =>
    senders.flatMap((id, s): ReadonlyArray<Issue> => {
      const path = `accounts[${a}].pools[${p}].senders[${s}]`
      if (!own.has(id)) {
        return [{ path, message: `the account has no sender ${id}`, remedy: "name one of its businesses' senders" }]
      }
      return senders.indexOf(id) < s ? [{ path, message: `${id} is in the pool already`, remedy: "remove it" }] : []
    })
  )
  const { defaultPool } = account
  const isKnown = defaultPool === undefined || pools.some(({ id }) => id === defaultPool)
  return isKnown
    ? ofPools
    : [
        ...ofPools,
        {
          path: `accounts[${a}].defaultPool`,
          message: `the account has no pool ${defaultPool}`,
          remedy: "name one of its pools"
        }
      ]
}
