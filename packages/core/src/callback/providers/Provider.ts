import { Schema } from "effect"

/**
 * Who sends callbacks: the platform itself, or one of the providers in front of it (CLOUD_API 3.9).
 *
 * `messagebird` is the legacy Conversations and SMS interface, `bird` the one that follows it: they share nothing but the company.
 */
export const Provider = Schema.Literal("cloud-api", "twilio", "messagebird", "bird", "zendesk", "360dialog")
export type Provider = typeof Provider.Type
