import { DateTime, Option, Schema } from "effect"
import { told } from "../settings/KeyMeaning.ts"
import { SecretReference } from "./SecretReference.ts"
import * as SenderSchema from "./SenderSchema.ts"
import { ChannelId, Name } from "./SenderSchema.ts"

/** The shape of an account in the accounts file, with what each key means; what must hold between accounts is in `AccountsConfig`. */

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

/** Headers in which no key of ours ever comes: every request has them for something else, or they are none of a request's. */
const takenHeaders: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "cookie",
  "expect",
  "host",
  "set-cookie",
  "transfer-encoding",
  "upgrade"
])

/** A header's name however it is written (RFC 9110, 5.1 and 5.6.2), and in lowercase from there on, as headers are looked up. */
const HeaderName = Schema.String.pipe(
  Schema.pattern(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, {
    message: () =>
      "expected the name of a header alone, up to 64 letters, digits and hyphens without blank, colon or value, such as X-Our-Key"
  }),
  Schema.compose(Schema.Lowercase),
  Schema.filter((name) => !takenHeaders.has(name), {
    message: ({ actual }) =>
      `${String(actual)} is a header that has another use, and never holds a key: choose one of your own, such as X-Our-Key, and tell it to 360dialog`
  })
)

/** Secrets that prove callbacks: the current one first; a second one is valid beside it while it is replaced. */
const Rotated = Schema.NonEmptyArray(SecretReference).pipe(
  Schema.maxItems(2, { message: () => "expected one secret, or two while one is replaced" })
)

/** How many people a business may write to in a day, as the platform names it; without it, the lowest is assumed (CLOUD_API 3.4). */
const MessagingTier = Schema.String.pipe(
  Schema.pattern(/^TIER_[0-9A-Z_]{1,32}$/, {
    message: () => "expected the messaging limit as the platform names it, such as TIER_2K or TIER_UNLIMITED"
  })
)

const businessWith = <A, I>(sender: Schema.Schema<A, I>) =>
  Schema.Struct({
    id: Name.pipe(told("unique over all accounts")),
    timeZone: TimeZone.pipe(told("by which its hours and days go, as `Asia/Taipei`")),
    messagingTier: Schema.optionalWith(
      MessagingTier.pipe(
        told(
          "how many people it may write to in a day, as the platform names it: `TIER_2K`; the lowest is assumed without it"
        )
      ),
      { exact: true }
    ),
    senders: Schema.NonEmptyArray(sender).pipe(told("the numbers that send"))
  })

/** Senders that take turns (RL-10). */
const PoolConfig = Schema.Struct({
  id: Name.pipe(told("by which requests name the pool, unique over all accounts")),
  senders: Schema.NonEmptyArray(Name).pipe(told("ids of senders of this account, each once"))
})

const common = {
  id: Name.pipe(told("by which callbacks, API keys and reports name the account")),
  policy: Schema.Literal("guide", "cloud-api").pipe(told("which limits are kept ([rules](rules.md))")),
  /** As `Policy.override` takes them. */
  policyOverrides: Schema.optional(
    Schema.Record({ key: Schema.String, value: Schema.Unknown }).pipe(
      told('parts of the policy that are replaced: `{ "certainty": { "uncertainThen": "fail" } }`')
    )
  ),
  baseUrls: Schema.NonEmptyArray(BaseUrl).pipe(
    told(
      "addresses of the provider's API, without query; where there are several, a message goes to one that answers ([more](endpoints.md))"
    )
  ),
  /** TP-07 */
  templates: Schema.optionalWith(
    Schema.Literal("registry", "unchecked").pipe(
      told("whether messages are fitted to the registered templates; without it from the first import on")
    ),
    { exact: true }
  ),
  pools: Schema.optionalWith(
    Schema.NonEmptyArray(PoolConfig).pipe(told("senders that take turns ([more](several-senders.md))")),
    { exact: true }
  ),
  defaultPool: Schema.optionalWith(
    Name.pipe(
      told(
        "the pool of messages that name neither sender nor pool; without it the account's only pool, where it has but one"
      )
    ),
    { exact: true }
  )
}

/** None where an account only takes callbacks still: its senders have been moved elsewhere. */
const businessesOf = <A, I>(sender: Schema.Schema<A, I>) =>
  Schema.Array(businessWith(sender)).pipe(told("may be empty, where the account only takes callbacks still"))
