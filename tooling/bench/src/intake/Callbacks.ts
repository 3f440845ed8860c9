import { createHmac, createSecretKey } from "node:crypto"
import { accountId } from "./Door.ts"

const key = createSecretKey("secret", "utf8")

let made = 0

/** A status as the platform sends it, of about a kilobyte and like none before it. */
const body = (messageId: string): Buffer => {
  made++
  const status = {
    id: `wamid.HBgLODg2OTEyMzQ1Njc4FQIAERgS${String(made).padStart(24, "0")}`,
    status: "delivered",
    timestamp: String(1_800_000_000 + Math.floor(made / 1_000)),
    recipient_id: "886912345678",
    biz_opaque_callback_data: `${messageId}.1`,
    conversation: {
      id: "7a6d2f0b1c9e4a5f8d3b6c2e1f0a9b8c",
      expiration_timestamp: "1800086400",
      origin: { type: "utility" }
    },
    pricing: { billable: true, pricing_model: "PMP", type: "regular", category: "utility" }
  }
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "886912345678", phone_number_id: "1001" },
    contacts: [{ profile: { name: "A customer with a name of some length" }, wa_id: "886912345678" }],
    statuses: [status]
  }
  const change = { field: "messages", value }
  return Buffer.from(
    JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "102290129340398", changes: [change] }] })
  )
}

/** Signed requests, as bytes on the wire, about the messages of these ids. */
export const requests = (messageIds: ReadonlyArray<string>): ReadonlyArray<Buffer> =>
  messageIds.map((messageId) => {
    const content = body(messageId)
    const signature = createHmac("sha256", key).update(content).digest("hex")
    const head = [
      `POST /callbacks/cloud-api/${accountId} HTTP/1.1`,
      "host: 127.0.0.1",
      "content-type: application/json",
      `content-length: ${content.length}`,
      `x-hub-signature-256: sha256=${signature}`
    ]
    return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), content])
  })
