import type { Decoded } from "../Callback.ts"
import type { Envelope } from "../Envelope.ts"
import type { AccountErrors, Event, StatusChanged } from "../Event.ts"
import * as Log from "../internal/Log.ts"
import * as Read from "../internal/read.ts"
import * as Body from "./Body.ts"
import * as Events from "./internal/events.ts"
import { isKnown, readInbound } from "./internal/twilioInbound.ts"
import * as Values from "./internal/values.ts"

/**
 * Callbacks of Twilio (CLOUD_API 3.9): a form, or a JSON object with the same names.
 *
 * One callback is one message, one status, or one report of the debugger. It names no moment of the platform's. `wabaId` is the account
 * (`AccountSid`); Twilio has no id of a sender apart from its number. A message with several files is one event for each, of the same id,
 * at `MediaUrl0`, `MediaUrl1`, …; the text goes with the first.
 */

/** Everything of a status that is known; what of it has no place in an event is in the stored callback. */
const knownStatus = new Set([
  "MessageSid",
  "SmsSid",
  "SmsMessageSid",
  "MessageStatus",
  "SmsStatus",
  "EventType",
  "ErrorCode",
  "ErrorMessage",
  "ChannelStatusCode",
  "ChannelStatusMessage",
  "ChannelToAddress",
  "ChannelPrefix",
  "ChannelInstallSid",
  "StructuredMessage",
  "ExternalUserId",
  "biz_opaque_callback_data",
  "AccountSid",
  "MessagingServiceSid",
  "ApiVersion",
  "RawDlrDoneDate",
  "From",
  "To"
])
const knownReport = new Set(["Sid", "AccountSid", "ParentAccountSid", "Timestamp", "Level", "PayloadType", "Payload"])

const words: Events.Words = {
  accepted: "waits",
  scheduled: "waits",
  queued: "waits",
  sending: "waits",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  failed: "failed",
  undelivered: "failed",
  // Taken back before it left: nothing more will come of it.
  canceled: "failed"
}

/** The names under which Twilio states a message's id, the newest first. */
const idKeys = ["MessageSid", "SmsMessageSid", "SmsSid"]

/** The word of a status; `EventType` is a word in capitals, and the only one in some reports of the channel. */
const statusOf = (log: Log.Log, fields: Read.Fields): string | null =>
  Values.first(log, fields, ["MessageStatus", "SmsStatus"], "") ??
  Values.filled(log, fields, "EventType", "")?.toLowerCase() ??
  null

const inboundWords = new Set<string | null>([null, "received", "receiving"])

const readErrors = (log: Log.Log, fields: Read.Fields): StatusChanged["errors"] => {
  const code = Values.amount(log, fields, "ErrorCode", "")
  const message = Values.first(log, fields, ["ErrorMessage", "ChannelStatusMessage"], "")
  return code === null && message === null ? [] : [Events.reported({ code, message })]
}

const readStatus = (log: Log.Log, fields: Read.Fields, wamid: string, statusText: string): StatusChanged => {
  Read.onlyKnown(log, fields, knownStatus, "")
  const to = Values.address(log, fields, "To", "")
  return Events.status({
    path: "",
    wamid,
    wabaId: Values.filled(log, fields, "AccountSid", ""),
    displayPhoneNumber: Values.address(log, fields, "From", "").number,
    status: Events.wordOf(log, words, statusText, "MessageStatus"),
    statusText,
    recipient: to.number,
    recipientUserId: to.userId ?? Values.address(log, fields, "ExternalUserId", "").userId,
    // Not Twilio's: it stood in the address that was called (`intake/Delivery`).
    opaque: Values.filled(log, fields, "biz_opaque_callback_data", ""),
    errors: readErrors(log, fields)
  })
}

/** A report of the debugger: trouble with the account, whose code is inside a JSON text. */
const readReport = (log: Log.Log, fields: Read.Fields): AccountErrors => {
  Read.onlyKnown(log, fields, knownReport, "")
  const parsed = Body.json(Values.filled(log, fields, "Payload", "") ?? "")
  const payload = parsed._tag === "Json" && Read.isFields(parsed.json) ? parsed.json : null
  if (payload === null) Log.issue(log, "Payload", "format", "must be a JSON object")
  const code = payload === null ? null : Values.amount(log, payload, "error_code", "Payload")
  const title = Values.filled(log, fields, "Level", "")
  return {
    _tag: "AccountErrors",
    path: "",
    wabaId: Values.filled(log, fields, "AccountSid", ""),
    phoneNumberId: null,
    displayPhoneNumber: null,
    errors: [Events.reported({ code, title, details: Values.filled(log, fields, "Payload", "") })]
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

/** Whether the fields are of a callback: they name a message, or are a report of the debugger. */
const shell = (parsed: Body.Parsed): Envelope => {
  if (parsed._tag === "Unreadable") return Events.malformed("", parsed.message)
  const fields = parsed._tag === "Form" ? parsed.fields : parsed.json
  if (!Read.isFields(fields)) return Events.malformed("", "must be an object")
  if (isText(fields["Sid"]) && isText(fields["Payload"])) return Events.callback(1)
  return idKeys.some((key) => isText(fields[key]))
    ? Events.callback(1)
    : Events.malformed("MessageSid", "must name the message")
}

/** Whether a body is a callback of Twilio at all. Total. */
export const envelope = (body: Body.Body): Envelope => shell(Body.parse(Log.make(), body))

const readFields = (log: Log.Log, fields: Read.Fields): ReadonlyArray<Event> => {
  const wamid = Values.first(log, fields, idKeys, "")
  if (wamid === null) return [readReport(log, fields)]
  const word = statusOf(log, fields)
  if (word !== null && !inboundWords.has(word)) return [readStatus(log, fields, wamid, word)]
  for (const key in fields) if (!isKnown(key)) Log.unknown(log, key, fields[key])
  return readInbound(log, fields, wamid)
}

/** The events of a callback. Total. */
export const decode = (body: Body.Body): Decoded => {
  const log = Log.make()
  const parsed = Body.parse(log, body)
  const judged = shell(parsed)
  if (judged._tag === "Malformed") return Events.refuse(judged, log)
  const fields = parsed._tag === "Form" ? parsed.fields : parsed._tag === "Json" ? parsed.json : null
  return Events.finish(log, Read.isFields(fields) ? readFields(log, fields) : [])
}
