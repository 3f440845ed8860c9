import { createHmac } from "node:crypto"

/**
 * Callbacks that change nothing wherever they are taken: they tell no message, no status and nobody, of a number that nobody has,
 * and hold nothing that a decoder does not know: what is checked counts no drift (WH-09).
 *
 * They are written as the platform writes (CLOUD_API 3.6): characters beyond ASCII escaped, slashes too. A receiver that checks the signature over anything but the raw bytes,
 * such as its own rendering of the JSON, finds it wrong.
 */

/** Escapes as the platform does. */
const written = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("/", "\\/")

/** Ours alone is the number, and it is none: the one long text that a decoder of the platform's callbacks has a reading for and that tells nobody anything. */
const callback = (number: string): string =>
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
              metadata: { display_phone_number: number, phone_number_id: "0" },
              statuses: []
            }
          }
        ]
      }
    ]
  })

/** Letters beyond ASCII and a slash, which the platform escapes. */
const number = (nonce: string): string => `Ana \u97d3 / ${nonce}`

/** A small one; `nonce` makes it another delivery than every other. */
export const small = (nonce: string): string => callback(number(nonce))

/** The most that the platform sends: 3 MB. */
const largeBytesMax = 3 * 1024 * 1024

/** One of just under 3 MB. */
export const large = (nonce: string): string => {
  const bare = callback("").length
  const each = small(nonce).length - bare
  return callback(number(nonce).repeat(Math.floor((largeBytesMax - bare) / each)))
}

/** Genuine and no JSON. */
export const malformed = (nonce: string): string => `{"object":"whatsapp_business_account","entry":[${nonce}`

/** What the platform puts into `X-Hub-Signature-256`. */
export const signature = (body: string, secret: string): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`
