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
import * as Parts from "./interactive/Parts.ts"
import { normalise } from "./internal/normalise.ts"

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
  messaging_product: Parts.maybe(Schema.Literal("whatsapp")),
  recipient_type: Parts.maybe(Schema.Literal("individual", "group")),
  /** As the caller wrote it; whether it is a number that can be sent to is judged by `phone/PhoneNumber` (PH-01). */
  to: Limit.Name,
  /** The message that this one answers. */
  context: Parts.maybe(Schema.Struct({ message_id: Limit.Name })),
  /** Comes back with every status of the message; at most 512 code points. */
  biz_opaque_callback_data: Parts.maybe(Limit.upTo(512)),
  /** The message is delivered only while the recipient's identity key is this one. */
  recipient_identity_key_hash: Parts.maybe(Limit.Name),
  product_policy: Parts.maybe(Schema.Literal("STRICT", "CLOUD_API_FALLBACK")),
  message_activity_sharing: Parts.maybe(Schema.Boolean)
}

/**
 * A whole body as it is posted to `/messages`: who, and what (CLOUD_API 3.1).
 *
 * A user id instead of a number (`recipient`) is not taken: pair limits, opt-outs and statuses are kept by number.
 */
export const OutboundMessage = Schema.Union(
  Schema.Struct({ ...envelope, ...TextContent.fields }),
  Schema.Struct({ ...envelope, ...ImageContent.fields }),
  Schema.Struct({ ...envelope, ...VideoContent.fields }),
  Schema.Struct({ ...envelope, ...AudioContent.fields }),
  Schema.Struct({ ...envelope, ...DocumentContent.fields }),
  Schema.Struct({ ...envelope, ...StickerContent.fields }),
  Schema.Struct({ ...envelope, ...LocationContent.fields }),
  Schema.Struct({ ...envelope, ...ContactsContent.fields }),
  Schema.Struct({ ...envelope, ...ReactionContent.fields }),
  Schema.Struct({ ...envelope, ...InteractiveContent.fields }),
  Schema.Struct({ ...envelope, ...TemplateContent.fields })
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
  readonly recipient_type: "individual"
  readonly to: string
  readonly context?: { readonly message_id: string }
  readonly biz_opaque_callback_data?: string
}

/**
 * The body to post for a message to one person.
 *
 * @param opaque our own id of the message: it comes back with every status and settles sends whose answer was lost (RT-04).
 */
export const toCloudApiBody = (message: {
  readonly to: string
  readonly content: Content
  readonly replyTo?: string | null
  readonly opaque?: string | null
}): CloudApiBody => ({
  messaging_product: "whatsapp",
  recipient_type: "individual",
  to: message.to,
  ...(message.replyTo ? { context: { message_id: message.replyTo } } : {}),
  ...(message.opaque ? { biz_opaque_callback_data: message.opaque } : {}),
  ...message.content
})
