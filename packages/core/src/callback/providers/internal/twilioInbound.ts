import type { MessageReceived } from "../../Event.ts"
import type { Context, InboundContent } from "../../Inbound.ts"
import * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import type { Referral } from "../../Message.ts"
import * as Events from "./events.ts"
import * as Values from "./values.ts"

/** Everything of a message from a customer that is known. */
const known = new Set([
  "MessageSid",
  "SmsSid",
  "SmsMessageSid",
  "MessageStatus",
  "SmsStatus",
  "EventType",
  "AccountSid",
  "MessagingServiceSid",
  "ApiVersion",
  "From",
  "To",
  "Body",
  "NumMedia",
  "NumSegments",
  "MessageType",
  "ProfileName",
  "WaId",
  "ExternalUserId",
  "Forwarded",
  "FrequentlyForwarded",
  "ButtonText",
  "ButtonPayload",
  "ListId",
  "ListTitle",
  "ListDescription",
  "InteractiveData",
  "FlowData",
  "Latitude",
  "Longitude",
  "Address",
  "Label",
  "OriginalRepliedMessageSid",
  "OriginalRepliedMessageSender",
  "ReferralSourceUrl",
  "ReferralSourceId",
  "ReferralSourceType",
  "ReferralHeadline",
  "ReferralBody",
  "ReferralMediaId",
  "ReferralMediaUrl",
  "ReferralMediaContentType",
  "ReferralNumMedia",
  "ReferralCtwaClid",
  "ChannelMetadata",
  "ChannelPrefix",
  "ChannelInstallSid",
  "ChannelToAddress",
  "OptOutType",
  "FromCity",
  "FromState",
  "FromZip",
  "FromCountry",
  "ToCity",
  "ToState",
  "ToZip",
  "ToCountry"
])
const indexed = /^(?:MediaUrl|MediaContentType|MediaSid)\d{1,3}$/

/** Whether a message from a customer may carry a field of that name. */
export const isKnown = (key: string): boolean => known.has(key) || indexed.test(key)

/** Most files of one message that are read; Twilio sends ten at the most. */
const mediaMax = 100

const says = (log: Log.Log, fields: Read.Fields, key: string): string | null => Values.filled(log, fields, key, "")

/** Forms have no booleans. */
const flag = (log: Log.Log, fields: Read.Fields, key: string): boolean => {
  const value = fields[key]
  return typeof value === "boolean" ? value : says(log, fields, key) === "true"
}

interface Placed {
  readonly path: string
  readonly content: InboundContent
}

const readMedia = (log: Log.Log, fields: Read.Fields, count: number): ReadonlyArray<Placed> =>
  Array.from({ length: Math.min(count, mediaMax) }, (_, index) => {
    const path = `MediaUrl${index}`
    const url = says(log, fields, path)
    if (url === null) Log.issue(log, path, "missing", "is needed for a file that is counted")
    const mimeType = says(log, fields, `MediaContentType${index}`)
    const caption = index === 0 ? says(log, fields, "Body") : null
    return { path, content: Events.media(Events.kindOf(mimeType), { url, mimeType, caption }) }
  })

const readReply = (log: Log.Log, fields: Read.Fields, type: string | null): InboundContent | null => {
  const listId = says(log, fields, "ListId")
  if (listId !== null) {
    const title = says(log, fields, "ListTitle") ?? says(log, fields, "Body")
    return { kind: "list_reply", id: listId, title, description: says(log, fields, "ListDescription") }
  }
  const responseJson = says(log, fields, "InteractiveData") ?? says(log, fields, "FlowData")
  if (responseJson !== null) return { kind: "flow_reply", name: null, body: says(log, fields, "Body"), responseJson }
  const payload = says(log, fields, "ButtonPayload")
  const text = says(log, fields, "ButtonText")
  if (payload === null && text === null) return null
  return type === "interactive" ? { kind: "button_reply", id: payload, title: text } : { kind: "button", payload, text }
}

