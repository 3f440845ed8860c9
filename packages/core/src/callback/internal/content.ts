import type { InboundContact, InboundContent, InboundMedia } from "../Inbound.ts"
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
const knownSystem = new Set(["body", "type", "wa_id", "new_wa_id", "customer", "identity", "user_id"])
const knownOriginal = new Set(["original_message_id"])
const knownEdit = new Set(["original_message_id", "message"])
const knownUnsupported = new Set(["type"])
const knownInteractive = new Set(["type"])
const knownReply = new Set(["id", "title", "description"])
const knownFlowReply = new Set(["name", "body", "response_json"])
const knownCallReply = new Set(["response", "expiration_timestamp", "is_permanent", "response_source"])

/** How one type of content is read: from the object under its type, which stands at `path`. */
type Reader = (log: Log.Log, content: Read.Fields, path: string) => InboundContent

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

const readOrder: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownOrder, path)
  return {
    kind: "order",
    catalogId: Read.text(log, content, "catalog_id", path),
    text: Read.text(log, content, "text", path),
    items: Read.map(log, Read.list(log, content, "product_items", path), `${path}.product_items`, (item, at) => {
      Read.onlyKnown(log, item, knownItem, at)
      return {
        productRetailerId: Read.text(log, item, "product_retailer_id", at),
        quantity: Read.number(log, item, "quantity", at),
        itemPrice: Read.number(log, item, "item_price", at),
        currency: Read.text(log, item, "currency", at)
      }
    })
  }
}

const readSystem: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownSystem, path)
  return {
    kind: "system",
    event: Read.text(log, content, "type", path),
    body: Read.text(log, content, "body", path),
    waId: Read.text(log, content, "wa_id", path) ?? Read.text(log, content, "new_wa_id", path),
    customer: Read.text(log, content, "customer", path),
    identity: Read.text(log, content, "identity", path)
  }
}

const readRevoke: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownOriginal, path)
  return { kind: "revoke", wamid: Read.text(log, content, "original_message_id", path) }
}

/** An edit holds a message of its own; an edit of an edit is not followed, so that depth stays bounded. */
const readEdit: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownEdit, path)
  const message = Read.fields(log, content, "message", path)
  const type = message === null ? null : Read.text(log, message, "type", `${path}.message`)
  return {
    kind: "edit",
    wamid: Read.text(log, content, "original_message_id", path),
    content:
      message === null || type === null || type === "edit" ? null : readContent(log, message, type, `${path}.message`)
  }
}

const readUnsupported: Reader = (log, content, path) => {
  Read.onlyKnown(log, content, knownUnsupported, path)
  return { kind: "unsupported", what: Read.text(log, content, "type", path) }
}

/** Contact cards come as a list, so they are read from the message that holds them. */
const readContacts = (log: Log.Log, message: Read.Fields, path: string): InboundContent => ({
  kind: "contacts",
  contacts: Read.map(
    log,
    Read.list(log, message, "contacts", path),
    `${path}.contacts`,
    (contact, at): InboundContact => {
      Read.onlyKnown(log, contact, knownContact, at)
      const name = Read.fields(log, contact, "name", at)
      return {
        formattedName: name === null ? null : Read.text(log, name, "formatted_name", `${at}.name`),
        name: name ?? {},
        phones: Read.map(log, Read.list(log, contact, "phones", at), `${at}.phones`, (phone, phoneAt) => {
          Read.onlyKnown(log, phone, knownPhone, phoneAt)
          return {
            phone: Read.text(log, phone, "phone", phoneAt),
            waId: Read.text(log, phone, "wa_id", phoneAt),
            type: Read.text(log, phone, "type", phoneAt)
          }
        }),
        emails: Read.list(log, contact, "emails", at),
        addresses: Read.list(log, contact, "addresses", at),
        urls: Read.list(log, contact, "urls", at),
        org: contact["org"] ?? null,
        birthday: Read.text(log, contact, "birthday", at)
      }
    }
  )
})

const interactiveReaders: Readonly<Record<string, Reader>> = {
  button_reply: (log, reply, path) => {
    Read.onlyKnown(log, reply, knownReply, path)
    return {
      kind: "button_reply",
      id: Read.text(log, reply, "id", path),
      title: Read.text(log, reply, "title", path)
    }
  },
  list_reply: (log, reply, path) => {
    Read.onlyKnown(log, reply, knownReply, path)
    return {
      kind: "list_reply",
      id: Read.text(log, reply, "id", path),
      title: Read.text(log, reply, "title", path),
      description: Read.text(log, reply, "description", path)
    }
  },
  nfm_reply: (log, reply, path) => {
    Read.onlyKnown(log, reply, knownFlowReply, path)
    return {
      kind: "flow_reply",
      name: Read.text(log, reply, "name", path),
      body: Read.text(log, reply, "body", path),
      responseJson: Read.text(log, reply, "response_json", path)
    }
  },
  call_permission_reply: (log, reply, path) => {
    Read.onlyKnown(log, reply, knownCallReply, path)
    return {
      kind: "call_permission_reply",
      response: Read.text(log, reply, "response", path),
      source: Read.text(log, reply, "response_source", path),
      isPermanent: Read.flag(log, reply, "is_permanent", path),
      expiresSeconds: Read.seconds(log, reply, "expiration_timestamp", path)
    }
  }
}

const readInteractive: Reader = (log, content, path) => {
  const type = Read.text(log, content, "type", path) ?? ""
  Read.onlyKnown(log, content, knownInteractive, path, type)
  const read = Object.hasOwn(interactiveReaders, type) ? interactiveReaders[type] : undefined
  const reply = Read.fields(log, content, type, path)
  if (read !== undefined && reply !== null) return read(log, reply, `${path}.${type}`)
  Log.unknown(log, `${path}.type`, type)
  return { kind: "unknown", type: `interactive/${type}`, raw: content }
}

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
      return { kind: type }
    case "unsupported":
    case "unknown": {
      const what = Read.fields(log, message, type, path)
      return what === null ? { kind: "unsupported", what: null } : readUnsupported(log, what, `${path}.${type}`)
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
