import type { Context, InboundContact, InboundContent } from "@sluice/core/callback/Inbound"
import type { Referral, ReportedError } from "@sluice/core/callback/Message"

/** What a customer sent, as the platform writes it in a callback (CLOUD_API 3.6): what the provider left out stays out. */

/** Fields of a callback, by the platform's names. */
export type Fields = Readonly<Record<string, unknown>>

/** Without what is not known. */
export const known = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))

/** The platform says with it that it cannot show something. */
const unsupportedType: ReportedError = {
  code: 131051,
  title: "Message type unknown",
  message: "Message type unknown",
  details: "Message type is currently not supported.",
  href: null
}

/** An error as callbacks report it. */
const error = ({ code, details, href, message, title }: ReportedError): Fields =>
  known({ code, title, message: message ?? title, error_data: details === null ? null : { details }, href })

const contact = (card: InboundContact): Fields =>
  known({
    name: { ...card.name, ...known({ formatted_name: card.formattedName }) },
    phones: card.phones.map(({ phone, type, userId, waId }) => known({ phone, wa_id: waId, user_id: userId, type })),
    emails: card.emails,
    addresses: card.addresses,
    urls: card.urls,
    org: card.org,
    birthday: card.birthday
  })

/** A part of the type `interactive`. */
const reply = (type: string, value: Fields): Fields => ({
  type: "interactive",
  interactive: { type, [type]: known(value) }
})

const part = (type: string, value: Fields): Fields => ({ type, [type]: known(value) })

/** `type`, and the field of that name. */
export const content = (of: InboundContent, errors: ReadonlyArray<ReportedError>): Fields => {
  switch (of.kind) {
    case "text":
      return part("text", { body: of.body })
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker": {
      const { animated, caption, filename, kind, mediaId, mimeType, sha256, url, voice } = of
      return part(kind, { caption, filename, mime_type: mimeType, sha256, id: mediaId, url, voice, animated })
    }
    case "location": {
      const { address, latitude, longitude, name, url } = of
      return part("location", { latitude, longitude, name, address, url })
    }
    case "contacts":
      return { type: "contacts", contacts: of.contacts.map(contact) }
    case "reaction":
      return part("reaction", { message_id: of.wamid, emoji: of.emoji })
    case "button":
      return part("button", { payload: of.payload, text: of.text })
    case "button_reply":
      return reply("button_reply", { id: of.id, title: of.title })
    case "list_reply":
      return reply("list_reply", { id: of.id, title: of.title, description: of.description })
    case "flow_reply":
      return reply("nfm_reply", { name: of.name, body: of.body, response_json: of.responseJson })
    case "call_permission_reply":
      return reply("call_permission_reply", {
        response: of.response,
        response_source: of.source,
        is_permanent: of.isPermanent,
        expiration_timestamp: of.expiresSeconds
      })
    case "order":
      return part("order", {
        catalog_id: of.catalogId,
        text: of.text,
        product_items: of.items.map(({ currency, itemPrice, productRetailerId, quantity }) =>
          known({ product_retailer_id: productRetailerId, quantity, item_price: itemPrice, currency })
        )
      })
    case "system":
      return part("system", {
        type: of.event,
        body: of.body,
        wa_id: of.waId,
        user_id: of.userId,
        customer: of.customer,
        identity: of.identity
      })
    case "request_welcome":
    case "ephemeral":
    case "media_placeholder":
      return { type: of.kind }
    case "revoke":
      return part("revoke", { original_message_id: of.wamid })
    case "edit":
      return part("edit", {
        original_message_id: of.wamid,
        message: of.content === null ? null : content(of.content, [])
      })
    case "unsupported":
    case "unknown":
      return { type: "unsupported", errors: (errors.length === 0 ? [unsupportedType] : errors).map(error) }
  }
}

/** `context` of a message. @param nameOf what the caller knows a message by. */
export const context = (
  { forwarded, frequentlyForwarded, from, referredProduct, wamid }: Context,
  nameOf: (wamid: string) => string
): Fields =>
  known({
    from,
    id: wamid === null ? null : nameOf(wamid),
    forwarded: forwarded ? true : null,
    frequently_forwarded: frequentlyForwarded ? true : null,
    referred_product:
      referredProduct === null
        ? null
        : known({
            catalog_id: referredProduct.catalogId,
            product_retailer_id: referredProduct.productRetailerId
          })
  })

/** `referral` of a message. */
export const referral = (of: Referral): Fields =>
  known({
    source_url: of.sourceUrl,
    source_id: of.sourceId,
    source_type: of.sourceType,
    headline: of.headline,
    body: of.body,
    media_type: of.mediaType,
    image_url: of.imageUrl,
    video_url: of.videoUrl,
    thumbnail_url: of.thumbnailUrl,
    ctwa_clid: of.ctwaClid
  })
