import { Either } from "effect"
import { Buffer } from "node:buffer"
import { createHash, createHmac } from "node:crypto"
import type * as Front from "../config/Front.ts"
import type * as Reply from "../graph/Reply.ts"
import * as Template from "../templates/Template.ts"
import * as Accent from "./Accent.ts"
import type * as Arrived from "./Arrived.ts"
import { uuid } from "./messagebird.ts"

/** Bird's Channels (CLOUD_API 3.9): JSON in and out, statuses signed over moment, address and digest. */

const { isFields } = Accent

const at = (value: unknown, ...path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (owner, step) =>
      typeof owner === "object" && owner !== null && Object.hasOwn(owner, step) ? Reflect.get(owner, step) : undefined,
    value
  )

const fileKind = (contentType: unknown): string => {
  const [kind = ""] = String(contentType).split("/")
  return kind === "video" || kind === "audio" ? kind : "document"
}

const actionsOf = (owner: unknown): ReadonlyArray<unknown> => {
  const actions = at(owner, "actions")
  return Array.isArray(actions) ? actions : []
}

/** Actions beneath a text, a picture or a file are the buttons of an interactive message. */
const withButtons = (
  shown: unknown,
  header: Readonly<Record<string, unknown>> | null
): Readonly<Record<string, unknown>> | null => {
  const actions = actionsOf(shown)
  if (actions.length === 0) return null
  const body = { text: at(shown, "text") }
  if (at(actions, 0, "type") === "locationRequest") {
    return {
      type: "interactive",
      interactive: { type: "location_request_message", body, action: { name: "send_location" } }
    }
  }
  const buttons = actions.map((action) => ({
    type: "reply",
    reply: { id: at(action, "postback", "payload"), title: at(action, "postback", "text") }
  }))
  return {
    type: "interactive",
    interactive: { type: "button", ...(header === null ? {} : { header }), body, action: { buttons } }
  }
}

const ofList = (list: unknown): Readonly<Record<string, unknown>> => {
  const title = at(list, "title")
  const items = at(list, "items")
  const sections = (Array.isArray(items) ? items : []).map((item: unknown) => ({
    ...(at(item, "title") === undefined ? {} : { title: at(item, "title") }),
    rows: actionsOf(item).map((action) => {
      const description = at(action, "postback", "metadata", "description", "label")
      return {
        id: at(action, "postback", "payload"),
        title: at(action, "postback", "text"),
        ...(description === undefined ? {} : { description })
      }
    })
  }))
  return {
    type: "interactive",
    interactive: {
      type: "list",
      ...(title === undefined ? {} : { header: { type: "text", text: title } }),
      body: { text: at(list, "text") },
      action: { button: at(list, "metadata", "button", "label"), sections }
    }
  }
}

const ofBody = (body: unknown): Readonly<Record<string, unknown>> => {
  const caption = (text: unknown) => (typeof text === "string" ? { caption: text } : {})
  switch (at(body, "type")) {
    case "text":
      return withButtons(at(body, "text"), null) ?? { type: "text", text: { body: at(body, "text", "text") } }
    case "list":
      return ofList(at(body, "list"))
    case "image": {
      const image = { link: at(body, "image", "images", 0, "mediaUrl") }
      const interactive = withButtons(at(body, "image"), { type: "image", image })
      if (interactive !== null) return interactive
      return {
        type: "image",
        image: { ...image, ...caption(at(body, "image", "text")) }
      }
    }
    case "file": {
      const file = at(body, "file", "files", 0)
      const kind = fileKind(at(file, "contentType"))
      const link = { link: at(file, "mediaUrl") }
      const interactive = withButtons(at(body, "file"), { type: kind, [kind]: link })
      if (interactive !== null) return interactive
      const shown = kind === "audio" ? {} : caption(at(body, "file", "text"))
      return { type: kind, [kind]: { ...link, ...shown } }
    }
    case "location":
      return { type: "location", location: at(body, "location", "coordinates") }
    default:
      return { type: String(at(body, "type")) }
  }
}

const ofTemplate = (front: Front.Bird, template: unknown, { templates }: Accent.Around) => {
  const project = String(at(template, "projectId"))
  const known = front.templates[project] ?? { name: project, language: String(at(template, "locale")) }
  const parameters = at(template, "parameters")
  const values = Array.isArray(parameters) ? parameters.map((parameter: unknown) => String(at(parameter, "value"))) : []
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
    if (!isFields(json)) return refuse({ code: 100, details: "the body is not JSON" })
    const { reference } = json
    return Either.right({
      sender,
      callbackUrl: null,
      body: {
        messaging_product: "whatsapp",
        to: at(json, "receiver", "contacts", 0, "identifierValue"),
        ...(typeof reference === "string" ? { biz_opaque_callback_data: reference } : {}),
        ...(typeof at(json, "replyTo", "id") === "string"
          ? { context: { message_id: at(json, "replyTo", "id") } }
          : {}),
        ...(json["template"] === undefined ? ofBody(json["body"]) : ofTemplate(front, json["template"], around))
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
