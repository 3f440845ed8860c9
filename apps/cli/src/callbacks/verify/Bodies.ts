import { createHmac } from "node:crypto"

/**
 * Callbacks that change nothing wherever they are taken: they tell no message and no status, of a number that nobody has.
 *
 * They are written as the platform writes (CLOUD_API 3.6): characters beyond ASCII escaped, slashes too. A receiver that checks the signature over anything but the raw bytes,
 * such as its own rendering of the JSON, finds it wrong.
 */

/** Escapes as the platform does. */
const written = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("/", "\\/")

const person = (name: string) => ({ profile: { name }, wa_id: "0" })

const callback = (name: string, people: number): string =>
  written({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "0",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "0", phone_number_id: "0" },
              contacts: Array.from({ length: people }, () => person(name)),
              statuses: []
            }
          }
        ]
      }
    ]
  })

/** A small one; `nonce` makes it another delivery than every other. */
export const small = (nonce: string): string => callback(`Ana \u97d3 / ${nonce}`, 1)

/** The most that the platform sends: 3 MB. */
const largeBytesMax = 3 * 1024 * 1024

/** One of just under 3 MB. */
export const large = (nonce: string): string => {
  const name = `Ana \u97d3 / ${nonce}`
  const one = callback(name, 1).length
  const each = callback(name, 2).length - one
  return callback(name, 1 + Math.floor((largeBytesMax - one) / each))
}

/** Genuine and no JSON. */
export const malformed = (nonce: string): string => `{"object":"whatsapp_business_account","entry":[${nonce}`

/** What the platform puts into `X-Hub-Signature-256`. */
export const signature = (body: string, secret: string): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`
