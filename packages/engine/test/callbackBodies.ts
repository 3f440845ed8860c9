import type { NewCallback } from "@sluice/engine/ports/CallbackLog"

/** Callbacks as the platform writes them, for the engine's tests. */

let serial = 0

/** A stored callback; each is another delivery. */
export const callback = (body: unknown, changes: Partial<NewCallback> = {}): NewCallback => ({
  accountId: "account",
  provider: "cloud-api",
  receivedMillis: 0,
  contentType: "application/json",
  body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
  digest: new TextEncoder().encode(`digest ${serial++}`),
  verdict: "pending",
  ...changes
})

/** The body that tells these statuses, each by the fields that matter: `id`, `status` and the rest of CLOUD_API 3.6. */
export const statuses = (...values: ReadonlyArray<Readonly<Record<string, unknown>>>): unknown => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "100",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "15550100001", phone_number_id: "100000000000001" },
            statuses: values.map((value) => ({ timestamp: "1700000000", recipient_id: "15550200001", ...value }))
          }
        }
      ]
    }
  ]
})

/** The body that tells what people wrote, each by the fields that matter: `from`, `text` (CLOUD_API 3.6). */
export const received = (...values: ReadonlyArray<{ readonly from: string; readonly text: string }>): unknown => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "100",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "15550100001", phone_number_id: "100000000000001" },
            messages: values.map(({ from, text }, index) => ({
              from,
              id: `wamid.in.${index}`,
              timestamp: "0",
              type: "text",
              text: { body: text }
            }))
          }
        }
      ]
    }
  ]
})
