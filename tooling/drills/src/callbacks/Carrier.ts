import type { Provider } from "@sluice/core/callback/providers/Provider"
import { createHash, createHmac } from "node:crypto"

/**
 * How each provider puts a file into a callback and proves it (CLOUD_API 3.9), written by its documentation and not by the code under test. Twilio's
 * forms carry none: a text as long stands in its place.
 */
interface Carrier {
  /** The n-th callback: somebody sent a sound, which is this base64. */
  readonly body: (n: number, data: string) => string
  /** Its proof, and its type where that is not JSON. */
  readonly headers: (url: string, body: string, secret: string) => Readonly<Record<string, string>>
}

const sha256 = (data: string): Buffer => createHash("sha256").update(data).digest()
const seconds = (): number => Math.floor(Date.now() / 1_000)

const at = "2026-03-10T08:00:00.000Z"
const from = "+886987654321"
const addressOf = (data: string): string => `data:audio/ogg;base64,${data}`

const ofPlatform = (n: number, data: string): string => {
  const message = { id: `wamid.${n}`, type: "audio", audio: { mime_type: "audio/ogg", data } }
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "886912000001", phone_number_id: "1" },
    messages: [message]
  }
  return JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "waba", changes: [{ field: "messages", value }] }]
  })
}

const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64url")

const token = (url: string, body: string, secret: string): string => {
  const nbf = seconds()
  const claims = {
    iss: "MessageBird",
    nbf,
    exp: nbf + 60,
    jti: sha256(body).toString("hex"),
    url_hash: sha256(url).toString("hex"),
    payload_hash: sha256(body).toString("hex")
  }
  const data = `${part({ typ: "JWT", alg: "HS256" })}.${part(claims)}`
  return `${data}.${createHmac("sha256", secret).update(data).digest("base64url")}`
}

export const carriers: Readonly<Record<Provider, Carrier>> = {
  "cloud-api": {
    body: ofPlatform,
    headers: (_, body, secret) => ({
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`
    })
  },
  "360dialog": { body: ofPlatform, headers: (_url, _body, secret) => ({ authorization: secret }) },
  twilio: {
    body: (n, data) =>
      new URLSearchParams({
        AccountSid: "AC1",
        MessageSid: `SM${n}`,
        From: `whatsapp:${from}`,
        To: "whatsapp:+886912000001",
        Body: data,
        NumMedia: "0"
      }).toString(),
    headers: (url, body, secret) => {
      const pairs = [...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : 1))
      return {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": createHmac("sha1", secret)
          .update(`${url}${pairs.flat().join("")}`)
          .digest("base64")
      }
    }
  },
  messagebird: {
    body: (n, data) =>
      JSON.stringify({
        type: "message.created",
        message: {
          id: `message-${n}`,
          channelId: "channel-1",
          platform: "whatsapp",
          to: "+886912000001",
          from,
          direction: "received",
          status: "received",
          type: "audio",
          content: { audio: { url: addressOf(data) } },
          createdDatetime: at,
          updatedDatetime: at
        }
      }),
    headers: (url, body, secret) => ({ "messagebird-signature-jwt": token(url, body, secret) })
  },
  bird: {
    body: (n, data) =>
      JSON.stringify({
        service: "channels",
        event: "whatsapp.inbound",
        payload: {
          id: `message-${n}`,
          channelId: "channel-1",
          sender: { contact: { id: "contact-1", identifierKey: "phonenumber", identifierValue: from } },
          body: { type: "file", file: { files: [{ mediaUrl: addressOf(data), contentType: "audio/ogg" }] } },
          parts: [{ platformReference: `wamid.${n}` }],
          status: "delivered",
          direction: "incoming",
          createdAt: at,
          updatedAt: at
        }
      }),
    headers: (url, body, secret) => {
      const timestamp = String(seconds())
      const data = Buffer.concat([Buffer.from(`${timestamp}\n${url}\n`), sha256(body)])
      return {
        "messagebird-signature": createHmac("sha256", secret).update(data).digest("base64"),
        "messagebird-request-timestamp": timestamp
      }
    }
  },
  zendesk: {
    body: (n, data) =>
      JSON.stringify({
        app: { id: "app" },
        webhook: { id: "w", version: "v2" },
        events: [
          {
            id: `event-${n}`,
            createdAt: at,
            type: "conversation:message",
            payload: {
              conversation: { id: "conversation-1", type: "personal" },
              message: {
                id: `message-${n}`,
                received: at,
                author: { type: "user", userId: "user-1", displayName: "Mei" },
                content: { type: "file", mediaUrl: addressOf(data), mediaType: "audio/ogg" },
                source: { type: "whatsapp", integrationId: "integration", client: { id: "c", externalId: from } }
              }
            }
          }
        ]
      }),
    headers: (_url, _body, secret) => ({ "x-api-key": secret })
  }
}
