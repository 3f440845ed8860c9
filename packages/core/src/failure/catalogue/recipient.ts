import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"

const shared = {
  source: "cloud-api",
  httpStatus: [400],
  retry: "never",
  wait: Wait.none,
  seen: ["answer", "status"]
} as const

/** Recipients that cannot be reached (CLOUD_API 3.3). */
export const recipient: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 130403,
    title: "Business has blocked the user",
    cause: "recipient-unavailable",
    scope: "recipient",
    reaction: "recipients",
    remedy: "This business blocked the recipient earlier. Unblock them first if the message is wanted."
  },
  {
    ...shared,
    code: 131021,
    title: "Recipient cannot be sender",
    cause: "bad-number",
    scope: "message",
    reaction: "acceptance",
    remedy: "The message is addressed to the number that sends it. Correct the recipient."
  },
  {
    ...shared,
    code: 131026,
    title: "Message undeliverable",
    cause: "recipient-unavailable",
    scope: "recipient",
    reaction: "recipients",
    remedy:
      "The number is not on WhatsApp, uses a very old app, or has not accepted the terms. Check the number, and use another channel meanwhile."
  },
  {
    ...shared,
    code: 131030,
    title: "Recipient not in allowed list",
    cause: "bad-number",
    scope: "recipient",
    reaction: "recipients",
    remedy: "A test number reaches only the numbers on its list. Add the recipient there, or send from a real number."
  }
]
