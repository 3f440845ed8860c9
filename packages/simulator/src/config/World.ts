import { Schema } from "effect"
import * as Front from "./Front.ts"
import * as Template from "../templates/Template.ts"

/**
 * Who exists on the simulated platform: apps, businesses, senders, tokens and approved templates.
 *
 * An account owns businesses and apps; a business owns senders (its phone numbers, each in a WhatsApp Business Account);
 * callbacks about a sender go to every app of its account, as Meta sends them to every subscribed app (CLOUD_API 3.6).
 */

/** An app: what its callbacks are signed with, and where they go. */
export const App = Schema.Struct({
  appId: Schema.NonEmptyString,
  appSecret: Schema.NonEmptyString,
  verifyToken: Schema.NonEmptyString,
  accountId: Schema.NonEmptyString,
  /** Where callbacks go; null: nowhere, as for an app that has not subscribed. */
  callbackUrl: Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => null })
})
export type App = typeof App.Type

/** Tier of the portfolio: unique recipients outside the service window in a moving day (CLOUD_API 3.4). */
const MessagingLimit = Schema.Literal("TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED")

/** A business portfolio: its time zone decides its senders' peak hours (RL-01), its tier their daily reach. */
export const Business = Schema.Struct({
  businessId: Schema.NonEmptyString,
  accountId: Schema.NonEmptyString,
  timeZone: Schema.optionalWith(Schema.TimeZoneNamed, {
    default: () => Schema.decodeSync(Schema.TimeZoneNamed)("UTC")
  }),
  messagingLimit: Schema.optionalWith(MessagingLimit, { default: () => "TIER_100K" as const })
})
export type Business = typeof Business.Type

/** Which rules a sender is judged by: SPEC.md's or CLOUD_API.md's. */
export const PolicyName = Schema.Literal("guide", "cloud-api")
export type PolicyName = typeof PolicyName.Type

/** A business phone number. */
export const Sender = Schema.Struct({
  phoneNumberId: Schema.NonEmptyString,
  /** As people write it; only its digits count. */
  displayPhoneNumber: Schema.NonEmptyString,
  /** Country calling code of that number without `+`: recipients under another one are abroad (WH-04). */
  callingCode: Schema.String.pipe(Schema.pattern(/^[1-9]\d{0,2}$/)),
  verifiedName: Schema.optionalWith(Schema.NonEmptyString, { default: () => "Sample Shop" }),
  wabaId: Schema.NonEmptyString,
  businessId: Schema.NonEmptyString,
  /** Units a minute under the guide's rules (RL-01). */
  tier: Schema.optionalWith(Schema.Literal("initial", "raised"), { default: () => "initial" as const }),
  /** Messages a second under the Cloud API's: 80, 1000 or 20 (CLOUD_API 3.4). */
  throughput: Schema.optionalWith(Schema.Literal("standard", "upgraded", "coexistence"), {
    default: () => "standard" as const
  }),
  /** Factor on the guide's limit that the sender cannot see and has to learn (RL-03). */
  reputation: Schema.optionalWith(Schema.Number.pipe(Schema.between(0.7, 1.3)), { default: () => 1 }),
  /** Judged by other rules than the simulator's default. */
  policy: Schema.optionalWith(Schema.NullOr(PolicyName), { default: () => null })
})
export type Sender = typeof Sender.Type

/** Permission to send messages and handle media, and permission to read numbers and templates. */
export const Scope = Schema.Literal("whatsapp_business_messaging", "whatsapp_business_management")
export type Scope = typeof Scope.Type

/** A bearer token. */
export const Token = Schema.Struct({
  value: Schema.NonEmptyString,
  appId: Schema.NonEmptyString,
  /** Virtual epoch millis; null never expires. */
  expiresAtMillis: Schema.optionalWith(Schema.NullOr(Schema.Int), { default: () => null }),
  scopes: Schema.optionalWith(Schema.Array(Scope), { default: () => [...Scope.literals] }),
  /** The senders it may act for; null means every sender of its app's account. */
  phoneNumberIds: Schema.optionalWith(Schema.NullOr(Schema.Array(Schema.String)), { default: () => null })
})
export type Token = typeof Token.Type