/** Types whose content the other fields tell; one that is not here is kept raw. */
const types = new Set<string | null>([
  null,
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "button",
  "interactive",
  "unsupported"
])

/** What the message says: one content, or one for each file. A contact card comes as a file of `text/vcard`. */
const readContents = (log: Log.Log, fields: Read.Fields): ReadonlyArray<Placed> => {
  const type = says(log, fields, "MessageType")
  const whole = (content: InboundContent): ReadonlyArray<Placed> => [{ path: "", content }]
  if (!types.has(type)) {
    Log.unknown(log, "MessageType", type)
    return whole({ kind: "unknown", type: type ?? "", raw: fields })
  }
  const count = Values.amount(log, fields, "NumMedia", "") ?? 0
  if (count > mediaMax) Log.issue(log, "NumMedia", "format", `must be at most ${mediaMax}`)
  if (count >= 1) return readMedia(log, fields, Math.floor(count))
  const latitude = Values.amount(log, fields, "Latitude", "")
  const longitude = Values.amount(log, fields, "Longitude", "")
  if (latitude !== null || longitude !== null) {
    const name = says(log, fields, "Label")
    return whole({ kind: "location", latitude, longitude, name, address: says(log, fields, "Address"), url: null })
  }
  const reply = readReply(log, fields, type)
  if (reply !== null) return whole(reply)
  if (type === "unsupported") return whole({ kind: "unsupported", what: says(log, fields, "Body") })
  return whole({ kind: "text", body: Read.text(log, fields, "Body", "") })
}

const readContext = (log: Log.Log, fields: Read.Fields): Context | null => {
  const wamid = says(log, fields, "OriginalRepliedMessageSid")
  const from = Values.address(log, fields, "OriginalRepliedMessageSender", "").number
  const forwarded = flag(log, fields, "Forwarded")
  const frequentlyForwarded = flag(log, fields, "FrequentlyForwarded")
  const stated = wamid !== null || from !== null || forwarded || frequentlyForwarded
  return stated ? { wamid, from, forwarded, frequentlyForwarded, referredProduct: null } : null
}

const readReferral = (log: Log.Log, fields: Read.Fields): Referral | null => {
  const mimeType = says(log, fields, "ReferralMediaContentType")
  const mediaUrl = says(log, fields, "ReferralMediaUrl")
  const mediaType = mimeType === null ? null : (mimeType.split("/")[0] ?? null)
  const referral: Referral = {
    sourceUrl: says(log, fields, "ReferralSourceUrl"),
    sourceId: says(log, fields, "ReferralSourceId"),
    sourceType: says(log, fields, "ReferralSourceType"),
    headline: says(log, fields, "ReferralHeadline"),
    body: says(log, fields, "ReferralBody"),
    mediaType,
    imageUrl: mediaType === "video" ? null : mediaUrl,
    videoUrl: mediaType === "video" ? mediaUrl : null,
    thumbnailUrl: null,
    ctwaClid: says(log, fields, "ReferralCtwaClid"),
    welcomeText: null
  }
  return Object.values(referral).some((part) => part !== null) ? referral : null
}

/** A message from a customer: one event, or one for each of its files. */
export const readInbound = (log: Log.Log, fields: Read.Fields, wamid: string): ReadonlyArray<MessageReceived> => {
  const from = Values.address(log, fields, "From", "")
  const shared = {
    wamid,
    wabaId: says(log, fields, "AccountSid"),
    displayPhoneNumber: Values.address(log, fields, "To", "").number,
    from: from.number,
    fromUserId: from.userId ?? Values.address(log, fields, "ExternalUserId", "").userId,
    waId: says(log, fields, "WaId"),
    profileName: says(log, fields, "ProfileName"),
    context: readContext(log, fields),
    referral: readReferral(log, fields)
  }
  return readContents(log, fields).map((placed) => Events.received({ ...shared, ...placed }))
}
