import { Either } from "effect"
import { Buffer } from "node:buffer"
import type * as Front from "../config/Front.ts"
import type * as Reply from "../graph/Reply.ts"
import * as Check from "../messages/Check.ts"
import * as Seeded from "../Seeded.ts"
import * as Accent from "./Accent.ts"
import type * as Arrived from "./Arrived.ts"

/** The doors of Zendesk's Sunshine Conversations (CLOUD_API 3.9): notifications in, deliveries by webhook under a shared key. */

const wordOf = (code: number): readonly [status: number, word: string] => {
  if (Accent.limitCodes.has(code)) return [429, "too_many_requests"]
  if (Accent.authCodes.has(code)) return [401, "unauthorized"]
  if (Accent.outageCodes.has(code)) return [503, "service_unavailable"]
  return [400, "bad_request"]
}

const triggers: Readonly<Record<string, string>> = {
  sent: "channel",
  delivered: "user",
  read: "user",
  failed: "failure"
}

/** One event under the shared key. */
const sealed = (front: Front.Zendesk, url: string, event: object): Accent.Letter => ({
  url,
  contentType: "application/json",
  body: JSON.stringify({
    app: { id: front.appId },
    webhook: { id: `webhook-${front.id}`, version: "v2" },
    events: [event]
  }),
  headersAt: () => ({ "x-api-key": front.webhookSecret })
})

const userId = ({ appId }: Front.Zendesk, number: string): string => Seeded.hex(24, appId, "user", number).toLowerCase()

const conversationOf = ({ appId }: Front.Zendesk, number: string) => ({
  id: Seeded.hex(24, appId, "conversation", number).toLowerCase(),
  type: "personal"
})

const saidContent = (said: Exclude<Arrived.Said, { readonly kind: "button" }>) => {
  switch (said.kind) {
    case "text":
      return { type: "text", text: said.text }
    case "file":
      return {
        type: said.type === "image" ? "image" : "file",
        mediaUrl: said.url,
        mediaType: said.mimeType,
        ...(said.caption === null ? {} : { text: said.caption })
      }
    case "location":
      return { type: "location", coordinates: { lat: said.latitude, long: said.longitude } }
  }
}

const refuse = (error: Reply.GraphError): Either.Either<never, Reply.GraphError> => Either.left(error)

/** Zendesk's door (CLOUD_API 3.9): ids of its own for what is sent, WhatsApp's for what comes in, and a postback where a button was touched. */
export const zendesk: Accent.Accent<Front.Zendesk> = {
  path: /^(?:\/sc)?\/v1\.1\/apps\/[^/]+\/notifications$/,
  read: (front, call, { directory }) => {
    const expected = `Basic ${Buffer.from(`${front.keyId}:${front.keySecret}`).toString("base64")}`
    if (call.headers["authorization"] !== expected) return refuse(Accent.unauthorized)
    const json: unknown = Either.getOrNull(Either.try((): unknown => JSON.parse(call.body)))
    if (!Check.isRecord(json) || !Check.isRecord(json["destination"]) || !Check.isRecord(json["message"])) {
      return refuse({ code: 100, details: "destination and message are needed" })
    }
    const sender = directory.sender(String(json["destination"]["integrationId"]))
    if (sender?.accountId !== front.accountId) return refuse({ code: 100, details: "there is no such integration" })
    const opaque = Check.isRecord(json["metadata"]) ? json["metadata"]["biz_opaque_callback_data"] : null
    return Either.right({
      sender,
      callbackUrl: null,
      body: {
        messaging_product: "whatsapp",
        to: `+${String(json["destination"]["destinationId"])}`,
        ...(typeof opaque === "string" ? { biz_opaque_callback_data: opaque } : {}),
        ...json["message"]
      }
    })
  },
  messageId: (run, index) => Seeded.hex(24, run, "zendesk", String(index)).toLowerCase(),
  taken: (_, { id }) => Accent.jsonReply(201, { notification: { _id: id } }),
  refused: (error) => {
    const [status, code] = wordOf(error.code)
    const description = error.details ?? error.message ?? "The message was refused."
    return Accent.jsonReply(status, { error: { code, description } }, Accent.waiting(error))
  },
  letter: (front, url, entry, planned, sender) =>
    sealed(front, url, {
      id: Seeded.hex(24, entry.wamid, "event", planned.status).toLowerCase(),
      createdAt: Accent.iso(entry.atMillis + planned.happensMillis),
      type: `conversation:message:delivery:${triggers[planned.status] ?? planned.status}`,
      payload: {
        user: { id: userId(front, entry.waId) },
        conversation: conversationOf(front, entry.waId),
        message: {
          id: entry.wamid,
          ...(entry.opaque === null ? {} : { metadata: { biz_opaque_callback_data: entry.opaque } })
        },
        destination: { type: "whatsapp", integrationId: sender.phoneNumberId },
        isFinalEvent: planned.status !== "sent",
        ...(planned.errorCode === null
          ? {}
          : {
              error: {
                code: "uncategorized_error",
                message: "The platform did not deliver the message.",
                underlyingError: { errors: [{ code: planned.errorCode, title: "Not delivered" }] }
              }
            })
      }
    }),
  arrivalId: "wamid",
  arrival: (front, url, { atMillis, from, id, name, repliesTo, said, wamid }, sender) => {
    const source = {
      type: "whatsapp",
      integrationId: sender.phoneNumberId,
      originalMessageId: wamid,
      originalMessageTimestamp: Accent.iso(atMillis),
      client: { externalId: from, displayName: name }
    }
    const user = { id: userId(front, from) }
    const conversation = conversationOf(front, from)
    const event = { id: Seeded.hex(24, wamid, "event", "arrival").toLowerCase(), createdAt: Accent.iso(atMillis) }
    // A button that was touched is an event of its own, without a message.
    return said.kind === "button"
      ? sealed(front, url, {
          ...event,
          type: "conversation:postback",
          payload: { user, conversation, postback: { payload: said.payload }, source }
        })
      : sealed(front, url, {
          ...event,
          type: "conversation:message",
          payload: {
            conversation,
            message: {
              id,
              received: Accent.iso(atMillis),
              author: { type: "user", userId: user.id, displayName: name },
              content: saidContent(said),
              source,
              ...(repliesTo === null ? {} : { quotedMessage: { type: "message", message: { id: repliesTo } } })
            }
          }
        })
  }
}