const numbered = { businesses: businessesOf(SenderSchema.numbered) }
const channelled = { businesses: businessesOf(SenderSchema.channelled) }

const ownAddress =
  "our address for callbacks of the account, which is told with each message: `https://hooks.example.com/callbacks/<provider>/<account>`"

/** What an account is told of depends on its provider: each has its own ids, keys and secrets (CLOUD_API 3.9). */
export const AccountConfig = Schema.Union(
  Schema.Struct({
    ...common,
    ...numbered,
    provider: Schema.Literal("cloud-api"),
    version: Version.pipe(told("of the Graph API, as `v25.0`")),
    accessToken: Schema.optionalWith(
      SecretReference.pipe(
        told(
          "a system user's token ([tokens](tokens.md)); without it the account waits until one is put into the database"
        )
      ),
      { exact: true }
    ),
    appSecrets: Rotated.pipe(
      told("the app's secret, which proves callbacks; two while it is replaced, the new one first")
    ),
    verifyToken: SecretReference.pipe(told("what the platform presents when it asks for the callback address"))
  }),
  Schema.Struct({
    ...common,
    provider: Schema.Literal("twilio"),
    accountSid: ChannelId.pipe(told("as the console shows it: `AC…`")),
    authTokens: Rotated.pipe(
      told("by which requests sign in, and which proves callbacks; two while it is replaced, the new one first")
    ),
    callbackUrl: Schema.optionalWith(CallbackUrl.pipe(told(ownAddress)), { exact: true }),
    contentSids: Schema.optionalWith(
      Schema.Record({ key: Schema.String, value: ContentSid.pipe(told("the SID: `HX…`")) }).pipe(
        told("content SIDs by the template's name, or by name and language: `order_update`, `order_update/pt_BR`")
      ),
      { exact: true }
    ),
    businesses: businessesOf(SenderSchema.twilio)
  }),
  Schema.Struct({
    ...common,
    ...channelled,
    provider: Schema.Literal("messagebird"),
    accessKey: SecretReference.pipe(told("the key of the API")),
    signingKeys: Rotated.pipe(told("what callbacks are proved with; two while one is replaced, the new one first")),
    callbackUrl: Schema.optionalWith(CallbackUrl.pipe(told(ownAddress)), { exact: true }),
    templateNamespace: Schema.optionalWith(
      Schema.NonEmptyString.pipe(told("the namespace of the account's templates; without it none can be sent")),
      { exact: true }
    )
  }),
  Schema.Struct({
    ...common,
    ...channelled,
    provider: Schema.Literal("bird"),
    workspaceId: ChannelId.pipe(told("the id of the workspace")),
    accessKey: SecretReference.pipe(told("the key of the API")),
    signingKeys: Rotated.pipe(told("what callbacks are proved with; two while one is replaced, the new one first")),
    templateProjects: Schema.optionalWith(
      Schema.Record({
        key: Schema.String,
        value: Schema.Struct({
          projectId: ChannelId.pipe(told("the project's id")),
          version: ChannelId.pipe(told("the id of its version"))
        }).pipe(told("where that template is"))
      }).pipe(told("the projects of templates, by the template's name")),
      { exact: true }
    )
  }),
  Schema.Struct({
    ...common,
    ...channelled,
    provider: Schema.Literal("zendesk"),
    appId: ChannelId.pipe(told("the id of the app")),
    keyId: ChannelId.pipe(told("the id of its API key")),
    keySecret: SecretReference.pipe(told("the secret of that key")),
    webhookSecrets: Rotated.pipe(told("what callbacks are proved with; two while one is replaced, the new one first"))
  }),
  Schema.Struct({
    ...common,
    ...numbered,
    provider: Schema.Literal("360dialog"),
    apiKey: SecretReference.pipe(told("the key of the number's API")),
    callbackHeader: Schema.optionalWith(
      HeaderName.pipe(
        told("the header that 360dialog was told to add to its calls (`POST /v1/configs/webhook`), in any case")
      ),
      { exact: true, default: () => "authorization" }
    ),
    callbackKeys: Rotated.pipe(told("what that header holds; two while it is replaced, the new one first"))
  })
)
export type AccountConfig = typeof AccountConfig.Type
