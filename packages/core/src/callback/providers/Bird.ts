import type { Decoded } from "../Callback.ts"
import type { Envelope } from "../Envelope.ts"
import type { Event, Notice, StatusChanged } from "../Event.ts"
import * as Log from "../internal/Log.ts"
import * as Read from "../internal/read.ts"
import * as Body from "./Body.ts"
import { readContents } from "./internal/birdContent.ts"
import * as Events from "./internal/events.ts"
import * as Values from "./internal/values.ts"

/**
 * Callbacks of Bird's Channels interface (CLOUD_API 3.9), JSON, one message each.
 *
 * A message has two ids: Bird's, and WhatsApp's in `parts[].platformReference` once the platform has it. A message from a customer goes by
 * WhatsApp's, so that it is known again whichever way it came. A status goes by Bird's, because that is the one the answer to the send named,
 * and the only one that a message which never reached the platform has. The other ids are in `otherIds`. `phoneNumberId` is the channel's
 * id. A message with several files is one event for each, of the same id.
 */

const knownRoot = new Set(["service", "event", "payload", "id", "createdAt", "workspaceId"])
const knownPayload = new Set([
  "id",
  "channelId",
  "platformId",
  "sender",
  "receiver",
  "body",
  "template",
  "meta",
  "reference",
  "parts",
  "status",
  "reason",
  "details",
  "failure",
  "direction",
  "replyTo",
  "batchId",
  "tags",
  "origin",
  "context",
  "chargeableUnits",
  "lastStatusAt",
  "createdAt",
  "updatedAt"
])
const knownParty = new Set(["contact", "contacts", "connector", "connectors"])
const knownContact = new Set(["id", "identifierKey", "identifierValue", "annotations", "platformAddress", "type"])
const knownPart = new Set(["platformReference"])
const knownReplyTo = new Set(["id", "type"])
const knownFailure = new Set(["code", "description", "source"])
const knownSource = new Set(["name", "code", "description"])

const words: Events.Words = {
  accepted: "waits",
  processing: "waits",
  scheduled: "waits",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  rejected: "failed",
  skipped: "failed",
  sending_failed: "failed",
  delivery_failed: "failed",
  deleted: "deleted"
}

const inboundEvent = "whatsapp.inbound"
const outboundEvent = "whatsapp.outbound"
/** What customers did with messages; documented, and handed on as it came. */
const interactionEvent = "whatsapp.interaction"

interface Party extends Values.Address {
  readonly name: string | null
}

const nobody: Party = { number: null, userId: null, name: null }

/** One side of a message: a contact or a connector, alone or as the first of a list. */
const readParty = (log: Log.Log, payload: Read.Fields, key: "sender" | "receiver"): Party => {
  const path = `payload.${key}`
  const party = Read.fields(log, payload, key, "payload")
  if (party === null) return nobody
  Read.onlyKnown(log, party, knownParty, path)
  const read = (each: Read.Fields, at: string): Party => {
    Read.onlyKnown(log, each, knownContact, at)
    const annotations = Read.fields(log, each, "annotations", at)
    return {
      ...Values.address(log, each, "identifierValue", at),
      name: annotations === null ? null : Values.filled(log, annotations, "name", `${at}.annotations`)
    }
  }
  const found: Array<Party> = []
  for (const alone of ["contact", "connector"]) {
    const one = Read.fields(log, party, alone, path)
    if (one !== null) found.push(read(one, `${path}.${alone}`))
  }
  for (const several of ["contacts", "connectors"]) {
    Read.each(log, party, several, path, (one, at) => found.push(read(one, at)))
  }
  return found.find((one) => one.number !== null || one.userId !== null) ?? found[0] ?? nobody
}

const readErrors = (log: Log.Log, payload: Read.Fields): StatusChanged["errors"] => {
  const failure = Read.fields(log, payload, "failure", "payload")
  const reason = Values.filled(log, payload, "reason", "payload")
  const details = Values.filled(log, payload, "details", "payload")
  if (failure === null) return reason === null ? [] : [Events.reported({ message: reason, details })]
  const at = "payload.failure"
  Read.onlyKnown(log, failure, knownFailure, at)
  const source = Read.fields(log, failure, "source", at)
  if (source !== null) Read.onlyKnown(log, source, knownSource, `${at}.source`)
  const code = Values.amount(log, failure, "code", at)
  const message = Values.filled(log, failure, "description", at) ?? reason
  const own = Events.reported({ code, message, details })
  const sourceCode = source === null ? null : Values.name(log, source, "code", `${at}.source`)
  if (source === null || sourceCode === null) return [own]
  // The platform's own code comes first: it says more than Bird's, and is the one that is classified.
  const platform = Events.reported({
    code: /^\d{1,9}$/.test(sourceCode) ? Number(sourceCode) : null,
    title: Values.filled(log, source, "name", `${at}.source`),
    message: sourceCode,
    details
  })
  return [platform, own]
}

