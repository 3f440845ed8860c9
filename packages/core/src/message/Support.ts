import type { Provider } from "../failure/Provider.ts"
import { mediaReferences } from "./MediaReference.ts"
import type { Content } from "./OutboundMessage.ts"

/**
 * What each provider can send (CLOUD_API 3.1, 3.9), as data: asked before a message is queued, asked again before it leaves, and the table that
 * `docs/providers.md` shows. The platform itself and 360dialog take everything; what stands before the platform knows less of it.
 */

/** A kind of content; interactive messages by their own type. */
export type Kind =
  | Exclude<Content["type"], "interactive">
  | `interactive/${Extract<Content, { type: "interactive" }>["interactive"]["type"]}`

/** Every kind there is: what the platform itself takes. */
export const kinds: ReadonlyArray<Kind> = [
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "reaction",
  "template",
  "interactive/button",
  "interactive/list",
  "interactive/cta_url",
  "interactive/flow",
  "interactive/product",
  "interactive/product_list",
  "interactive/catalog_message",
  "interactive/location_request_message",
  "interactive/address_message",
  "interactive/carousel",
  "interactive/order_details",
  "interactive/order_status",
  "interactive/call_permission_request",
  "interactive/voice_call"
]

/** What one provider can send. */
export interface Support {
  readonly kinds: ReadonlySet<Kind>
  /** Files that were uploaded to the platform, by their ids; links go everywhere. */
  readonly mediaById: boolean
  /** Whether a message can answer another one. */
  readonly replies: boolean
}

const everything: Support = { kinds: new Set(kinds), mediaById: true, replies: true }

const files: ReadonlyArray<Kind> = ["image", "video", "audio", "document"]

const table: Readonly<Record<Provider, Support>> = {
  "cloud-api": everything,
  "360dialog": everything,
  twilio: {
    kinds: new Set<Kind>(["text", ...files, "location", "template"]),
    mediaById: false,
    replies: false
  },
  messagebird: {
    kinds: new Set<Kind>([
      "text",
      ...files,
      "sticker",
      "location",
      "template",
      "interactive/button",
      "interactive/list",
      "interactive/product",
      "interactive/product_list"
    ]),
    mediaById: false,
    replies: false
  },
  bird: {
    kinds: new Set<Kind>([
      "text",
      ...files,
      "location",
      "template",
      "interactive/button",
      "interactive/list",
      "interactive/location_request_message"
    ]),
    mediaById: false,
    replies: true
  },
  zendesk: { kinds: new Set(kinds), mediaById: false, replies: false }
}

/** What a provider can send. */
export const of = (provider: Provider): Support => table[provider]

/** The kind of a content, by which providers differ. */
export const kindOf = (content: Content): Kind =>
  content.type === "interactive" ? `interactive/${content.interactive.type}` : content.type

/** A part of a message that a provider cannot send, by its place in the request. */
export interface Unsupported {
  readonly path: string
  readonly message: string
  readonly suggestion: string | null
}

/** Bird has a text with buttons or a list, and no place for the words above and below it, but for a list's title. */
const withoutPlace = (provider: Provider, content: Content): ReadonlyArray<Unsupported> => {
  if (provider !== "bird" || content.type !== "interactive") return []
  const { interactive } = content
  const without = (part: string): Unsupported => ({
    path: `interactive.${part}`,
    message: `is set, and ${provider} has no place for it`,
    suggestion: "say it in the body"
  })
  const hasWords = interactive.type === "button" && interactive.header?.type === "text"
  const hasFooter = "footer" in interactive && interactive.footer !== undefined
  return [...(hasWords ? [without("header")] : []), ...(hasFooter ? [without("footer")] : [])]
}

/** Everything about a message that a provider cannot send; none where it can. */
export const unsupported = (
  provider: Provider,
  content: Content,
  replyTo: string | null
): ReadonlyArray<Unsupported> => {
  const support = table[provider]
  const kind = kindOf(content)
  if (!support.kinds.has(kind)) {
    return [
      {
        path: content.type === "interactive" ? "interactive.type" : "type",
        message: `is ${kind}, which ${provider} does not send`,
        suggestion: `one of ${[...support.kinds].join(", ")}`
      }
    ]
  }
  const ids = support.mediaById ? [] : mediaReferences(content).filter(({ id }) => id !== null)
  return [
    ...withoutPlace(provider, content),
    ...ids.map(({ path }) => ({
      path: `${path}.id`,
      message: `is an upload to the platform, which ${provider} does not know`,
      suggestion: "give a link instead"
    })),
    ...(replyTo === null || support.replies
      ? []
      : [{ path: "replyTo", message: `is set, and ${provider} sends no replies`, suggestion: "leave it out" }])
  ]
}
