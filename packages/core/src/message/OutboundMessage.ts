import type { Either } from "effect"
import { Schema } from "effect"
import { ContactsContent } from "./Contacts.ts"
import { InteractiveContent } from "./Interactive.ts"
import * as Issue from "./Issue.ts"
import * as Limit from "./Limit.ts"
import { LocationContent } from "./Location.ts"
import { AudioContent, DocumentContent, ImageContent, StickerContent, VideoContent } from "./Media.ts"
import { ReactionContent } from "./Reaction.ts"
import { TemplateContent } from "./Template.ts"
import { TextContent } from "./Text.ts"
import * as Recipient from "./Recipient.ts"
import * as Parts from "./interactive/Parts.ts"
import { normalise } from "./internal/normalise.ts"
import * as Read from "./internal/read.ts"

/**
 * What a message says, in the Cloud API's own shape and told apart by `type` (CLOUD_API 3.1): one model for the HTTP API, the
 * Cloud-API-compatible door and the adapters, so that nothing is translated on the way.
 *
 * Every documented limit is part of the schema. Lengths are counted in Unicode code points.
 */
export const Content = Schema.Union(
  TextContent,
  ImageContent,
  VideoContent,
  AudioContent,
  DocumentContent,
  StickerContent,
  LocationContent,
  ContactsContent,
  ReactionContent,
  InteractiveContent,
  TemplateContent
)
export type Content = typeof Content.Type

/** What goes with the content on the wire. */
const envelope = {
  // Needed, by `whole`: a second literal that is needed would keep the union from telling its members apart by their type alone.
  messaging_product: Parts.maybe(Schema.Literal("whatsapp")),
  recipient_type: Parts.maybe(Schema.Literal("individual", "group")),
  /** A number as the caller wrote it, or the id of a group. */
  to: Parts.maybe(Limit.Name),
  /** A user's id, for people who show no number. */
  recipient: Parts.maybe(Recipient.UserId),
  /** The message that this one answers. */
  context: Parts.maybe(Schema.Struct({ message_id: Limit.Name })),
  /** Comes back with every status of the message; at most 512 code points. */
  biz_opaque_callback_data: Parts.maybe(Limit.upTo(512)),
  /** The message is delivered only while the recipient's identity key is this one. */
  recipient_identity_key_hash: Parts.maybe(Limit.Name),
  product_policy: Parts.maybe(Schema.Literal("STRICT", "CLOUD_API_FALLBACK")),
  message_activity_sharing: Parts.maybe(Schema.Boolean)
}

/** A body names its product and somebody to go to; a group has no user id. */
const whole = Limit.rule((message) => [
  ...(Read.has(message, "messaging_product")
    ? []
    : [Issue.broken("missing", "is missing", message, ["messaging_product"])]),
  ...(Read.has(message, "to") || Read.has(message, "recipient")
    ? []
    : [Issue.broken("missing", "is missing: a number, or a user id as recipient", message, ["to"])]),
  ...(Read.at(message, "recipient_type") === "group" && Read.has(message, "recipient")
    ? [Issue.broken("mismatch", "has no place where recipient_type is group", message, ["recipient"])]
    : [])
])

/** A whole body as it is posted to `/messages`: who (`Recipient.of`), and what (CLOUD_API 3.1). */
export const OutboundMessage = Schema.Union(
  Schema.Struct({ ...envelope, ...TextContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...ImageContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...VideoContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...AudioContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...DocumentContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...StickerContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...LocationContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...ContactsContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...ReactionContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...InteractiveContent.fields }).pipe(whole),
  Schema.Struct({ ...envelope, ...TemplateContent.fields }).pipe(whole)
)
export type OutboundMessage = typeof OutboundMessage.Type

const readContent = Issue.reader(Content)
const readMessage = Issue.reader(OutboundMessage)

/**
 * Content from any value, or every fault in it at once (SPEC SF-05). Unknown fields are faults.
 *
 * As the platform does, it reads a content without `type` by the one field it has, and the `type` and `sub_type` of template
 * components without regard to case.
 */
export const decodeContent = (json: unknown): Either.Either<Content, ReadonlyArray<Issue.Issue>> =>
  readContent(normalise(json))

/** A whole body from any value, or every fault in it at once (SPEC SF-05); reads as `decodeContent` does. */
export const decode = (json: unknown): Either.Either<OutboundMessage, ReadonlyArray<Issue.Issue>> =>
  readMessage(normalise(json))

/** A body that is ready to be posted. */
export type CloudApiBody = Content & {
  readonly messaging_product: "whatsapp"
  readonly recipient_type: "individual" | "group"
  readonly to?: string
  readonly recipient?: string
  readonly context?: { readonly message_id: string }
  readonly biz_opaque_callback_data?: string
}

/**
 * The body to post for a message.
 *
 * @param message.to whom it goes to; a plain text is the number of a person.
 * @param message.opaque our own id of the message: it comes back with every status and settles sends whose answer was lost (RT-04).
 */
export const toCloudApiBody = (message: {
  readonly to: string | Recipient.Recipient
  readonly content: Content
  readonly replyTo?: string | null
  readonly opaque?: string | null
}): CloudApiBody => ({
  messaging_product: "whatsapp",
  ...Recipient.fields(typeof message.to === "string" ? Recipient.Number({ to: message.to }) : message.to),
  ...(message.replyTo ? { context: { message_id: message.replyTo } } : {}),
  ...(message.opaque ? { biz_opaque_callback_data: message.opaque } : {}),
  ...message.content
})
