import type { Envelope } from "../../Envelope.ts"
import type { Event } from "../../Event.ts"
import type * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import * as Events from "./events.ts"
import * as Values from "./values.ts"

/**
 * MessageBird's SMS shape: a form, one message or one status report. Names differ between kinds of numbers and over the years
 * (`body` and `message`, `id` and `mid`), so each fact is taken from the first name that has it.
 */

const known = new Set([
  "id",
  "mid",
  "message_id",
  "originator",
  "recipient",
  "receiver",
  "shortcode",
  "keyword",
  "body",
  "message",
  "subject",
  "mediaURLs",
  "mediaUrls",
  "mediaContentTypes",
  "reference",
  "date",
  "date_utc",
  "createdDatetime",
  "CreatedDatetime",
  "receive_datetime",
  "incomingMessage",
  "payload",
  "operator",
  "encoding",
  "status",
  "statusReason",
  "statusErrorCode",
  "statusDatetime",
  "mccmnc",
  "mcc",
  "mnc",
  "ported",
  "messageLength",
  "messagePartCount",
  "datacoding",
  "price[amount]",
  "price[currency]",
  "countryCode",
  "countryPrefix",
  "recipientCountry",
  "recipientCountryPrefix"
])

const isText = (value: unknown): boolean => typeof value === "string" && value !== ""

const ids = ["id", "message_id", "mid"]
const bodies = ["body", "message"]
const files = ["mediaUrls", "mediaURLs"]

/** Whether a form is one of the two: it names a message, and either its status or what a customer sent. */
export const envelope = (fields: Read.Fields): Envelope => {
  if (!ids.some((key) => isText(fields[key]))) return Events.malformed("id", "must name the message")
  const says = isText(fields["originator"]) && [...bodies, ...files].some((key) => fields[key] !== undefined)
  return says || isText(fields["status"]) ? Events.callback(1) : Events.malformed("body", "must be there, or a status")
}

const moment = (log: Log.Log, fields: Read.Fields): number | null => {
  const keys = ["statusDatetime", "createdDatetime", "CreatedDatetime", "receive_datetime"]
  const key = keys.find((candidate) => isText(fields[candidate]))
  if (key !== undefined) return Values.moment(log, fields, key, "")
  return fields["date_utc"] === "" ? null : Read.seconds(log, fields, "date_utc", "")
}

/** The event of a form that is one of the two. */
export const read = (log: Log.Log, fields: Read.Fields, words: Events.Words): Event => {
  Read.onlyKnown(log, fields, known, "")
  const wamid = Values.first(log, fields, ids, "") ?? ""
  const statusText = Values.filled(log, fields, "status", "")
  const originator = Values.address(log, fields, "originator", "").number
  const to = Values.address(log, fields, isText(fields["recipient"]) ? "recipient" : "receiver", "").number
  const timestampSeconds = moment(log, fields)
  if (statusText !== null) {
    const code = Values.amount(log, fields, "statusErrorCode", "")
    const message = Values.filled(log, fields, "statusReason", "")
    const status = Events.wordOf(log, words, statusText, "status")
    return Events.status({
      path: "",
      wamid,
      displayPhoneNumber: originator,
      status,
      statusText,
      recipient: to,
      timestampSeconds,
      opaque: Values.filled(log, fields, "reference", ""),
      errors: status === "failed" || code !== null ? [Events.reported({ code, message })] : []
    })
  }
  const body = Values.first(log, fields, bodies, "")
  const url = Values.first(log, fields, files, "")
  return Events.received({
    path: "",
    wamid,
    displayPhoneNumber: to ?? Values.address(log, fields, "shortcode", "").number,
    from: originator,
    timestampSeconds,
    content: url === null ? { kind: "text", body } : Events.media("document", { url, caption: body })
  })
}