const readPlatformIds = (log: Log.Log, payload: Read.Fields): ReadonlyArray<string> =>
  Read.records(log, payload, "parts", "payload", (_, part, at) => {
    Read.onlyKnown(log, part, knownPart, at)
    return Values.filled(log, part, "platformReference", at)
  }).filter((id) => id !== null)

/** The platform's own moment of a message, which Bird hands on as unix seconds in a text. */
const platformSeconds = (log: Log.Log, payload: Read.Fields): number | null => {
  const meta = Read.fields(log, payload, "meta", "payload")
  const extra = meta === null ? null : Read.fields(log, meta, "extraInformation", "payload.meta")
  if (extra === null || extra["timestamp"] === "") return null
  return Read.seconds(log, extra, "timestamp", "payload.meta.extraInformation")
}

const readReplyTo = (log: Log.Log, payload: Read.Fields) => {
  const replyTo = Read.fields(log, payload, "replyTo", "payload")
  if (replyTo === null) return null
  Read.onlyKnown(log, replyTo, knownReplyTo, "payload.replyTo")
  return Events.answering(Values.filled(log, replyTo, "id", "payload.replyTo"))
}

const readMessage = (log: Log.Log, payload: Read.Fields, inbound: boolean): ReadonlyArray<Event> => {
  const path = "payload"
  const id = Values.filled(log, payload, "id", path)
  const statusText = Values.filled(log, payload, "status", path)
  if (id === null || (!inbound && statusText === null)) {
    Log.issue(log, `${path}.${id === null ? "id" : "status"}`, "missing", "is needed to read a message")
    Log.unknown(log, path, payload)
    return []
  }
  Read.onlyKnown(log, payload, knownPayload, path)
  const sender = readParty(log, payload, "sender")
  const receiver = readParty(log, payload, "receiver")
  const platformIds = readPlatformIds(log, payload)
  const phoneNumberId = Values.filled(log, payload, "channelId", path)
  const createdSeconds = Values.moment(log, payload, "createdAt", path)
  if (!inbound) {
    return [
      Events.status({
        path,
        wamid: id,
        otherIds: platformIds,
        phoneNumberId,
        displayPhoneNumber: sender.number,
        status: Events.wordOf(log, words, statusText ?? "", `${path}.status`),
        statusText: statusText ?? "",
        recipient: receiver.number,
        recipientUserId: receiver.userId,
        timestampSeconds: Values.moment(log, payload, "lastStatusAt", path) ?? createdSeconds,
        opaque: Values.filled(log, payload, "reference", path),
        errors: readErrors(log, payload)
      })
    ]
  }
  const [wamid = id, ...further] = platformIds
  const shared = {
    wamid,
    otherIds: [id, ...further].filter((other) => other !== wamid),
    phoneNumberId,
    displayPhoneNumber: receiver.number,
    from: sender.number,
    fromUserId: sender.userId,
    profileName: sender.name,
    timestampSeconds: platformSeconds(log, payload) ?? createdSeconds,
    context: readReplyTo(log, payload),
    errors: readErrors(log, payload)
  }
  return readContents(log, payload).map((placed) => Events.received({ ...shared, ...placed }))
}

const noticeOf = (field: string, recognised: boolean, payload: Read.Fields): Notice => ({
  _tag: "Notice",
  path: "payload",
  wabaId: null,
  phoneNumberId: typeof payload["channelId"] === "string" ? payload["channelId"] : null,
  displayPhoneNumber: null,
  field,
  recognised,
  timestampSeconds: null,
  value: payload
})

const shell = (parsed: Body.Parsed): Envelope => {
  if (parsed._tag !== "Json") return Events.notJson
  const root = parsed.json
  if (!Read.isFields(root)) return Events.malformed("", "must be an object")
  if (typeof root["event"] !== "string" || root["event"] === "") return Events.malformed("event", "must name the event")
  return Read.isFields(root["payload"]) ? Events.callback(1) : Events.malformed("payload", "must be an object")
}

/** Whether a body is a callback of Bird at all. Total. */
export const envelope = (body: Body.Body): Envelope => shell(Body.json(body.text))

/** The events of a callback. Total. */
export const decode = (body: Body.Body): Decoded => {
  const log = Log.make()
  const parsed = Body.json(body.text)
  const judged = shell(parsed)
  const root = parsed._tag === "Json" ? parsed.json : null
  if (judged._tag === "Malformed" || !Read.isFields(root)) return Events.refuse(judged, log)
  Read.onlyKnown(log, root, knownRoot, "")
  const event = Read.text(log, root, "event", "") ?? ""
  const payload = Read.fields(log, root, "payload", "") ?? {}
  if (event === inboundEvent || event === outboundEvent) {
    return Events.finish(log, readMessage(log, payload, event === inboundEvent))
  }
  if (event !== interactionEvent) Log.unknown(log, "event", event)
  return Events.finish(log, [noticeOf(event, event === interactionEvent, payload)])
}
