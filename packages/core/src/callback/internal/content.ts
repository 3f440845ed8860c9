import type { Context, InboundContact, InboundContent, InboundMedia, InboundOrder } from "../Inbound.ts"
import { systemEvents } from "../Inbound.ts"
import { readContext } from "./context.ts"
import { readInteractive } from "./interactive.ts"
import type { Reader } from "./interactive.ts"
import * as Log from "./Log.ts"
import * as Read from "./read.ts"

const knownText = new Set(["body"])
const knownMedia = new Set(["id", "mime_type", "sha256", "caption", "filename", "url", "voice", "animated"])
const knownLocation = new Set(["latitude", "longitude", "name", "address", "url"])
const knownContact = new Set(["name", "phones", "emails", "addresses", "urls", "org", "birthday", "vcard"])
const knownPhone = new Set(["phone", "wa_id", "type", "user_id"])
const knownReaction = new Set(["message_id", "emoji"])
const knownButton = new Set(["payload", "text"])
const knownOrder = new Set(["catalog_id", "text", "product_items"])
const knownItem = new Set(["product_retailer_id", "quantity", "item_price", "currency"])
const knownSystem = new Set([
  "body",
  "type",
  "wa_id",
  "new_wa_id",
  "user_id",
  "parent_user_id",
  "previous_user_id",
  "customer",
  "identity"
])
const knownOriginal = new Set(["original_message_id"])
const knownEdit = new Set(["original_message_id", "message"])
const knownEdited = new Set(["type", "context"])
const knownUnsupported = new Set(["type"])
const media =
  (kind: InboundMedia["kind"], isVoice: boolean): Reader =>
  (log, content, path) => {
    Read.onlyKnown(log, content, knownMedia, path)
    return {
      kind,
      mediaId: Read.text(log, content, "id", path),
      mimeType: Read.text(log, content, "mime_type", path),
      sha256: Read.text(log, content, "sha256", path),
      url: Read.text(log, content, "url", path),
      caption: Read.text(log, content, "caption", path),
      filename: Read.text(log, content, "filename", path),
      voice: isVoice ? true : Read.flag(log, content, "voice", path),
      animated: Read.flag(log, content, "animated", path)
    }
  }

const readText: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownText, path)
  return { kind: "text", body: Read.text(log, content, "body", path) }
}

const readLocation: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownLocation, path)
  return {
    kind: "location",
    latitude: Read.number(log, content, "latitude", path),
    longitude: Read.number(log, content, "longitude", path),
    name: Read.text(log, content, "name", path),
    address: Read.text(log, content, "address", path),
    url: Read.text(log, content, "url", path)
  }
}

const readReaction: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownReaction, path)
  const emoji = Read.text(log, content, "emoji", path)
  return { kind: "reaction", wamid: Read.text(log, content, "message_id", path), emoji: emoji === "" ? null : emoji }
}

const readButton: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownButton, path)
  return {
    kind: "button",
    payload: Read.text(log, content, "payload", path),
    text: Read.text(log, content, "text", path)
  }
}

const readItem = (log: Log.Log, item: Read.Fields, path: string): InboundOrder["items"][number] => {
  Read.onlyKnown(log, item, knownItem, path)
  return {
    productRetailerId: Read.text(log, item, "product_retailer_id", path),
    quantity: Read.number(log, item, "quantity", path),
    itemPrice: Read.number(log, item, "item_price", path),
    currency: Read.text(log, item, "currency", path)
  }
}

const readOrder: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownOrder, path)
  return {
    kind: "order",
    catalogId: Read.text(log, content, "catalog_id", path),
    text: Read.text(log, content, "text", path),
    items: Read.records(log, content, "product_items", path, readItem)
  }
}

const readSystem: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownSystem, path)
  return {
    kind: "system",
    event: Read.word(log, content, "type", path, systemEvents),
    body: Read.text(log, content, "body", path),
    waId: Read.agreed(log, Read.text(log, content, "wa_id", path), content, "new_wa_id", path),
    userId: Read.text(log, content, "user_id", path),
    parentUserId: Read.text(log, content, "parent_user_id", path),
    previousUserId: Read.text(log, content, "previous_user_id", path),
    customer: Read.text(log, content, "customer", path),
    identity: Read.text(log, content, "identity", path)
  }
}

