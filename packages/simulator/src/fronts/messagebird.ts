import { Either } from "effect"
import { createHash, createHmac } from "node:crypto"
import type * as Front from "../config/Front.ts"
import type * as Reply from "../graph/Reply.ts"
import * as Check from "../messages/Check.ts"
import * as Seeded from "../Seeded.ts"
import * as Accent from "./Accent.ts"
import type * as Arrived from "./Arrived.ts"

/** MessageBird's older doors (CLOUD_API 3.9): Conversations in JSON, statuses with a token that names the address and the body. */

/** MessageBird says `url` where the platform says `link`. */
const linked = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(linked)
  if (!Check.isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name === "url" ? "link" : name, linked(inner)])
  )
}

const bodyOf = (type: string, content: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const value = content[type]
  switch (type) {
    case "text":
      return { type, text: { body: value } }
    case "file":
      return { type: "document", document: linked(value) }
    case "whatsappSticker":
      return { type: "sticker", sticker: value }
    case "hsm": {
      const { components, language, templateName } = Check.isRecord(value) ? value : {}
      const code = Check.isRecord(language) ? language["code"] : null
      return { type: "template", template: { name: templateName, language: { code }, components: linked(components) } }
    }
    default:
      return { type, [type]: linked(value) }
  }
}

/** The platform's codes in MessageBird's; what is not listed is a message that failed to send. */
const codes: Readonly<Record<number, number>> = { 100: 10, 131008: 9, 131009: 10, 131026: 302, 131047: 470 }

const codeOf = (code: number): number => {
  if (Accent.authCodes.has(code)) return 2
  if (Accent.outageCodes.has(code)) return 99
  return codes[code] ?? 301
}

const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64url")
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

/** A token that says who sends what to where, for a minute. */
const token = (key: string, url: string, body: string, nowMillis: number): string => {
  const seconds = Math.floor(nowMillis / 1_000)
  const claims = {
    iss: "MessageBird",
    nbf: seconds,
    exp: seconds + 60,
    jti: sha256(`${url} ${body} ${seconds}`),
    url_hash: sha256(url),
    payload_hash: sha256(body)
  }
  const data = `${part({ typ: "JWT", alg: "HS256" })}.${part(claims)}`
  return `${data}.${createHmac("sha256", key).update(data).digest("base64url")}`
}

/** JSON under a token that names the address and the body. */
const sealed = (front: Front.MessageBird, url: string, body: string): Accent.Letter => ({
  url,
  contentType: "application/json",
  body,
  headersAt: (nowMillis) => ({ "messagebird-signature-jwt": token(front.signingKey, url, body, nowMillis) })
})

const saidFields = (said: Arrived.Said) => {
  switch (said.kind) {
    case "text":
      return { type: "text", content: { text: said.text } }
    case "button":
      return { type: "button", content: { button: { text: said.text, payload: said.payload } } }
    case "file": {
      const type = said.type === "document" ? "file" : said.type
      const caption = said.caption === null ? {} : { caption: said.caption }
      return { type, content: { [type]: { url: said.url, mimeType: said.mimeType, ...caption } } }
    }
    case "location":
      return { type: "location", content: { location: { latitude: said.latitude, longitude: said.longitude } } }
  }
}

const refuse = (error: Reply.GraphError): Either.Either<never, Reply.GraphError> => Either.left(error)

/** A run of hexadecimal digits in the form of a uuid. */
export const uuid = (run: string, purpose: string, index: number): string => {
  const digits = Seeded.hex(32, run, purpose, String(index)).toLowerCase()
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-"
  )
}

/** MessageBird's door (CLOUD_API 3.9): ids and codes of its own, and statuses to the address that a message names, where it names one. */
export const messagebird: Accent.Accent<Front.MessageBird> = {
  path: /^\/v1\/send$/,
  read: (front, call, { directory }) => {
    if (call.headers["authorization"] !== `AccessKey ${front.accessKey}`) return refuse(Accent.unauthorized)
    const json: unknown = Either.getOrNull(Either.try((): unknown => JSON.parse(call.body)))
    if (!Check.isRecord(json) || !Check.isRecord(json["content"]))
      return refuse({ code: 131008, details: "content is needed" })
    const sender = directory.sender(String(json["from"]))
    if (sender?.accountId !== front.accountId)
      return refuse({ code: 100, details: "from is no channel of this account" })
    const { reference, reportUrl, to, type } = json
    return Either.right({
      sender,
      callbackUrl: typeof reportUrl === "string" ? reportUrl : null,
      body: {
        messaging_product: "whatsapp",
        to,
        ...(typeof reference === "string" ? { biz_opaque_callback_data: reference } : {}),
        ...bodyOf(String(type), json["content"])
      }
    })
  },
  messageId: (run, index) => uuid(run, "messagebird", index).replaceAll("-", ""),
  taken: (_, { id }) => Accent.jsonReply(202, { id, status: "accepted" }),
  refused: (error, httpStatus) => {
    const description = error.details ?? error.message ?? "The message was refused."
    // Too fast is told by its status alone.
    if (Accent.limitCodes.has(error.code)) return Accent.jsonReply(429, { message: description }, Accent.waiting(error))
    const code = codeOf(error.code)
    const status = code === 2 ? 401 : httpStatus
    return Accent.jsonReply(status, { errors: [{ code, description, parameter: null }] })
  },
  letter: (front, url, entry, planned, sender) => {
    const moment = Accent.iso(entry.atMillis + planned.happensMillis)
    const body = JSON.stringify({
      type: "message.updated",
      message: {
        id: entry.wamid,
        channelId: sender.phoneNumberId,
        platform: "whatsapp",
        to: `+${entry.waId}`,
        from: `+${sender.displayPhoneNumber.replace(/\D/g, "")}`,
        direction: "sent",
        status: planned.status,
        type: entry.type,
        createdDatetime: Accent.iso(entry.atMillis),
        updatedDatetime: moment,
        ...(entry.opaque === null ? {} : { reference: entry.opaque }),
        ...(planned.errorCode === null
          ? {}
          : { error: { code: codeOf(planned.errorCode), description: "The message was not delivered." } })
      }
    })
    return sealed(front, url, body)
  },
  arrivalId: "id",
  arrival: (front, url, { atMillis, from, id, name, repliesTo, said }, sender) => {
    const moment = Accent.iso(atMillis)
    const number = `+${sender.displayPhoneNumber.replace(/\D/g, "")}`
    return sealed(
      front,
      url,
      JSON.stringify({
        type: "message.created",
        contact: { id: `contact-${from}`, msisdn: Number(from), displayName: name },
        conversation: { id: `conversation-${from}`, status: "active", lastReceivedDatetime: moment },
        message: {
          id,
          conversationId: `conversation-${from}`,
          channelId: sender.phoneNumberId,
          platform: "whatsapp",
          to: number,
          from: `+${from}`,
          direction: "received",
          status: "received",
          ...saidFields(said),
          createdDatetime: moment,
          updatedDatetime: moment,
          ...(repliesTo === null ? {} : { replyTo: { id: repliesTo } })
        }
      })
    )
  }
}
