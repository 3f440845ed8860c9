import { Schema } from "effect"

/**
 * Providers that stand before the platform: an account of the world that is reached by another one's doors, keys and callbacks instead of the
 * Graph API's (CLOUD_API 3.9). Its senders are those of the account's businesses: a sender's `phoneNumberId` is the channel's or the
 * integration's id there, and Twilio goes by the number.
 */

/** A template of the world under the id that a provider has for it. */
const Known = Schema.Struct({ name: Schema.NonEmptyString, language: Schema.NonEmptyString })

const common = {
  /** Names it to the control API, where its callbacks are sent elsewhere. */
  id: Schema.NonEmptyString,
  accountId: Schema.NonEmptyString,
  /** Where callbacks go, unless a message says otherwise; null: nowhere. */
  callbackUrl: Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => null }),
  /** By the provider's own id of a template: Twilio's content SID, Bird's project. */
  templates: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Known }), { default: () => ({}) })
}

/** Twilio: the account's SID and token are its login, and the token signs its callbacks. */
export const Twilio = Schema.Struct({
  ...common,
  provider: Schema.Literal("twilio"),
  accountSid: Schema.NonEmptyString,
  authToken: Schema.NonEmptyString
})
export type Twilio = typeof Twilio.Type

/** MessageBird's Conversations: an access key lets in, and callbacks bear a token made with the signing key. */
export const MessageBird = Schema.Struct({
  ...common,
  provider: Schema.Literal("messagebird"),
  accessKey: Schema.NonEmptyString,
  signingKey: Schema.NonEmptyString
})
export type MessageBird = typeof MessageBird.Type

/** Bird's Channels: an access key lets into the workspace, and the signing key signs its callbacks. */
export const Bird = Schema.Struct({
  ...common,
  provider: Schema.Literal("bird"),
  workspaceId: Schema.NonEmptyString,
  accessKey: Schema.NonEmptyString,
  signingKey: Schema.NonEmptyString
})
export type Bird = typeof Bird.Type

/** Zendesk's Sunshine Conversations: a key's id and secret are its login, and its callbacks bear the shared secret as it is. */
export const Zendesk = Schema.Struct({
  ...common,
  provider: Schema.Literal("zendesk"),
  appId: Schema.NonEmptyString,
  keyId: Schema.NonEmptyString,
  keySecret: Schema.NonEmptyString,
  webhookSecret: Schema.NonEmptyString
})
export type Zendesk = typeof Zendesk.Type

/** 360dialog: an API key lets in, and its callbacks bear a header as it was set. */
export const Dialog360 = Schema.Struct({
  ...common,
  provider: Schema.Literal("360dialog"),
  apiKey: Schema.NonEmptyString,
  /** The header that was set for its callbacks, and what it carries. */
  callbackHeader: Schema.optionalWith(Schema.NonEmptyString, { default: () => "authorization" }),
  callbackKey: Schema.NonEmptyString
})
export type Dialog360 = typeof Dialog360.Type

/** Any of them, told apart by `provider`. */
export const Front = Schema.Union(Twilio, MessageBird, Bird, Zendesk, Dialog360)
export type Front = typeof Front.Type
