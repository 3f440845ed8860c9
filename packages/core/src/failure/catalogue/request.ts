import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"
import { minutes } from "../../policy/internal/spans.ts"

const shared = {
  source: "cloud-api",
  cause: "malformed",
  httpStatus: [400],
  retry: "never",
  scope: "message",
  wait: Wait.none,
  reaction: "acceptance",
  seen: ["answer", "status"]
} as const

/** Requests that are wrong as they are; most should have been refused before they were queued (SPEC SF-05; CLOUD_API 3.3). */
export const request: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 100,
    title: "Invalid parameter",
    remedy: "A field is wrong or unknown; the details name it. Correct the message and send it anew.",
    subcodes: {
      33: "The id in the path does not exist or this token may not see it. Check the sender's phone number id and the token's access to it.",
      2593002: "No template of that name exists in this account. Check the name, or submit the template first."
    }
  },
  {
    ...shared,
    code: 506,
    title: "Duplicate Post",
    remedy:
      "The platform took the request for a repetition of the one before. Check whether the first one went through."
  },
  {
    ...shared,
    code: 803,
    title: "Object alias does not exist",
    httpStatus: [404],
    reaction: "operator",
    remedy: "The id in the path is of nothing that this token can see. Check the configured ids."
  },
  {
    ...shared,
    code: 131008,
    title: "Required parameter is missing",
    remedy: "The message lacks a field that its type needs. Complete it and send it anew."
  },
  {
    ...shared,
    code: 131009,
    title: "Parameter value is not valid",
    remedy:
      "A field has a value that the platform does not take; the details name it. Correct it and send the message anew.",
    variants: [
      {
        details: /\bsync/i,
        retry: "defer",
        wait: Wait.steps(minutes(10)),
        reaction: "templates",
        remedy: "The marketing template is still being synchronised. It is tried again after ten minutes."
      }
    ]
  },
  {
    ...shared,
    code: 131051,
    title: "Unsupported message type",
    seen: ["answer", "status", "inbound"],
    remedy:
      "The platform does not carry this type of message. On a received message it means that the customer sent something the API cannot show."
  },
  {
    ...shared,
    code: 131055,
    title: "Method not allowed (MM API: marketing templates only)",
    reaction: "operator",
    remedy: "The marketing endpoint takes marketing templates only. Send this message through /messages."
  },
  {
    ...shared,
    code: 134100,
    title: "Only marketing messages supported (MM API)",
    reaction: "operator",
    remedy: "The marketing endpoint takes marketing templates only. Send this message through /messages."
  },
  {
    ...shared,
    code: 135000,
    title: "Generic user error",
    remedy:
      "The platform refuses the request without naming a field. Compare the body with one of the same type that works."
  }
]
