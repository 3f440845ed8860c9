import { Either } from "effect"
import { Buffer } from "node:buffer"
import type * as Front from "../config/Front.ts"
import type * as Reply from "../graph/Reply.ts"
import * as Seeded from "../Seeded.ts"
import * as Accent from "./Accent.ts"

/** The doors of Zendesk's Sunshine Conversations (CLOUD_API 3.9): notifications in, deliveries by webhook under a shared key. */

const { isFields } = Accent

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

const refuse = (error: Reply.GraphError): Either.Either<never, Reply.GraphError> => Either.left(error)

export const zendesk: Accent.Accent<Front.Zendesk> = {
  path: /^(?:\/sc)?\/v1\.1\/apps\/[^/]+\/notifications$/,
  read: (front, call, { directory }) => {
    const expected = `Basic ${Buffer.from(`${front.keyId}:${front.keySecret}`).toString("base64")}`
    if (call.headers["authorization"] !== expected) return refuse(Accent.unauthorized)
    const json: unknown = Either.getOrNull(Either.try((): unknown => JSON.parse(call.body)))
    if (!isFields(json) || !isFields(json["destination"]) || !isFields(json["message"])) {
      return refuse({ code: 100, details: "destination and message are needed" })
    }
    const sender = directory.sender(String(json["destination"]["integrationId"]))
    if (sender?.accountId !== front.accountId) return refuse({ code: 100, details: "there is no such integration" })
    const opaque = isFields(json["metadata"]) ? json["metadata"]["biz_opaque_callback_data"] : null
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
  letter: (front, url, entry, planned, sender) => ({
    url,
    contentType: "application/json",
    body: JSON.stringify({
      app: { id: front.appId },
      webhook: { id: `webhook-${front.id}`, version: "v2" },
      events: [
        {
          id: Seeded.hex(24, entry.wamid, "event", planned.status).toLowerCase(),
          createdAt: Accent.iso(entry.atMillis + planned.happensMillis),
          type: `conversation:message:delivery:${triggers[planned.status] ?? planned.status}`,
          payload: {
            user: { id: Seeded.hex(24, front.appId, "user", entry.waId).toLowerCase() },
            conversation: {
              id: Seeded.hex(24, front.appId, "conversation", entry.waId).toLowerCase(),
              type: "personal"
            },
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
        }
      ]
    }),
    headersAt: () => ({ "x-api-key": front.webhookSecret })
  })
}