const readRevoke: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownOriginal, path)
  return { kind: "revoke", wamid: Read.text(log, content, "original_message_id", path) }
}

const noEdit = { content: null, context: null }

/** The message inside an edit; an edit of an edit is reported and not followed, so that depth stays bounded. */
const readEdited = (
  log: Log.Log,
  message: Read.Fields,
  path: string
): { readonly content: InboundContent | null; readonly context: Context | null } => {
  const type = Read.text(log, message, "type", path)
  if (type === null || type === "edit") {
    Log.unknown(log, path, message)
    return noEdit
  }
  Read.onlyKnown(log, message, knownEdited, path, type)
  return { content: readContent(log, message, type, path), context: readContext(log, message, path) }
}

const readEdit: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownEdit, path)
  return {
    kind: "edit",
    wamid: Read.text(log, content, "original_message_id", path),
    ...(Read.record(log, content, "message", path, readEdited) ?? noEdit)
  }
}

const readUnsupported: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownUnsupported, path)
  return { kind: "unsupported", what: Read.text(log, content, "type", path) }
}

const readPhone = (log: Log.Log, phone: Read.Fields, path: string): InboundContact["phones"][number] => {
  Read.onlyKnown(log, phone, knownPhone, path)
  return {
    phone: Read.text(log, phone, "phone", path),
    waId: Read.text(log, phone, "wa_id", path),
    userId: Read.text(log, phone, "user_id", path),
    type: Read.text(log, phone, "type", path)
  }
}

const readContact = (log: Log.Log, contact: Read.Fields, path: string): InboundContact => {
  Read.onlyKnown(log, contact, knownContact, path)
  const name = Read.fields(log, contact, "name", path)
  return {
    formattedName: name === null ? null : Read.text(log, name, "formatted_name", `${path}.name`),
    name: name ?? {},
    phones: Read.records(log, contact, "phones", path, readPhone),
    emails: Read.list(log, contact, "emails", path),
    addresses: Read.list(log, contact, "addresses", path),
    urls: Read.list(log, contact, "urls", path),
    org: Read.raw(contact, "org"),
    birthday: Read.text(log, contact, "birthday", path),
    vcard: Read.text(log, contact, "vcard", path)
  }
}

/** Contact cards come as a list, so they are read from the message that holds them. */
const readContacts = (log: Log.Log, message: Read.Fields, path: string): InboundContent => ({
  kind: "contacts",
  contacts: Read.records(log, message, "contacts", path, readContact)
})

const readers: Readonly<Record<string, Reader>> = {
  text: readText,
  image: media("image", false),
  video: media("video", false),
  audio: media("audio", false),
  voice: media("audio", true),
  document: media("document", false),
  sticker: media("sticker", false),
  location: readLocation,
  reaction: readReaction,
  button: readButton,
  interactive: readInteractive,
  order: readOrder,
  system: readSystem,
  revoke: readRevoke,
  edit: readEdit
}

/** What a message of that type says; the content stands under the type's name, in `message`, which is at `path`. */
export const readContent = (log: Log.Log, message: Read.Fields, type: string, path: string): InboundContent => {
  switch (type) {
    case "contacts":
      return readContacts(log, message, path)
    case "request_welcome":
    case "ephemeral":
    case "media_placeholder":
      if (message[type] !== undefined) Log.unknown(log, `${path}.${type}`, message[type])
      return { kind: type }
    case "unsupported":
    case "unknown": {
      return Read.record(log, message, type, path, readUnsupported) ?? { kind: "unsupported", what: null }
    }
  }
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined
  if (read === undefined) {
    Log.unknown(log, `${path}.type`, type)
    return { kind: "unknown", type, raw: message }
  }
  const content = Read.fields(log, message, type, path)
  if (content !== null) return read(log, content, `${path}.${type}`)
  if (message[type] === undefined || message[type] === null) {
    Log.issue(log, `${path}.${type}`, "missing", "is needed for a message of its type")
  }
  return { kind: "unknown", type, raw: message }
}
