import { Either } from "effect"
import * as Envelope from "../callbacks/Envelope.ts"
import * as Statuses from "../callbacks/Statuses.ts"
import type * as Front from "../config/Front.ts"
import * as ReplyOf from "../graph/Reply.ts"
import * as Wamid from "../Wamid.ts"
import * as Accent from "./Accent.ts"

/** 360dialog's door (CLOUD_API 3.9): the platform's own bodies, answers and callbacks, under a key and a header of its own. */
export const dialog360: Accent.Accent<Front.Dialog360> = {
  path: /^\/messages$/,
  read: (front, call, { directory }) => {
    if (call.headers["d360-api-key"] !== front.apiKey) return Either.left(Accent.unauthorized)
    const sender = directory.senders.find(({ accountId }) => accountId === front.accountId)
    if (sender === undefined) return Either.left(ReplyOf.unknownObject(front.id, "POST"))
    const json: unknown = Either.getOrNull(Either.try((): unknown => JSON.parse(call.body)))
    return Accent.isFields(json)
      ? Either.right({ sender, callbackUrl: null, body: json })
      : Either.left({ code: 100, message: "(#100) The request body is not a JSON object." })
  },
  messageId: (run, index, waId) => Wamid.outbound(waId, run, index),
  taken: (_, { asked, id }) =>
    Accent.jsonReply(200, {
      messaging_product: "whatsapp",
      contacts: [{ input: asked.body["to"], wa_id: String(asked.body["to"]).replace(/\D/g, "") }],
      messages: [{ id }]
    }),
  refused: (error, httpStatus) => {
    // The key and the address are 360dialog's own affair: no code, and a sentence.
    if (Accent.authCodes.has(error.code)) {
      const meta = {
        success: false,
        http_code: 401,
        developer_message: "Invalid api key",
        "360dialog_trace_id": "trace"
      }
      return Accent.jsonReply(401, { meta })
    }
    const context = { version: "v25.0", wabaId: null, usage: "whatsapp" as const, request: 0 }
    const reply = ReplyOf.failure(error, context)
    return { ...reply, status: error.status ?? httpStatus }
  },
  letter: (front, url, entry, planned, { displayPhoneNumber, phoneNumberId, wabaId }) => {
    const status = Statuses.of(entry, planned, { category: "service", priced: false })
    return {
      url,
      contentType: "application/json",
      body: JSON.stringify(
        Envelope.of([{ wabaId, phoneNumberId, displayPhoneNumber, content: { kind: "status", status } }])
      ),
      headersAt: () => ({ [front.callbackHeader]: front.callbackKey })
    }
  }
}
