import type { Decoded } from "../Callback.ts"
import type { Envelope } from "../Envelope.ts"
import type { Event, Notice } from "../Event.ts"
import * as Log from "../internal/Log.ts"
import * as Read from "../internal/read.ts"
import * as Body from "./Body.ts"
import * as Events from "./internal/events.ts"
import { readDelivery } from "./internal/zendeskDelivery.ts"
import { readMessage, readPostback } from "./internal/zendeskMessage.ts"
import * as Values from "./internal/values.ts"

/**
 * Callbacks of Zendesk's Sunshine Conversations, version 2 (CLOUD_API 3.9): JSON with a list of events.
 *
 * A message from a customer goes by the id that the channel gave it (`source.originalMessageId`, WhatsApp's) where there is one, else by
 * Zendesk's. A delivery goes by Zendesk's, which the answer to the send named; WhatsApp's are in `otherIds`. Deliveries name the user and not
 * the number, unless the webhook is set to include the full user. `fromUserId` and `recipientUserId` are Zendesk's ids of the user, `wabaId` is
 * the app's id, `phoneNumberId` the integration's.
 *
 * A read receipt of Zendesk is of a whole conversation and names no message: it is handed on as a notice, like everything that is not a
 * message or its delivery.
 */

const knownRoot = new Set(["app", "webhook", "events"])
const knownApp = new Set(["id"])
const knownWebhook = new Set(["id", "version"])
const knownEvent = new Set(["id", "createdAt", "type", "payload"])

/** Documented triggers that have no reading of their own. */
const notices = new Set([
  "conversation:create",
  "conversation:join",
  "conversation:leave",
  "conversation:remove",
  "conversation:read",
  "conversation:typing",
  "conversation:referral",
  "client:add",
  "client:remove",
  "client:update",
  "user:merge",
  "user:remove",
  "user:update",
  "switchboard:acceptControl",
  "switchboard:offerControl",
  "switchboard:passControl",
  "switchboard:releaseControl"
])

/** The version of the interface that this decoder reads. */
const version = "v2"

const shell = (parsed: Body.Parsed): Envelope => {
  if (parsed._tag !== "Json") return Events.notJson
  const root = parsed.json
  if (!Read.isFields(root)) return Events.malformed("", "must be an object")
  if (!Read.isFields(root["app"])) return Events.malformed("app", "must be an object")
  const events = root["events"]
  if (!Array.isArray(events)) return Events.malformed("events", "must be a list")
  const broken = events.findIndex((event: unknown) => !Read.isFields(event))
  return broken === -1 ? Events.callback(events.length) : Events.malformed(`events[${broken}]`, "must be an object")
}

/** Whether a body is a callback of Zendesk at all. Total. */
export const envelope = (body: Body.Body): Envelope => shell(Body.json(body.text))

const noticeOf = (
  field: string,
  recognised: boolean,
  path: string,
  wabaId: string | null,
  timestampSeconds: number | null,
  value: unknown
): Notice => ({
  _tag: "Notice",
  path,
  wabaId,
  phoneNumberId: null,
  displayPhoneNumber: null,
  field,
  recognised,
  timestampSeconds,
  value
})

const readEvent = (log: Log.Log, event: Read.Fields, path: string, wabaId: string | null): ReadonlyArray<Event> => {
  Read.onlyKnown(log, event, knownEvent, path)
  const type = Values.filled(log, event, "type", path)
  const id = Values.filled(log, event, "id", path)
  const timestampSeconds = Values.moment(log, event, "createdAt", path)
  if (type === null) {
    Log.issue(log, `${path}.type`, "missing", "is needed to read an event")
    Log.unknown(log, path, event)
    return []
  }
  const origin = { eventId: id, wabaId, timestampSeconds, path: `${path}.payload` }
  const payload = event["payload"]
  const notice = (recognised: boolean): ReadonlyArray<Event> => [
    noticeOf(type, recognised, origin.path, wabaId, timestampSeconds, payload)
  ]
  if (notices.has(type)) return notice(true)
  const read =
    type === "conversation:message"
      ? readMessage
      : type === "conversation:postback"
        ? readPostback
        : type.startsWith("conversation:message:delivery:")
          ? readDelivery(type)
          : null
  if (read === null) {
    Log.unknown(log, `${path}.type`, type)
    return notice(false)
  }
  if (!Read.isFields(payload)) {
    Log.issue(log, origin.path, payload === undefined ? "missing" : "type", "must be an object")
    Log.unknown(log, path, event)
    return []
  }
  // What the business wrote itself comes back as the same event; it is no message from a customer.
  return read(log, payload, origin) ?? notice(true)
}

/** The events of a callback, in their order. Total. */
export const decode = (body: Body.Body): Decoded => {
  const log = Log.make()
  const parsed = Body.json(body.text)
  const judged = shell(parsed)
  const root = parsed._tag === "Json" ? parsed.json : null
  // An event that is no object costs only itself, and is reported where the events are read.
  if (!Read.isFields(root) || (judged._tag === "Malformed" && !judged.path.startsWith("events["))) {
    return Events.refuse(judged, log)
  }
  Read.onlyKnown(log, root, knownRoot, "")
  const app = Read.fields(log, root, "app", "") ?? {}
  Read.onlyKnown(log, app, knownApp, "app")
  const webhook = Read.fields(log, root, "webhook", "")
  if (webhook !== null) {
    Read.onlyKnown(log, webhook, knownWebhook, "webhook")
    const stated = Values.filled(log, webhook, "version", "webhook")
    if (stated !== null && stated !== version) Log.unknown(log, "webhook.version", stated)
  }
  const wabaId = Values.filled(log, app, "id", "app")
  const events: Array<Event> = []
  Read.each(log, root, "events", "", (event, at) => {
    events.push(...readEvent(log, event, at.startsWith(".") ? at.slice(1) : at, wabaId))
  })
  return Events.finish(log, events)
}
