import type { Context, InboundContent, InboundMedia } from "../../Inbound.ts"
import * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import * as Events from "./events.ts"
import { readOrder } from "./order.ts"
import * as Values from "./values.ts"

const knownContact = new Set([
  "id",
  "href",
  "msisdn",
  "displayName",
  "firstName",
  "lastName",
  "customDetails",
  "attributes",
  "createdDatetime",
  "updatedDatetime"
])
const knownMedia = new Set(["url", "caption", "mimeType", "filename"])
const knownLocation = new Set(["latitude", "longitude"])
const knownInteractive = new Set(["type", "reply"])
const knownReply = new Set(["id", "text", "description"])
const knownButton = new Set(["text", "payload"])
const knownReplyTo = new Set(["id"])
const knownText = new Set(["text", "context"])
const knownTextBody = new Set(["body"])
const knownContext = new Set(["id", "from", "referred_product"])
const knownProduct = new Set(["catalog_id", "product_retailer_id"])

/** The customer, as the address book has them. */
export const readContact = (
  log: Log.Log,
  root: Read.Fields
): { readonly number: string | null; readonly name: string | null } => {
  const contact = Read.fields(log, root, "contact", "")
  if (contact === null) return { number: null, name: null }
  Read.onlyKnown(log, contact, knownContact, "contact")
  const names = ["firstName", "lastName"].map((key) => Values.filled(log, contact, key, "contact"))
  const written = names.filter((part) => part !== null).join(" ")
  return {
    number: Values.address(log, contact, "msisdn", "contact").number,
    name: Values.filled(log, contact, "displayName", "contact") ?? (written === "" ? null : written)
  }
}

/** What a received message answers: MessageBird's own reference, or the platform's inside a `whatsappText`. */
export const readContext = (log: Log.Log, message: Read.Fields, path: string): Context | null => {
  const replyTo = Read.fields(log, message, "replyTo", path)
  if (replyTo !== null) {
    Read.onlyKnown(log, replyTo, knownReplyTo, `${path}.replyTo`)
    return Events.answering(Values.filled(log, replyTo, "id", `${path}.replyTo`))
  }
  const content = message["content"]
  const text = Read.isFields(content) ? content["whatsappText"] : null
  const context = Read.isFields(text) ? text["context"] : null
  if (!Read.isFields(context)) return null
  const at = `${path}.content.whatsappText.context`
  Read.onlyKnown(log, context, knownContext, at)
  const product = Read.fields(log, context, "referred_product", at)
  const productAt = `${at}.referred_product`
  if (product !== null) Read.onlyKnown(log, product, knownProduct, productAt)
  return {
    wamid: Values.filled(log, context, "id", at),
    from: Values.address(log, context, "from", at).number,
    forwarded: false,
    frequentlyForwarded: false,
    referredProduct:
      product === null
        ? null
        : {
            catalogId: Values.filled(log, product, "catalog_id", productAt),
            productRetailerId: Values.filled(log, product, "product_retailer_id", productAt)
          }
  }
}

/** How the content of one type is read, from the object under its type, which stands at `path`; null: it has no reading. */
type Reader = (log: Log.Log, content: Read.Fields, path: string) => InboundContent | null

const file =
  (kind: InboundMedia["kind"] | null): Reader =>
  (log, content, path) => {
    Read.onlyKnown(log, content, knownMedia, path)
    const mimeType = Values.filled(log, content, "mimeType", path)
    return Events.media(kind ?? Events.kindOf(mimeType), {
      mimeType,
      url: Values.filled(log, content, "url", path),
      caption: Values.filled(log, content, "caption", path),
      filename: Values.filled(log, content, "filename", path)
    })
  }

const readSticker: Reader = (log, content, path) => {
  const link = Values.filled(log, content, "link", path)
  for (const key in content) if (key !== "link") Log.unknown(log, `${path}.${key}`, content[key])
  return Events.media("sticker", { url: link })
}

const readLocation: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownLocation, path)
  return {
    kind: "location",
    latitude: Values.amount(log, content, "latitude", path),
    longitude: Values.amount(log, content, "longitude", path),
    name: null,
    address: null,
    url: null
  }
}

const readInteractive: Reader = (log, content, path) => {
  const type = Values.filled(log, content, "type", path)
  const reply = Read.fields(log, content, "reply", path)
  if (reply === null || (type !== "button_reply" && type !== "list_reply")) {
    Log.unknown(log, `${path}.type`, type)
    return null
  }
  Read.onlyKnown(log, content, knownInteractive, path)
  Read.onlyKnown(log, reply, knownReply, `${path}.reply`)
  const id = Values.filled(log, reply, "id", `${path}.reply`)
  const title = Values.filled(log, reply, "text", `${path}.reply`)
  const description = Values.filled(log, reply, "description", `${path}.reply`)
  return type === "button_reply" ? { kind: type, id, title } : { kind: type, id, title, description }
}

const readButton: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownButton, path)
  return {
    kind: "button",
    payload: Values.filled(log, content, "payload", path),
    text: Values.filled(log, content, "text", path)
  }
}

const readWhatsAppText: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownText, path)
  const text = Read.fields(log, content, "text", path)
  if (text === null) return null
  Read.onlyKnown(log, text, knownTextBody, `${path}.text`)
  return { kind: "text", body: Read.text(log, text, "body", `${path}.text`) }
}

const readers: Readonly<Record<string, Reader>> = {
  image: file("image"),
  video: file("video"),
  audio: file("audio"),
  file: file(null),
  whatsappSticker: readSticker,
  location: readLocation,
  interactive: readInteractive,
  button: readButton,
  whatsappText: readWhatsAppText,
  whatsappOrder: readOrder
}

/** What a message says; the content stands under its type's name, and a text as such. */
export const readContent = (log: Log.Log, message: Read.Fields, path: string): InboundContent => {
  const type = Values.filled(log, message, "type", path)
  const content = Read.fields(log, message, "content", path)
  const at = `${path}.content`
  if (type === null || content === null) {
    Log.issue(log, type === null ? `${path}.type` : at, "missing", "is needed to read what a message says")
    return { kind: "unknown", type: type ?? "", raw: message }
  }
  for (const key in content) if (key !== type) Log.unknown(log, `${at}.${key}`, content[key])
  if (type === "text") return { kind: "text", body: Read.text(log, content, "text", at) }
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined
  if (read === undefined) {
    Log.unknown(log, `${path}.type`, type)
    return { kind: "unknown", type, raw: content }
  }
  const inner = Read.fields(log, content, type, at)
  if (inner === null) Log.issue(log, `${at}.${type}`, "missing", "is needed for a message of its type")
  const understood = inner === null ? null : read(log, inner, `${at}.${type}`)
  return understood ?? { kind: "unknown", type, raw: content }
}
