import { Buffer } from "node:buffer"
import { createHmac } from "node:crypto"

/**
 * The bytes of a callback and their signature (WH-02; CLOUD_API 3.6): JSON with everything beyond ASCII escaped as
 * lowercase `\uXXXX`, signed by HMAC-SHA256 with the app's secret over exactly those bytes.
 */
export const bytes = (payload: unknown): Buffer =>
  Buffer.from(
    JSON.stringify(payload).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
    ),
    "latin1"
  )

/** The value of `X-Hub-Signature-256`. */
export const header = (appSecret: string, body: Buffer): string =>
  `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`
