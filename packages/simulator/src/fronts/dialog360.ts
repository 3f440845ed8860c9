import { Either } from "effect"
import * as Envelope from "../callbacks/Envelope.ts"
import * as Statuses from "../callbacks/Statuses.ts"
import type * as Front from "../config/Front.ts"
import * as ReplyOf from "../graph/Reply.ts"
import * as Check from "../messages/Check.ts"
import * as Wamid from "../Wamid.ts"
import type * as Directory from "../graph/Directory.ts"
import * as Accent from "./Accent.ts"
import type * as Arrived from "./Arrived.ts"

/** The platform's own envelope, under the header that was set. */
const sealed = (
  front: Front.Dialog360,
  url: string,
  { displayPhoneNumber, phoneNumberId, wabaId }: Directory.Sender,
  content: Envelope.Update["content"]
): Accent.Letter => ({
  url,
  contentType: "application/json",
  body: JSON.stringify(Envelope.of([{ wabaId, phoneNumberId, displayPhoneNumber, content }])),
  headersAt: () => ({ [front.callbackHeader]: front.callbackKey })
})

const saidFields = (said: Arrived.Said) => {
  switch (said.kind) {
    case "text":
      return { type: "text", text: { body: said.text } }
    case "button":
      return { type: "button", button: { text: said.text, payload: said.payload } }
    case "file": {
      const caption = said.caption === null ? {} : { caption: said.caption }
      return { type: said.type, [said.type]: { url: said.url, mime_type: said.mimeType, ...caption } }
    }
    case "location":
      return { type: "location", location: { latitude: said.latitude, longitude: said.longitude } }
  }
}

/** 360dialog's door (CLOUD_API 3.9): the platform's own bodies, answers and callbacks, under a key and a header of its own. */
export const dialog360: Accent.Accent<Front.Dialog360> = {
  path: /^\/messages$/,
  read: (front, call, { directory }) => {
    if (call.headers["d360-api-key"] !== front.apiKey) return Either.left(Accent.unauthorized)
    const sender = directory.senders.find(({ accountId }) => accountId === front.accountId)
    if (sender === undefined) return Either.left(ReplyOf.unknownObject(front.id, "POST"))
    const json: unknown = Either.getOrNull(Either.try((): unknown => JSON.parse(call.body)))
    return Check.isRecord(json)
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
  letter: (front, url, entry, planned, sender) => {
    const status = Statuses.of(entry, planned, { category: "service", priced: false })
    return sealed(front, url, sender, { kind: "status", status })
  },
  arrivalId: "wamid",
  arrival: (front, url, { atMillis, from, name, repliesTo, said, wamid }, sender) =>
    sealed(front, url, sender, {
      kind: "message",
      contact: { profile: { name }, wa_id: from },
      message: {
        from,
        id: wamid,
        timestamp: String(Math.floor(atMillis / 1_000)),
        ...(repliesTo === null
          ? {}
          : { context: { from: sender.displayPhoneNumber.replace(/\D/g, ""), id: repliesTo } }),
        ...saidFields(said)
      }
    })
}
