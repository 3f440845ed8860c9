import type { Decoded } from "../Callback.ts"
import type { Envelope } from "../Envelope.ts"
import type { Event, StatusChanged } from "../Event.ts"
import * as Log from "../internal/Log.ts"
import * as Read from "../internal/read.ts"
import * as Body from "./Body.ts"
import * as Events from "./internal/events.ts"
import { readContact, readContent, readContext } from "./internal/messageBirdContent.ts"
import * as Sms from "./internal/messageBirdSms.ts"
import * as Values from "./internal/values.ts"

/**
 * Callbacks of MessageBird's legacy interfaces (CLOUD_API 3.9): Conversations as JSON, SMS as a form.
 *
 * A message of direction `received` is one from a customer, whichever event brings it: `message.updated` repeats it with the same id when
 * its file has arrived. All else about messages is a status. `phoneNumberId` is the channel's id.
 */

const knownRoot = new Set(["type", "contact", "conversation", "message", "workspaceId", "createdDatetime"])
const knownMessage = new Set([
  "id",
  "conversationId",
  "channelId",
  "platform",
  "to",
  "from",
  "direction",
  "status",
  "type",
  "content",
  "createdDatetime",
  "updatedDatetime",
  "source",
  "error",
  "replyTo",
  "origin",
  "reference",
  "trackId",
  "tag",
  "metadata",
  "fallback"
])
const knownError = new Set(["code", "description", "parameter"])

const words: Events.Words = {
  accepted: "waits",
  pending: "waits",
  scheduled: "waits",
  buffered: "waits",
  deferred: "waits",
  unknown: "waits",
  transmitted: "sent",
  sent: "sent",
  delivered: "delivered",
  received: "delivered",
  read: "read",
  clicked: "read",
  failed: "failed",
  rejected: "failed",
  expired: "failed",
  delivery_failed: "failed",
  not_delivered: "failed",
  unsupported: "failed",
  deleted: "deleted"
}

/** Events that speak of one message, and those that are handed on as they came. */
const messageEvents = new Set(["message.created", "message.updated", "message.status"])
const otherEvents = new Set(["conversation.created", "conversation.updated"])

const readErrors = (log: Log.Log, message: Read.Fields): StatusChanged["errors"] => {
  const error = Read.fields(log, message, "error", "message")
  if (error === null) return []
  Read.onlyKnown(log, error, knownError, "message.error")
  const code = Values.amount(log, error, "code", "message.error")
  return [Events.reported({ code, message: Values.filled(log, error, "description", "message.error") })]
}

const readMessage = (log: Log.Log, root: Read.Fields, message: Read.Fields): Event | null => {
  const path = "message"
  const wamid = Values.filled(log, message, "id", path)
  const direction = Values.filled(log, message, "direction", path)
  const statusText = Values.filled(log, message, "status", path)
  const received = direction === "received"
  if (wamid === null || (!received && statusText === null)) {
    Log.issue(log, `${path}.${wamid === null ? "id" : "status"}`, "missing", "is needed to read a message")
    Log.unknown(log, path, message)
    return null
  }
  Read.onlyKnown(log, message, knownMessage, path)
  if (direction !== null && direction !== "received" && direction !== "sent") {
    Log.unknown(log, `${path}.direction`, direction)
  }
  const contact = readContact(log, root)
  const from = Values.address(log, message, "from", path)
  const to = Values.address(log, message, "to", path)
  const phoneNumberId = Values.filled(log, message, "channelId", path)
  const createdSeconds = Values.moment(log, message, "createdDatetime", path)
  const updatedSeconds = Values.moment(log, message, "updatedDatetime", path)
  if (received) {
    return Events.received({
      path,
      wamid,
      phoneNumberId,
      displayPhoneNumber: to.number,
      from: from.number ?? contact.number,
      fromUserId: from.userId,
      profileName: contact.name,
      timestampSeconds: createdSeconds,
      content: readContent(log, message, path),
      context: readContext(log, message, path),
      errors: readErrors(log, message)
    })
  }
  return Events.status({
    path,
    wamid,
    phoneNumberId,
    displayPhoneNumber: from.number,
    status: Events.wordOf(log, words, statusText ?? "", `${path}.status`),
    statusText: statusText ?? "",
    recipient: to.number ?? contact.number,
    recipientUserId: to.userId,
    timestampSeconds: updatedSeconds ?? createdSeconds,
    opaque: Values.filled(log, message, "reference", path),
    errors: readErrors(log, message)
  })
}

const readConversations = (log: Log.Log, root: Read.Fields): ReadonlyArray<Event> => {
  const type = Read.text(log, root, "type", "") ?? ""
  const message = root["message"]
  if (messageEvents.has(type) && Read.isFields(message)) {
    Read.onlyKnown(log, root, knownRoot, "")
    const event = readMessage(log, root, message)
    return event === null ? [] : [event]
  }
  const recognised = otherEvents.has(type)
  if (!recognised) Log.unknown(log, "type", type)
  return [
    {
      _tag: "Notice",
      path: "",
      wabaId: null,
      phoneNumberId: null,
      displayPhoneNumber: null,
      field: type,
      recognised,
      timestampSeconds: null,
      value: root
    }
  ]
}

const shell = (parsed: Body.Parsed): Envelope => {
  if (parsed._tag === "Unreadable") return Events.malformed("", parsed.message)
  if (parsed._tag === "Form") return Sms.envelope(parsed.fields)
  const root = parsed.json
  if (!Read.isFields(root)) return Events.malformed("", "must be an object")
  const type = root["type"]
  if (typeof type !== "string" || type === "") return Events.malformed("type", "must name the event")
  return messageEvents.has(type) && !Read.isFields(root["message"])
    ? Events.malformed("message", "must be an object")
    : Events.callback(1)
}

/** Whether a body is a callback of MessageBird at all. Total. */
export const envelope = (body: Body.Body): Envelope => shell(Body.parse(Log.make(), body))

/** The events of a callback. Total. */
export const decode = (body: Body.Body): Decoded => {
  const log = Log.make()
  const parsed = Body.parse(log, body)
  const judged = shell(parsed)
  if (judged._tag === "Malformed") return Events.refuse(judged, log)
  if (parsed._tag === "Form") return Events.finish(log, [Sms.read(log, parsed.fields, words)])
  const root = parsed._tag === "Json" ? parsed.json : null
  return Events.finish(log, Read.isFields(root) ? readConversations(log, root) : [])
}
