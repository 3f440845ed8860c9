import { Either } from "effect"
import { Buffer } from "node:buffer"
import { createHash, createHmac } from "node:crypto"
import type * as Front from "../config/Front.ts"
import type * as Reply from "../graph/Reply.ts"
import * as Check from "../messages/Check.ts"
import * as Template from "../templates/Template.ts"
import * as Accent from "./Accent.ts"
import type * as Arrived from "./Arrived.ts"
import * as BirdBody from "./BirdBody.ts"
import { uuid } from "./messagebird.ts"

/** Bird's Channels (CLOUD_API 3.9): JSON in and out, statuses signed over moment, address and digest. */

const ofTemplate = (front: Front.Bird, template: unknown, { templates }: Accent.Around) => {
  const project = String(BirdBody.at(template, "projectId"))
  const known = front.templates[project] ?? { name: project, language: String(BirdBody.at(template, "locale")) }
  const parameters = BirdBody.at(template, "parameters")
  const values = Array.isArray(parameters)
    ? parameters.map((parameter: unknown) => String(BirdBody.at(parameter, "value")))
    : []
  return { type: "template", template: Accent.filled(templates, Template.slots, known, values) }
}

/** The platform's codes in the words of Bird's answers; what is not listed is a request that is malformed. */
const wordOf = (code: number): readonly [status: number, word: string] => {
  if (Accent.limitCodes.has(code)) return [429, "rate_limited"]
  if (Accent.authCodes.has(code)) return [401, "authentication_failed"]
  if (Accent.outageCodes.has(code)) return [503, "service_unavailable"]
  return code === 131026 || code === 131021 ? [422, "invalid_recipient"] : [422, "invalid_request"]
}

/** JSON, signed over the moment, the address and the body's digest. */
const sealed = (front: Front.Bird, url: string, body: string): Accent.Letter => {
  const digest = createHash("sha256").update(body).digest()
  return {
    url,
    contentType: "application/json",
    body,
    headersAt: (nowMillis) => {
      const timestamp = String(Math.floor(nowMillis / 1_000))
      const data = Buffer.concat([Buffer.from(`${timestamp}\n${url}\n`), digest])
      return {
        "messagebird-signature": createHmac("sha256", front.signingKey).update(data).digest("base64"),
        "messagebird-request-timestamp": timestamp
      }
    }
  }
}

const saidBody = (said: Arrived.Said) => {
  switch (said.kind) {
    case "text":
      return { type: "text", text: { text: said.text } }
    case "button":
      return {
        type: "text",
        text: {
          text: said.text,
          actions: [{ type: "postback", postback: { text: said.text, payload: said.payload } }]
        }
      }
    case "file": {
      const text = said.caption === null ? {} : { text: said.caption }
      return said.type === "image"
        ? { type: "image", image: { images: [{ mediaUrl: said.url }], ...text } }
        : { type: "file", file: { files: [{ contentType: said.mimeType, mediaUrl: said.url }], ...text } }
    }
    case "location":
      return {
        type: "location",
        location: { coordinates: { latitude: said.latitude, longitude: said.longitude } }
      }
  }
}

const refuse = (error: Reply.GraphError): Either.Either<never, Reply.GraphError> => Either.left(error)

/** Bird's door (CLOUD_API 3.9): ids of its own for what is sent, WhatsApp's for what comes in, and failures with WhatsApp's code beneath Bird's. */
export const bird: Accent.Accent<Front.Bird> = {
  path: /^\/workspaces\/[^/]+\/channels\/([^/]+)\/messages$/,
  read: (front, call, around) => {
    if (call.headers["authorization"] !== `AccessKey ${front.accessKey}`) return refuse(Accent.unauthorized)
    const [, workspaceId, , channelId] = call.path.slice(1).split("/")
    const sender = around.directory.sender(channelId ?? "")
    if (workspaceId !== front.workspaceId || sender?.accountId !== front.accountId) {
      return refuse({ code: 100, details: "there is no such channel" })
    }
    const json: unknown = Either.getOrNull(Either.try((): unknown => JSON.parse(call.body)))
    if (!Check.isRecord(json)) return refuse({ code: 100, details: "the body is not JSON" })
    const { reference } = json
    return Either.right({
      sender,
      callbackUrl: null,
      body: {
        messaging_product: "whatsapp",
        to: BirdBody.at(json, "receiver", "contacts", 0, "identifierValue"),
        ...(typeof reference === "string" ? { biz_opaque_callback_data: reference } : {}),
        ...(typeof BirdBody.at(json, "replyTo", "id") === "string"
          ? { context: { message_id: BirdBody.at(json, "replyTo", "id") } }
          : {}),
        ...(json["template"] === undefined ? BirdBody.read(json["body"]) : ofTemplate(front, json["template"], around))
      }
    })
  },
  messageId: (run, index) => uuid(run, "bird", index),
  taken: (_, { asked, atMillis, id }) =>
    Accent.jsonReply(202, {
      id,
      channelId: asked.sender.phoneNumberId,
      status: "accepted",
      direction: "outgoing",
      createdAt: Accent.iso(atMillis)
    }),
  refused: (error) => {
    const [status, code] = wordOf(error.code)
    const message = error.details ?? error.message ?? "The message was refused."
    return Accent.jsonReply(status, { code, message }, Accent.waiting(error))
  },
  letter: (front, url, entry, planned, sender) => {
    const failed = planned.errorCode !== null
    const body = JSON.stringify({
      service: "channels",
      event: "whatsapp.outbound",
      payload: {
        id: entry.wamid,
        channelId: sender.phoneNumberId,
        sender: { connector: { identifierValue: `+${sender.displayPhoneNumber.replace(/\D/g, "")}` } },
        receiver: { contacts: [{ identifierKey: "phonenumber", identifierValue: `+${entry.waId}` }] },
        status: failed ? "delivery_failed" : planned.status,
        direction: "outgoing",
        ...(entry.opaque === null ? {} : { reference: entry.opaque }),
        ...(failed
          ? {
              failure: {
                code: 15000,
                description: "The platform did not deliver the message.",
                source: { name: "whatsapp", code: String(planned.errorCode) }
              }
            }
          : {}),
        lastStatusAt: Accent.iso(entry.atMillis + planned.happensMillis),
        createdAt: Accent.iso(entry.atMillis)
      }
    })
    return sealed(front, url, body)
  },
  arrivalId: "wamid",
  arrival: (front, url, { atMillis, from, id, name, repliesTo, said, wamid }, sender) =>
    sealed(
      front,
      url,
      JSON.stringify({
        service: "channels",
        event: "whatsapp.inbound",
        payload: {
          id,
          channelId: sender.phoneNumberId,
          sender: {
            contact: { identifierKey: "phonenumber", identifierValue: `+${from}`, annotations: { name } }
          },
          receiver: { connector: { identifierValue: `+${sender.displayPhoneNumber.replace(/\D/g, "")}` } },
          body: saidBody(said),
          parts: [{ platformReference: wamid }],
          status: "delivered",
          direction: "incoming",
          ...(repliesTo === null ? {} : { replyTo: { id: repliesTo, type: "message" } }),
          createdAt: Accent.iso(atMillis),
          updatedAt: Accent.iso(atMillis)
        }
      })
    )
}
