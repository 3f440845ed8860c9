import { Either } from "effect"
import type { Event } from "../../Event.ts"
import type { Context, InboundContent, InboundMedia } from "../../Inbound.ts"
import * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import * as Events from "./events.ts"
import { readPlace } from "./place.ts"
import * as Values from "./values.ts"
import { type Origin, readSource, readUser } from "./zendeskOrigin.ts"

const known = new Set(["conversation", "message", "recentNotifications"])
const knownMessage = new Set(["id", "received", "author", "content", "source", "quotedMessage", "metadata", "deleted"])
const knownAuthor = new Set(["type", "userId", "userExternalId", "displayName", "avatarUrl", "subtypes", "user"])
const knownPostback = new Set(["conversation", "postback", "source", "user"])
const knownPressed = new Set(["payload", "metadata", "actionId"])
const knownMedia = new Set([
  "type",
  "text",
  "altText",
  "mediaUrl",
  "mediaType",
  "mediaSize",
  "attachmentId",
  "actions",
  "blockChatInput",
  "htmlText",
  "markdownText"
])
const knownText = new Set(["type", "text", "payload", "actions", "blockChatInput", "htmlText", "markdownText"])
const knownLocation = new Set(["type", "text", "coordinates", "location", "blockChatInput"])
const knownForm = new Set(["type", "fields", "textFallback", "blockChatInput", "submitted"])
const knownQuoted = new Set(["type", "message", "externalMessageId"])

const readMedia = (log: Log.Log, content: Read.Fields, path: string, kind: InboundMedia["kind"] | null) => {
  Read.onlyKnown(log, content, knownMedia, path)
  const mimeType = Values.filled(log, content, "mediaType", path)
  return Events.media(kind ?? Events.kindOf(mimeType), {
    mimeType,
    mediaId: Values.filled(log, content, "attachmentId", path),
    url: Values.filled(log, content, "mediaUrl", path),
    caption: Values.filled(log, content, "text", path),
    filename: Values.filled(log, content, "altText", path)
  })
}

const readLocation = (log: Log.Log, content: Read.Fields, path: string): InboundContent => {
  Read.onlyKnown(log, content, knownLocation, path)
  return readPlace(log, content, path, { latitude: "lat", longitude: "long", name: "name" })
}

/** A text with a payload is a reply to one of our buttons. */
const readText = (log: Log.Log, content: Read.Fields, path: string): InboundContent => {
  Read.onlyKnown(log, content, knownText, path)
  const id = Values.filled(log, content, "payload", path)
  const text = Read.text(log, content, "text", path)
  return id === null ? { kind: "text", body: text } : { kind: "button_reply", id, title: text }
}

/** The fields of a form as JSON text; values that are nested deeper than can be written are an issue. */
const written = (log: Log.Log, fields: ReadonlyArray<unknown>, path: string): string | null =>
  Either.getOrElse(
    Either.try(() => JSON.stringify(fields)),
    () => {
      Log.issue(log, path, "format", "must be a list of fields")
      return null
    }
  )

/** What a message says. Types that only a business can send (carousel, list, template) are kept raw, as new ones are. */
const readContent = (log: Log.Log, message: Read.Fields, path: string): InboundContent => {
  const content = Read.fields(log, message, "content", path)
  const at = `${path}.content`
  const type = content === null ? null : Values.filled(log, content, "type", at)
  if (content === null || type === null) {
    Log.issue(log, content === null ? at : `${at}.type`, "missing", "is needed to read what a message says")
    return { kind: "unknown", type: "", raw: content }
  }
  switch (type) {
    case "text":
      return readText(log, content, at)
    case "image":
      return readMedia(log, content, at, "image")
    case "file":
      return readMedia(log, content, at, null)
    case "location":
      return readLocation(log, content, at)
    case "formResponse":
      Read.onlyKnown(log, content, knownForm, at)
      return {
        kind: "flow_reply",
        name: type,
        body: Values.filled(log, content, "textFallback", at),
        responseJson: written(log, Read.list(log, content, "fields", at), `${at}.fields`)
      }
    case "unsupported":
      return { kind: "unsupported", what: Values.filled(log, content, "text", at) }
  }
  Log.unknown(log, `${at}.type`, type)
  return { kind: "unknown", type, raw: content }
}