/** Everyone and everything the platform knows of. Every reference must lead somewhere, and no id may occur twice. */
export const World = Schema.Struct({
  apps: Schema.NonEmptyArray(App),
  businesses: Schema.NonEmptyArray(Business),
  senders: Schema.NonEmptyArray(Sender),
  tokens: Schema.NonEmptyArray(Token),
  /** Providers through which some of the accounts are reached; the others are at the platform itself. */
  fronts: Schema.optionalWith(Schema.Array(Front.Front), { default: () => [] }),
  templates: Schema.optionalWith(Schema.Array(Template.Template), { default: () => Template.samples })
}).pipe(Schema.filter((world) => issues(world)))
export type World = typeof World.Type

const repeated = (ids: ReadonlyArray<string>): ReadonlyArray<string> => ids.filter((id, at) => ids.indexOf(id) !== at)

const issues = (world: {
  readonly apps: ReadonlyArray<App>
  readonly businesses: ReadonlyArray<Business>
  readonly senders: ReadonlyArray<Sender>
  readonly tokens: ReadonlyArray<Token>
  readonly fronts: ReadonlyArray<Front.Front>
}): ReadonlyArray<{ readonly path: ReadonlyArray<PropertyKey>; readonly message: string }> => {
  const businesses = new Set(world.businesses.map((business) => business.businessId))
  const apps = new Set(world.apps.map((app) => app.appId))
  const senders = new Set(world.senders.map((sender) => sender.phoneNumberId))
  // Numbers, accounts and businesses share one space of ids in the Graph API: a path holds any of them.
  const nodes = [
    ...world.senders.map((sender) => sender.phoneNumberId),
    ...new Set(world.senders.map((sender) => sender.wabaId))
  ]
  return [
    ...repeated(world.apps.map((app) => app.appId)).map((id) => ({ path: ["apps"], message: `app ${id} twice` })),
    ...world.fronts
      .filter(({ id }, at) => apps.has(id) || world.fronts.findIndex((front) => front.id === id) < at)
      .map(({ id }) => ({ path: ["fronts"], message: `id ${id} twice` })),
    ...repeated(nodes).map((id) => ({ path: ["senders"], message: `id ${id} twice` })),
    ...repeated(world.tokens.map((token) => token.value)).map(() => ({ path: ["tokens"], message: "a token twice" })),
    ...world.senders.flatMap((sender, at) =>
      businesses.has(sender.businessId)
        ? []
        : [{ path: ["senders", at, "businessId"], message: `no business ${sender.businessId}` }]
    ),
    ...world.tokens.flatMap((token, at) => [
      ...(apps.has(token.appId) ? [] : [{ path: ["tokens", at, "appId"], message: `no app ${token.appId}` }]),
      ...(token.phoneNumberIds ?? [])
        .filter((id) => !senders.has(id))
        .map((id) => ({ path: ["tokens", at, "phoneNumberIds"], message: `no sender ${id}` }))
    ])
  ]
}

/** One account with one app, one business, one sender and a token that never expires. */
export const sample: typeof World.Encoded = {
  apps: [
    {
      appId: "700100200300400",
      appSecret: "sample-app-secret",
      verifyToken: "sample-verify-token",
      accountId: "account"
    }
  ],
  businesses: [{ businessId: "500100200300400", accountId: "account" }],
  senders: [
    {
      phoneNumberId: "100200300400500",
      displayPhoneNumber: "+1 555 010 0001",
      callingCode: "1",
      wabaId: "300100200300400",
      businessId: "500100200300400"
    }
  ],
  tokens: [{ value: "sample-token", appId: "700100200300400" }]
}
