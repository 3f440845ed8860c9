import type { Provider } from "@sluice/core/callback/providers/Provider"
import * as testServer from "../testServer.ts"
import * as Signing from "./callbackSigning.ts"

/** Callbacks with a file in them, as base64, for every provider whose callbacks are JSON (WH-06). */

const origin = "https://hooks.example.com"

/** What a server needs to take them: its own address, which some schemes sign. */
export const settings = { publicUrl: origin }

const account = (provider: Provider, own: object, phoneNumberId: string, number: string) => ({
  id: provider,
  provider,
  policy: "guide",
  baseUrls: ["http://127.0.0.1:1"],
  ...own,
  businesses: [
    { id: `of-${provider}`, timeZone: "Asia/Taipei", senders: [{ id: `by-${provider}`, phoneNumberId, number }] }
  ]
})

/** One account at each, named as its provider. */
export const accounts = {
  accounts: [
    account(
      "cloud-api",
      { version: "v25.0", accessToken: "t", appSecrets: ["s"], verifyToken: "v" },
      "1001",
      "+886912345671"
    ),
    account("360dialog", { apiKey: "k", callbackHeader: "x-key", callbackKeys: ["s"] }, "1002", "+886912345672"),
    account("messagebird", { accessKey: "k", signingKeys: ["s"] }, "channel-1", "+886912345673"),
    account("bird", { workspaceId: "w", accessKey: "k", signingKeys: ["s"] }, "channel-2", "+886912345674"),
    account(
      "zendesk",
      { appId: "app", keyId: "k", keySecret: "k", webhookSecrets: ["s"] },
      "integration",
      "+886912345675"
    )
  ]
}

/** A sound of 37,500 bytes, which is 50 KB of base64. */
export const file = Buffer.from(Array.from({ length: 37_500 }, (_, index) => (index * 167) % 256))

const data = file.toString("base64")
const url = `data:audio/ogg;base64,${data}`
const from = "+886987654321"
const at = "2026-03-10T08:00:00.000Z"

const ofPlatform = (phoneNumberId: string, number: string) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "102290129340398",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: number, phone_number_id: phoneNumberId },
            contacts: [{ profile: { name: "Mei" }, wa_id: "886987654321" }],
            messages: [
              {
                from: "886987654321",
                id: "wamid.IN1",
                timestamp: "1773129600",
                type: "audio",
                audio: { id: "media-1", mime_type: "audio/ogg", sha256: "aa", data }
              }
            ]
          }
        }
      ]
    }
  ]
})

/** Somebody sends a sound; each body where that provider puts a file's address. */
const bodies = {
  "cloud-api": ofPlatform("1001", "886912345671"),
  "360dialog": ofPlatform("1002", "886912345672"),
  messagebird: {
    type: "message.created",
    contact: { id: "contact-1", msisdn: 886987654321 },
    conversation: { id: "conversation-1", contactId: "contact-1" },
    message: {
      id: "message-1",
      conversationId: "conversation-1",
      channelId: "channel-1",
      platform: "whatsapp",
      to: "+886912345673",
      from,
      direction: "received",
      status: "received",
      type: "audio",
      content: { audio: { url } },
      createdDatetime: at,
      updatedDatetime: at
    }
  },
  bird: {
    service: "channels",
    event: "whatsapp.inbound",
    payload: {
      id: "message-1",
      channelId: "channel-2",
      sender: { contact: { id: "contact-1", identifierKey: "phonenumber", identifierValue: from } },
      receiver: { connector: { id: "connector-1", identifierValue: "+886912345674" } },
      body: { type: "file", file: { files: [{ mediaUrl: url, contentType: "audio/ogg", filename: "voice.ogg" }] } },
      parts: [{ platformReference: "wamid.IN1" }],
      status: "delivered",
      direction: "incoming",
      createdAt: at,
      updatedAt: at
    }
  },
  zendesk: {
    app: { id: "app" },
    webhook: { id: "w", version: "v2" },
    events: [
      {
        id: "event-1",
        createdAt: at,
        type: "conversation:message",
        payload: {
          conversation: { id: "conversation-1", type: "personal" },
          message: {
            id: "message-1",
            received: at,
            author: { type: "user", userId: "user-1", displayName: "Mei" },
            content: { type: "file", mediaUrl: url, mediaType: "audio/ogg", altText: "voice.ogg" },
            source: {
              type: "whatsapp",
              integrationId: "integration",
              client: { id: "client-1", type: "whatsapp", externalId: from }
            }
          }
        }
      }
    ]
  }
} as const

export const providers = ["cloud-api", "360dialog", "messagebird", "bird", "zendesk"] as const
type Carrier = (typeof providers)[number]

/** The body as that provider sends it. */
export const bodyOf = (provider: Carrier): string => JSON.stringify(bodies[provider])

const proof = (provider: Carrier, path: string, body: string): Readonly<Record<string, string>> => {
  switch (provider) {
    case "cloud-api":
      return { "x-hub-signature-256": `sha256=${testServer.hmac(body, "s")}` }
    case "360dialog":
      return { "x-key": "s" }
    case "zendesk":
      return { "x-api-key": "s" }
    case "messagebird":
      return Signing.messagebird(origin + path, body, "s", Date.now())
    case "bird":
      return Signing.bird(origin + path, body, "s", Date.now())
  }
}

/** The same as a request that its door believes. */
export const post = (provider: Carrier) => {
  const path = `/callbacks/${provider}/${provider}`
  const body = bodyOf(provider)
  return {
    method: "POST" as const,
    url: path,
    headers: { "content-type": "application/json", ...proof(provider, path, body) },
    payload: body
  }
}
