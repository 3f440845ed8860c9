import { Schema } from "effect"

/** Who answered: the platform itself, or one of the providers that pass messages on to it (SPEC SF-01; CLOUD_API 3.9). */
export const Provider = Schema.Literal("cloud-api", "twilio", "messagebird", "bird", "zendesk", "360dialog")
export type Provider = typeof Provider.Type

/** A provider that stands between us and the platform, with codes of its own. */
export type Foreign = Exclude<Provider, "cloud-api">

/** Names for people. */
export const names: Readonly<Record<Provider, string>> = {
  "cloud-api": "Cloud API",
  twilio: "Twilio",
  messagebird: "MessageBird",
  bird: "Bird",
  zendesk: "Zendesk Sunshine Conversations",
  "360dialog": "360dialog"
}
