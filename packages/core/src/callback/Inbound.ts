import * as Word from "./Word.ts"

/**
 * What a customer sent, told apart by `kind` (CLOUD_API 3.6). A field that the platform left out is null.
 *
 * The legacy type `voice` is an `audio` with `voice` set, and the legacy type `unknown` is `unsupported`: both mean the same.
 */
export type InboundContent =
  | { readonly kind: "text"; readonly body: string | null }
  | InboundMedia
  | InboundLocation
  | { readonly kind: "contacts"; readonly contacts: ReadonlyArray<InboundContact> }
  /** `emoji` null: an earlier reaction was taken back. */
  | { readonly kind: "reaction"; readonly wamid: string | null; readonly emoji: string | null }
  /** A quick reply of a template. */
  | { readonly kind: "button"; readonly payload: string | null; readonly text: string | null }
  | { readonly kind: "button_reply"; readonly id: string | null; readonly title: string | null }
  | {
      readonly kind: "list_reply"
      readonly id: string | null
      readonly title: string | null
      readonly description: string | null
    }
  /** A form that was filled in; `responseJson` is the JSON text as it came. */
  | {
      readonly kind: "flow_reply"
      readonly name: string | null
      readonly body: string | null
      readonly responseJson: string | null
    }
  | {
      readonly kind: "call_permission_reply"
      readonly response: string | null
      readonly source: string | null
      readonly isPermanent: boolean | null
      readonly expiresSeconds: number | null
    }
  | InboundOrder
  | InboundSystem
  /** The customer opened the chat for the first time. */
  | { readonly kind: "request_welcome" }
  /** A disappearing message: it came without its content. */
  | { readonly kind: "ephemeral" }
  /** A message of the history whose file comes in a callback of its own. */
  | { readonly kind: "media_placeholder" }
  /** Something that the API cannot show; the message's errors say what. */
  | { readonly kind: "unsupported"; readonly what: string | null }
  | { readonly kind: "revoke"; readonly wamid: string | null }
  /** The new content of an earlier message; null where it cannot be read. */
  | {
      readonly kind: "edit"
      readonly wamid: string | null
      readonly content: InboundContent | null
      readonly context: Context | null
    }
  /** A type that this decoder does not know: kept as it came (WH-09). */
  | { readonly kind: "unknown"; readonly type: string; readonly raw: unknown }

/** The message that a received one answers, or was forwarded from. */
export interface Context {
  readonly wamid: string | null
  readonly from: string | null
  readonly forwarded: boolean
  readonly frequentlyForwarded: boolean
  readonly referredProduct: { readonly catalogId: string | null; readonly productRetailerId: string | null } | null
}

/** A file: `mediaId` fetches it for 7 days, `url` for minutes (CLOUD_API 3.5). */
export interface InboundMedia {
  readonly kind: "image" | "video" | "audio" | "document" | "sticker"
  readonly mediaId: string | null
  readonly mimeType: string | null
  readonly sha256: string | null
  readonly url: string | null
  readonly caption: string | null
  readonly filename: string | null
  /** Recorded in the chat, rather than sent as a file. */
  readonly voice: boolean | null
  readonly animated: boolean | null
}

/** A place, in degrees. */
export interface InboundLocation {
  readonly kind: "location"
  readonly latitude: number | null
  readonly longitude: number | null
  readonly name: string | null
  readonly address: string | null
  readonly url: string | null
}

/** A contact card; parts for people to read stay as they came, by the platform's names. */
export interface InboundContact {
  readonly formattedName: string | null
  readonly name: Readonly<Record<string, unknown>>
  readonly phones: ReadonlyArray<{
    readonly phone: string | null
    readonly waId: string | null
    readonly userId: string | null
    readonly type: string | null
  }>
  readonly emails: ReadonlyArray<unknown>
  readonly addresses: ReadonlyArray<unknown>
  readonly urls: ReadonlyArray<unknown>
  readonly org: unknown
  readonly birthday: string | null
  /** The card as a file of its own format, where the customer shared their own number on request. */
  readonly vcard: string | null
}

/** A cart. Prices are in the currency's unit. */
export interface InboundOrder {
  readonly kind: "order"
  readonly catalogId: string | null
  readonly text: string | null
  readonly items: ReadonlyArray<{
    readonly productRetailerId: string | null
    readonly quantity: number | null
    readonly itemPrice: number | null
    readonly currency: string | null
  }>
}

/** What can happen to a customer's own account. */
export const systemEvents = Word.list(
  "user_changed_number",
  "user_changed_user_id",
  "user_identity_changed",
  "customer_changed_number",
  "customer_identity_changed"
)

/**
 * News about the customer's own account. A change of number names the new account in `waId`, a change of user id the new one in `userId`;
 * a change of identity (a new device) its key's hash.
 */
export interface InboundSystem {
  readonly kind: "system"
  readonly event: Word.In<typeof systemEvents> | null
  readonly body: string | null
  readonly waId: string | null
  readonly userId: string | null
  readonly parentUserId: string | null
  readonly previousUserId: string | null
  readonly customer: string | null
  readonly identity: string | null
}
