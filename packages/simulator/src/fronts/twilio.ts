import { Either } from "effect"
import { Buffer } from "node:buffer"
import { createHmac } from "node:crypto"
import type * as Front from "../config/Front.ts"
import type * as Reply from "../graph/Reply.ts"
import * as Seeded from "../Seeded.ts"
import * as Check from "../messages/Check.ts"
import * as Template from "../templates/Template.ts"
import * as Accent from "./Accent.ts"
import type * as Arrived from "./Arrived.ts"

/** Twilio's doors (CLOUD_API 3.9): forms in, JSON out, statuses as signed forms. */

const digits = (address: string): string => address.replace(/\D/g, "")

const kinds: Readonly<Record<string, string>> = {
  jpg: "image",
  jpeg: "image",
  png: "image",
  mp4: "video",
  mp3: "audio",
  ogg: "audio"
}

const kindOf = (link: string): string =>
  kinds[/\.([a-z0-9]+)(?:[?#]|$)/i.exec(link)?.[1]?.toLowerCase() ?? ""] ?? "document"

const bodyOf = (
  front: Front.Twilio,
  form: URLSearchParams,
  around: Accent.Around
): Readonly<Record<string, unknown>> => {
  const sid = form.get("ContentSid")
  const media = form.get("MediaUrl")
  const place = /^geo:(-?[\d.]+),(-?[\d.]+)(?:\|(.*))?$/.exec(form.get("PersistentAction") ?? "")
  const text = form.get("Body")
  if (sid !== null) {
    const known = front.templates[sid] ?? { name: sid, language: "" }
    const variables = Either.getOrNull(Either.try((): unknown => JSON.parse(form.get("ContentVariables") ?? "{}")))
    const values = Check.isRecord(variables) ? Object.values(variables).map(String) : []
    return { type: "template", template: Accent.filled(around.templates, Template.slots, known, values) }
  }
  if (place !== null) {
    return { type: "location", location: { latitude: Number(place[1]), longitude: Number(place[2]) } }
  }
  if (media !== null) {
    const kind = kindOf(media)
    return { type: kind, [kind]: { link: media, ...(text === null || kind === "audio" ? {} : { caption: text }) } }
  }
  return { type: "text", text: { body: text ?? "" } }
}

/** The platform's codes in Twilio's words; what is not listed is a content that the channel does not accept. */
const codes: Readonly<Record<number, number>> = {
  100: 63021,
  131026: 63024,
  131047: 63016,
  131049: 63049,
  131053: 63019,
  130472: 63032,
  132001: 63027,
  132000: 63028,
  132012: 63028
}

const codeOf = (code: number): number => {
  if (Accent.limitCodes.has(code)) return 63018
  if (Accent.authCodes.has(code)) return 20003
  if (Accent.outageCodes.has(code)) return 20500
  return codes[code] ?? 63005
}

const opaqueOf = (url: string | null): string | null =>
  url === null ? null : new URLSearchParams(url.split("?")[1] ?? "").get("biz_opaque_callback_data")

const refuse = (error: Reply.GraphError): Either.Either<never, Reply.GraphError> => Either.left(error)

/** A form, signed over the address and every field in the order of their names. */
const sealed = (front: Front.Twilio, url: string, fields: Readonly<Record<string, string>>): Accent.Letter => {
  const signed = Object.keys(fields)
    .toSorted()
    .map((name) => name + (fields[name] ?? ""))
    .join("")
  const signature = createHmac("sha1", front.authToken)
    .update(url + signed)
    .digest("base64")
  return {
    url,
    contentType: "application/x-www-form-urlencoded",
    body: new URLSearchParams(fields).toString(),
    headersAt: () => ({ "x-twilio-signature": signature })
  }
}

const saidFields = (said: Arrived.Said): Readonly<Record<string, string>> => {
  switch (said.kind) {
    case "text":
      return { MessageType: "text", Body: said.text, NumMedia: "0" }
    case "button":
      return {
        MessageType: "button",
        Body: said.text,
        ButtonText: said.text,
        ButtonPayload: said.payload,
        NumMedia: "0"
      }
    case "file":
      return {
        MessageType: said.type,
        Body: said.caption ?? "",
        NumMedia: "1",
        MediaUrl0: said.url,
        MediaContentType0: said.mimeType
      }
    case "location":
      return {
        MessageType: "location",
        Body: "",
        Latitude: String(said.latitude),
        Longitude: String(said.longitude),
        NumMedia: "0"
      }
  }
}

/** Twilio's door (CLOUD_API 3.9): ids and codes of its own; callback data has no field, and travels in the query of the address for callbacks. */
export const twilio: Accent.Accent<Front.Twilio> = {
  path: /^\/2010-04-01\/Accounts\/[^/]+\/Messages\.json$/,
  read: (front, call, around) => {
    const expected = `Basic ${Buffer.from(`${front.accountSid}:${front.authToken}`).toString("base64")}`
    if (call.headers["authorization"] !== expected) return refuse(Accent.unauthorized)
    const form = new URLSearchParams(call.body)
    const from = digits(form.get("From") ?? "")
    const sender = around.directory.senders.find(
      ({ accountId, displayPhoneNumber }) => accountId === front.accountId && digits(displayPhoneNumber) === from
    )
    if (sender === undefined) return refuse({ code: 100, details: "From is no number of this account." })
    const callbackUrl = form.get("StatusCallback")
    const opaque = opaqueOf(callbackUrl)
    return Either.right({
      sender,
      callbackUrl,
      body: {
        messaging_product: "whatsapp",
        to: (form.get("To") ?? "").replace(/^whatsapp:/, ""),
        ...(opaque === null ? {} : { biz_opaque_callback_data: opaque }),
        ...bodyOf(front, form, around)
      }
    })
  },
  messageId: (run, index) => `SM${Seeded.hex(32, run, "twilio", String(index)).toLowerCase()}`,
  taken: (front, { asked, id }) =>
    Accent.jsonReply(201, {
      sid: id,
      account_sid: front.accountSid,
      status: "queued",
      to: `whatsapp:${String(asked.body["to"])}`,
      error_code: null,
      error_message: null
    }),
  refused: (error, httpStatus) => {
    const code = codeOf(error.code)
    const status = code === 63018 ? 429 : code === 20003 ? 401 : httpStatus
    const message = error.details ?? error.message ?? "The message was refused."
    const page = `https://www.twilio.com/docs/errors/${code}`
    return Accent.jsonReply(status, { code, message, more_info: page, status }, Accent.waiting(error))
  },
  letter: (front, url, entry, planned, sender) => {
    const fields: Readonly<Record<string, string>> = {
      AccountSid: front.accountSid,
      ApiVersion: "2010-04-01",
      From: `whatsapp:+${digits(sender.displayPhoneNumber)}`,
      To: `whatsapp:+${entry.waId}`,
      MessageSid: entry.wamid,
      MessageStatus: planned.status,
      SmsSid: entry.wamid,
      SmsStatus: planned.status,
      ...(planned.errorCode === null ? {} : { ErrorCode: String(codeOf(planned.errorCode)) })
    }
    return sealed(front, url, fields)
  },
  arrivalId: "id",
  arrival: (front, url, { from, id, name, repliesTo, said }, sender) =>
    sealed(front, url, {
      AccountSid: front.accountSid,
      ApiVersion: "2010-04-01",
      From: `whatsapp:+${from}`,
      To: `whatsapp:+${digits(sender.displayPhoneNumber)}`,
      MessageSid: id,
      SmsMessageSid: id,
      SmsSid: id,
      SmsStatus: "received",
      NumSegments: "1",
      ProfileName: name,
      WaId: from,
      ...saidFields(said),
      ...(repliesTo === null
        ? {}
        : {
            OriginalRepliedMessageSid: repliesTo,
            OriginalRepliedMessageSender: `whatsapp:+${digits(sender.displayPhoneNumber)}`
          })
    })
}