/** The message that is answered: Zendesk's id of it, or the channel's where Zendesk does not know it. */
const readQuoted = (log: Log.Log, message: Read.Fields, path: string): Context | null => {
  const quoted = Read.fields(log, message, "quotedMessage", path)
  if (quoted === null) return null
  const at = `${path}.quotedMessage`
  Read.onlyKnown(log, quoted, knownQuoted, at)
  const inner = Read.fields(log, quoted, "message", at)
  const wamid =
    (inner === null ? null : Values.filled(log, inner, "id", `${at}.message`)) ??
    Values.filled(log, quoted, "externalMessageId", at)
  return Events.answering(wamid)
}

/** A message; null where the business wrote it itself. */
export const readMessage = (log: Log.Log, payload: Read.Fields, origin: Origin): ReadonlyArray<Event> | null => {
  const message = Read.fields(log, payload, "message", origin.path)
  const path = `${origin.path}.message`
  const id = message === null ? null : Values.filled(log, message, "id", path)
  if (message === null || id === null) {
    Log.issue(log, `${path}.id`, "missing", "is needed to read a message")
    Log.unknown(log, origin.path, payload)
    return []
  }
  const author = Read.fields(log, message, "author", path)
  if (author !== null && Values.filled(log, author, "type", `${path}.author`) === "business") return null
  Read.onlyKnown(log, payload, known, origin.path)
  Read.onlyKnown(log, message, knownMessage, path)
  if (author !== null) Read.onlyKnown(log, author, knownAuthor, `${path}.author`)
  const source = readSource(log, message, path)
  const user = readUser(log, author ?? {}, `${path}.author`)
  const wamid = source.originalId ?? id
  const displayName = author === null ? null : Values.filled(log, author, "displayName", `${path}.author`)
  return [
    Events.received({
      path,
      wamid,
      otherIds: wamid === id ? [] : [id],
      wabaId: origin.wabaId,
      phoneNumberId: source.integrationId,
      from: source.number ?? user.number,
      fromUserId: (author === null ? null : Values.filled(log, author, "userId", `${path}.author`)) ?? user.id,
      profileName: displayName ?? source.displayName ?? user.name,
      timestampSeconds:
        source.originalSeconds ?? Values.moment(log, message, "received", path) ?? origin.timestampSeconds,
      content: readContent(log, message, path),
      context: readQuoted(log, message, path)
    })
  ]
}

/** A button that was touched. It has no id of a message, so it goes by the channel's, else by the event's. */
export const readPostback = (log: Log.Log, payload: Read.Fields, origin: Origin): ReadonlyArray<Event> => {
  const { path } = origin
  const pressed = Read.fields(log, payload, "postback", path)
  const source = readSource(log, payload, path)
  const wamid = source.originalId ?? origin.eventId
  if (pressed === null || wamid === null) {
    Log.issue(log, pressed === null ? `${path}.postback` : path, "missing", "is needed to read a postback")
    Log.unknown(log, path, payload)
    return []
  }
  Read.onlyKnown(log, payload, knownPostback, path)
  Read.onlyKnown(log, pressed, knownPressed, `${path}.postback`)
  const user = readUser(log, payload, path)
  return [
    Events.received({
      path,
      wamid,
      wabaId: origin.wabaId,
      phoneNumberId: source.integrationId,
      from: source.number ?? user.number,
      fromUserId: user.id,
      profileName: source.displayName ?? user.name,
      timestampSeconds: source.originalSeconds ?? origin.timestampSeconds,
      content: { kind: "button", payload: Values.filled(log, pressed, "payload", `${path}.postback`), text: null }
    })
  ]
}
